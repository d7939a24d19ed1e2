// SPDX-License-Identifier: Apache-2.0
// Reads COCO-style annotations: instances (boxes with labels, and region text where annotations carry a
// "caption"), image captions, and LVIS. Used by open_dataset, jobs and the command line. It opens no image,
// except to learn the size of one whose "width" and "height" are missing.
#pragma once

#include <filesystem>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"

namespace cloc::data {

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
// else its label. An annotation without "bbox" is a caption of its image. Missing sizes are read from the
// image.
//
// What is wrong with single records is counted in `report`, under these categories:
//   left out: "image without id or file name", "duplicate image id", "missing image file", "image of unknown
//   size",
//     "category without id or name", "duplicate category id", "annotation without image id", "duplicate
//     annotation id", "annotation of an unknown image", "annotation of an image left out", "annotation
//     without box or caption", "crowd annotation", "box of wrong length", "box that is not numbers" (names
//     the byte), "box of negative size", "box without area", "box outside the image", "image that is no
//     object" (and category, annotation)
//   kept: "box clipped to the image" (overshoot above 0.05 pixels), "unknown category" (region without
//   label),
//     "long caption" (above 2,000 bytes), "text that cannot be read" (taken as absent), "category name used
//     twice" (one label)
// Throws, naming the file: Error{NotFound} for a missing file or folder, or when not one image file is there;
// Error{Corrupt} with the byte offset for what is not whole UTF-8 JSON, or not COCO; Error{Mismatch} when
// both files give one image id to different file names; Error{InvalidInput} when both paths are empty;
// Error{Cancelled}.
Dataset read_coco(const CocoPaths& paths, IssueReport& report, const ProgressSink& progress = {},
                  const CancelToken& cancel = {});

}  // namespace cloc::data
