// SPDX-License-Identifier: Apache-2.0
// The writing half of Pascal VOC (voc_writer.cpp), for voc.cpp alone.
#pragma once

#include <memory>

#include "core/data/format.h"

namespace cloc::data {

// Annotations/, JPEGImages/ and ImageSets/Main/SPLIT.txt. Corners count from 1 as VOC says, with at most two
// digits after the point. Images that are left where they are get symbolic links. Throws Error{InvalidInput}
// for label names that XML cannot hold.
std::unique_ptr<DatasetWriter> write_voc(const std::filesystem::path& path,
                                         const std::vector<std::string>& labels,
                                         const std::vector<LabelDetails>& details,
                                         const WriteOptions& options, const Context& context);

}  // namespace cloc::data
