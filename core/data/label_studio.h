// SPDX-License-Identifier: Apache-2.0
// The writing half of Label Studio's JSON (label_studio_writer.cpp), for label_studio.cpp alone.
#pragma once

#include <memory>

#include "core/data/format.h"

namespace cloc::data {

// A list of tasks, one a line. Results are of the tools "label" (boxes) and "caption" (texts) on "image";
// images are named as Label Studio's local storage does. Coordinates are percent with all their digits.
std::unique_ptr<DatasetWriter> write_label_studio(const std::filesystem::path& path,
                                                  const std::vector<std::string>& labels,
                                                  const std::vector<LabelDetails>& details,
                                                  const WriteOptions& options, const Context& context);

}  // namespace cloc::data
