// SPDX-License-Identifier: Apache-2.0
// Opens whatever the user points at as a data set. Used by every command and dialog that takes "a data set";
// who knows the exact files calls read_coco.
#pragma once

#include <filesystem>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"

namespace cloc::data {

// `path` may be
//   a folder with instances.json (and captions.json, images/), as `cloc-cli demo create` writes
//   a folder with one instances*.json, in it or in annotations/ below it
//   a COCO .json; captions beside an "instances..." file are read when the name differs by "captions..."
//   alone, and
//     the image folder is found as CocoPaths::image_root says
//   a folder of images: all .png .jpg .jpeg .bmp .tif .tiff .webp below it, sorted by path, without regions
//   and with
//     sizes 0; hidden files and folders are passed over and linked folders are not followed
//   one image
// Throws Error{NotFound} when nothing is there, or nothing of this kind (the message says what was expected);
// Error{InvalidInput} for another kind of file, or when several annotation files could be meant (names them);
// and what read_coco throws.
Dataset open_dataset(const std::filesystem::path& path, IssueReport& report,
                     const ProgressSink& progress = {}, const CancelToken& cancel = {});

}  // namespace cloc::data
