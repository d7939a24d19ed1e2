// SPDX-License-Identifier: Apache-2.0
// Reads COCO-style annotations: instances (boxes with labels, and region text where annotations carry a
// "caption"), image captions, panoptic segments, and LVIS. Used through the formats "coco" and "lvis"
// (coco_format.cpp). It opens no image, except to learn the size of one whose "width" and "height" are
// missing.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "core/data/format.h"

namespace cloc::data {

// Attributes of LVIS's images: names of labels that the image certainly does not show, and of those that are
// not marked wherever they are.
inline constexpr const char* kNegativeLabels = "negative_labels";
inline constexpr const char* kNotExhaustiveLabels = "not_exhaustive_labels";
inline constexpr const char* kImageAddress = "coco_url";
// Of a label: the number it has in the file.
inline constexpr const char* kCategoryId = "category_id";

struct CocoPaths {
  std::filesystem::path instances;  // may be empty when `captions` is given; may hold image captions itself
  std::filesystem::path captions;   // COCO captions of the same images; empty for none
  // Where the images' "file_name" begins. Empty: the first of images, ., <the JSON's name after the last _,
  // e.g. train2017>, ../images, ../<that>, ../images/<that>, .. beside the JSON that holds one of the first
  // images.
  std::filesystem::path image_root;
};

// Images in the order of the files, each with its regions in theirs; "bbox" [x, y, width, height] in pixels
// becomes Region::box (x1, y1, x2, y2), clipped to the image. Region::caption is the annotation's "caption",
// else its label. An annotation without "bbox" gets the box around its "segmentation"; without both it is a
// caption of its image. Missing sizes are read from the image. The images' split is the one in the file's
// name.
//
// Attributes: of regions kCrowd ("iscrowd"), kScore ("score"), and what is in "attributes"; of images
// "attributes", and LVIS's lists of labels; of labels kCategoryId where ids are not 1, 2, 3, ..., "isthing",
// and LVIS's "synset", "synonyms", "def", "frequency".
//
// What is wrong with single records is counted in `report`, under these categories:
//   left out: "image without id or file name", "duplicate image id", "missing image file", "image of unknown
//   size",
//     "category without id or name", "duplicate category id", "annotation without image id", "duplicate
//     annotation id", "annotation of an unknown image", "annotation of an image left out", "annotation
//     without box or caption", "mask that cannot be read", "box of wrong length", "box that is not numbers"
//     (names the byte), "box of negative size", "box without area", "box outside the image", "image that is
//     no object" (and category, annotation)
//   kept: "box clipped to the image" (overshoot above 0.05 pixels), "unknown category" (region without
//   label),
//     "long caption" (above 2,000 bytes), "text that cannot be read" and "attributes that cannot be read"
//     (taken as absent), "box made from a mask or polygon", "category name used twice" (one label)
// Throws, naming the file: Error{NotFound} for a missing file or folder, or when not one image file is there;
// Error{Corrupt} with the byte offset for what is not whole UTF-8 JSON, or not COCO; Error{Mismatch} when
// both files give one image id to different file names; Error{InvalidInput} when both paths are empty;
// Error{Cancelled}.
std::unique_ptr<DatasetReader> coco_reader(const CocoPaths& paths, const Context& context);
// The same, all of it.
Dataset read_coco(const CocoPaths& paths, IssueReport& report, const ProgressSink& progress = {},
                  const CancelToken& cancel = {});

}  // namespace cloc::data
