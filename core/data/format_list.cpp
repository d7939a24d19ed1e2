// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "core/data/format.h"

namespace cloc::data {

const Format& coco_format();
const Format& flickr30k_format();
const Format& lvis_format();
const Format& refcoco_format();
const Format& visual_genome_format();
const Format& webdataset_format();
const Format& image_folder_format();

std::span<const Format* const> formats() {
  // The more particular ones first: the first that recognises something reads it.
  // clang-format off
  static const std::array all{
      &refcoco_format(),
      &flickr30k_format(),
      &visual_genome_format(),
      &lvis_format(),
      &coco_format(),
      &webdataset_format(),
      &image_folder_format(),
  };
  // clang-format on
  return all;
}

}  // namespace cloc::data
