// SPDX-License-Identifier: Apache-2.0
#include "core/store/split_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/store/lookup.h"
#include "core/store/project_reader.h"

namespace cloc::store {
namespace {

// Changes for images by where they are, and where they go.
using Moves = std::map<std::pair<std::string, std::string>, std::vector<ImageId>>;

Changes changes_of(Moves moves) {
  Changes changes;
  for (auto& [way, images] : moves) {
    if (way.first != way.second) changes.push_back(resplit_change(std::move(images), way.first, way.second));
  }
  return changes;
}

std::string attribute_text(const data::Attributes& attributes, const std::string& name) {
  data::Attributes one;
  if (const auto* value = attributes.find(name)) one.set(name, *value);
  return one.to_json();
}

}  // namespace

SplitImages read_split_images(const Project& project, const Grouping& grouping, bool undivided_only,
                              const ProgressSink& progress, const CancelToken& cancel) {
  SplitImages found;
  found.labels = project.labels();
  const auto reader = read_project(project);
  ProgressMeter meter("reading labels", reader->image_count().value_or(0), progress);
  std::set<std::string> groups;
  std::int64_t alone = 0;
  for (data::ImageRecord image; reader->next(image); image = {}) {
    cancel.throw_if_cancelled();
    meter.advance(1);
    if (undivided_only && !image.split.empty()) continue;
    data::SplitItem item;
    if (grouping.kind == Grouping::Kind::Folder) item.group = image.path.parent_path().string();
    if (grouping.kind == Grouping::Kind::Attribute)
      item.group = attribute_text(image.attributes, grouping.attribute);
    if (item.group.empty()) {
      ++alone;
    } else {
      groups.insert(item.group);
    }
    item.labels.reserve(image.regions.size());
    for (const auto& region : image.regions) item.labels.push_back(region.label);
    found.ids.push_back(image.source_id);
    found.splits.push_back(image.split);
    found.items.push_back(std::move(item));
  }
  found.groups = alone + static_cast<std::int64_t>(groups.size());
  return found;
}

SplitPlan plan_split(const SplitImages& images, const data::SplitOptions& options) {
  const auto parts = data::split_items(images.items, options);
  SplitPlan plan;
  plan.images.resize(options.parts.size());
  plan.regions.assign(images.labels.size(), std::vector<std::int64_t>(options.parts.size()));
  Moves moves;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto part = static_cast<std::size_t>(parts[i]);
    ++plan.images[part];
    for (const int label : images.items[i].labels) {
      if (label >= 0) ++plan.regions[static_cast<std::size_t>(label)][part];
    }
    moves[{images.splits[i], options.parts[part].name}].push_back(images.ids[i]);
  }
  plan.changes = changes_of(std::move(moves));
  return plan;
}

Changes resplit_images(const Project& project, std::span<const ImageId> images, const std::string& to) {
  Moves moves;
  for (auto& [split, ids] : Lookup(project).by_split(images)) moves[{split, to}] = std::move(ids);
  return changes_of(std::move(moves));
}

}  // namespace cloc::store
