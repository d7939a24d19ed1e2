// SPDX-License-Identifier: Apache-2.0
// Where a YOLO data set has its images, labels and names: Ultralytics' data.yaml, darknet's .data file, or
// folders without either. Used by yolo.cpp alone, which reads the label files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data/format.h"

namespace cloc::data {

struct YoloImage {
  std::filesystem::path image, labels;  // the label file need not be there
  std::string split;
};

struct YoloLayout {
  std::vector<std::string> names;  // of class 0, 1, ...; "" for one without a name
  std::vector<YoloImage> images;
  int keypoint_numbers = 0;  // that follow each box in pose data; 0 for none
};

// Whether `path` looks like one of the layouts.
bool is_yolo(const std::filesystem::path& path);
// Reports "missing image file" for entries of image lists, "missing folder" for entries of data.yaml. Throws
// Error{NotFound} when there are no images, Error{Corrupt} naming file and line of a data.yaml that cannot be
// read.
YoloLayout find_yolo(const std::filesystem::path& path, const ReadOptions& options, const Context& context);

// Ultralytics' rule: the last folder "images" of the path becomes "labels", the ending ".txt"; without such a
// folder the labels are beside the image.
std::filesystem::path yolo_labels_of(const std::filesystem::path& image);

}  // namespace cloc::data
