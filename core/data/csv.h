// SPDX-License-Identifier: Apache-2.0
// The writing half of CSV (csv_writer.cpp), for csv.cpp alone.
#pragma once

#include <memory>

#include "core/data/format.h"

namespace cloc::data {

// image,x1,y1,x2,y2,label,caption,more_captions,split,width,height,attributes: a row for each region; rows
// without a box for the image's captions, its attributes, and images without regions. Coordinates are exact.
std::unique_ptr<DatasetWriter> write_csv(const std::filesystem::path& path,
                                         const std::vector<std::string>& labels,
                                         const std::vector<LabelDetails>& details,
                                         const WriteOptions& options, const Context& context);

}  // namespace cloc::data
