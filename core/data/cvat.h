// SPDX-License-Identifier: Apache-2.0
// The writing half of CVAT's XML (cvat_writer.cpp), for cvat.cpp alone.
#pragma once

#include <memory>

#include "core/data/format.h"

namespace cloc::data {

// "CVAT for images 1.1": labels with colours and parents, a box for each region, a tag for each that has the
// attribute kWholeImage. Coordinates are exact. Throws Error{InvalidInput} for texts that XML cannot hold.
std::unique_ptr<DatasetWriter> write_cvat(const std::filesystem::path& path,
                                          const std::vector<std::string>& labels,
                                          const std::vector<LabelDetails>& details,
                                          const WriteOptions& options, const Context& context);

}  // namespace cloc::data
