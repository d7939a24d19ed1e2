// SPDX-License-Identifier: Apache-2.0
// Divides a project's images into train, val and test: what core/data/splits.h does, asked of the project,
// with the balance that would come of it, before anything is changed. Used by `cloc-cli data split` and the
// window's split editor.
//
//   const auto images = store::read_split_images(project, {.kind = Grouping::Kind::Folder}, false);
//   const auto plan = store::plan_split(images, options);
//   Edits(project).apply("split the images", plan.changes);
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/data/splits.h"
#include "core/store/changes.h"
#include "core/store/project.h"

namespace cloc::store {

// Which images go to the same part.
struct Grouping {
  enum class Kind { Image, Folder, Attribute };
  Kind kind = Kind::Image;  // each image for itself
  // The name of an image's attribute; images without it are for themselves.
  std::string attribute = {};
};

// What a split has to know of the images, so that shares and seeds can be tried without reading again.
struct SplitImages {
  std::vector<ImageId> ids;            // ascending
  std::vector<std::string> splits;     // that they have now
  std::vector<data::SplitItem> items;  // labels: places in `labels`
  std::vector<Label> labels;
  std::int64_t groups = 0;  // different ones; images for themselves are one each
};
// `undivided_only`: images that have a split already are passed over, and keep it. Throws Error{Cancelled}.
SplitImages read_split_images(const Project& project, const Grouping& grouping, bool undivided_only,
                              const ProgressSink& progress = {}, const CancelToken& cancel = {});

struct SplitPlan {
  std::vector<std::int64_t> images;                // in each part
  std::vector<std::vector<std::int64_t>> regions;  // of each label in each part
  Changes changes;                                 // empty when all images are where they are to be
};
// Throws as split_items().
SplitPlan plan_split(const SplitImages& images, const data::SplitOptions& options);

// Changes that bring images to the split `to`, from wherever each is now. Images that are gone are passed
// over.
Changes resplit_images(const Project& project, std::span<const ImageId> images, const std::string& to);

}  // namespace cloc::store
