// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "core/data/format.h"

namespace cloc::data {

const Format& coco_format();
const Format& image_folder_format();
const Format& class_folders_format();
const Format& csv_format();
const Format& cvat_format();
const Format& kitti_format();
const Format& label_studio_format();
const Format& labelme_format();
const Format& voc_format();
const Format& yolo_format();

std::span<const Format* const> formats() {
  // The more particular ones first: the first that recognises something reads it.
  static const std::array all{&label_studio_format(),  &labelme_format(),     &coco_format(),  &cvat_format(),
                              &voc_format(),           &csv_format(),         &kitti_format(), &yolo_format(),
                              &class_folders_format(), &image_folder_format()};
  return all;
}

}  // namespace cloc::data
