// SPDX-License-Identifier: Apache-2.0
#include "core/assist/examples.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/store/lookup.h"

namespace cloc::assist {
namespace {

std::vector<std::vector<float>> embeddings_of(const index::SavedIndex& index,
                                              const std::vector<std::int64_t>& entries) {
  std::vector<std::vector<float>> rows;
  for (const auto entry : entries) {
    if (index.index.contains(entry)) rows.push_back(index.index.embedding(entry));
  }
  return rows;
}

// What is read of the store for the candidates of one image, once.
struct ImageNow {
  std::optional<store::Image> image;
  std::vector<store::Region> regions;  // in the order of ids
  std::vector<PixelBox> kept;          // proposals of it that are candidates

  const store::Region* find(store::RegionId id) const {
    const auto found = std::lower_bound(regions.begin(), regions.end(), id,
                                        [](const auto& region, auto wanted) { return region.id < wanted; });
    return found == regions.end() || found->id != id ? nullptr : &*found;
  }
};

bool overlaps(const PixelBox& box, std::span<const PixelBox> others, float overlap) {
  return std::any_of(others.begin(), others.end(),
                     [&](const PixelBox& other) { return iou(box, other) >= overlap; });
}
bool overlaps(const PixelBox& box, const std::vector<store::Region>& regions, float overlap) {
  return std::any_of(regions.begin(), regions.end(),
                     [&](const store::Region& region) { return iou(box, region.box) >= overlap; });
}

}  // namespace

std::vector<float> example_vector(std::span<const float> start, float examples,
                                  const std::vector<std::vector<float>>& accepted,
                                  const std::vector<std::vector<float>>& rejected, float push,
                                  std::span<const float> name, float name_weight) {
  std::vector<double> sum(start.size(), 0);
  const auto add = [&](std::span<const float> row, double weight) {
    if (row.size() != sum.size()) {
      throw Error(ErrorKind::InvalidInput,
                  "An example of " + std::to_string(row.size()) + " numbers does not fit others of " +
                      std::to_string(sum.size()) + ". Search again: the model has changed.");
    }
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * row[i];
  };
  const double liked = examples + static_cast<double>(accepted.size());
  if (liked > 0) {
    add(start, examples / liked);
    for (const auto& row : accepted) add(row, 1 / liked);
  }
  if (!name.empty()) add(name, name_weight);
  for (const auto& row : rejected) add(row, -push / static_cast<double>(rejected.size()));
  const double length = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0));
  if (!(length > 1e-6)) {
    throw Error(
        ErrorKind::InvalidInput,
        "What was rejected is the same as the examples: nothing is left to look for. Take back some of "
        "it, or begin with another example.");
  }
  std::vector<float> unit(sum.size());
  std::transform(sum.begin(), sum.end(), unit.begin(),
                 [length](double value) { return static_cast<float>(value / length); });
  return unit;
}

Candidates find_like(const store::Project& project, const index::SavedIndex& index, const ExampleQuery& query,
                     const FindOptions& options, const CancelToken& cancel) {
  const auto vector =
      example_vector(query.start, query.examples, embeddings_of(index, query.accepted),
                     embeddings_of(index, query.rejected), options.push, query.name, query.name_weight);
  const auto regions = index.index.select(
      index.entries.select([](const index::Entry& entry) { return entry.kind != index::EntryKind::Image; }));
  cancel.throw_if_cancelled();
  // Some of them will turn out to be labelled already: as many more, so that the list is not short for it.
  const auto asked = 2 * options.limit;
  const auto hits = index.index.range_search(vector, options.least, {.k = asked, .selection = regions})[0];
  std::map<store::LabelId, std::string> names;
  for (auto& label : project.labels()) names[label.id] = std::move(label.name);
  store::Lookup lookup(project);
  std::unordered_map<store::ImageId, ImageNow> images;
  Candidates all;
  all.more = static_cast<std::int64_t>(hits.size()) == asked;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (i % 256 == 0) cancel.throw_if_cancelled();
    if (static_cast<std::int64_t>(all.found.size()) == options.limit) {
      all.more = true;
      break;
    }
    const auto& entry = index.entries.at(hits[i].id);
    const auto [place, is_new] = images.try_emplace(entry.image_id);
    auto& now = place->second;
    if (is_new) {
      now.image = lookup.image(entry.image_id);
      if (now.image) now.regions = lookup.regions_of(entry.image_id);
    }
    if (!now.image) continue;
    Candidate candidate{entry.id, entry.image_id, entry.region_id, entry.box, hits[i].score, now.image->path};
    if (entry.region_id) {
      const auto* region = now.find(*entry.region_id);
      if (region == nullptr) continue;
      if (options.label && region->label_id == options.label) {
        ++all.labelled;
        continue;
      }
      if (region->locked) {
        ++all.locked;
        continue;
      }
      candidate.box = region->box;
      candidate.label = region->label_id;
      if (candidate.label) candidate.label_name = names[*candidate.label];
    } else if (overlaps(entry.box, now.regions, options.overlap) ||
               overlaps(entry.box, now.kept, options.overlap)) {
      ++all.covered;
      continue;
    } else {
      now.kept.push_back(entry.box);
    }
    all.found.push_back(std::move(candidate));
  }
  return all;
}

store::Changes label_changes(const store::Project& project, std::span<const Candidate> chosen,
                             store::LabelId label, bool relabel, float overlap, LabelOutcome& outcome) {
  using Kind = store::Change::Kind;
  store::Lookup lookup(project);
  std::unordered_map<store::ImageId, ImageNow> images;
  std::unordered_set<store::RegionId> seen;
  store::Changes changes;
  store::RegionId made = 0;
  for (const auto& candidate : chosen) {
    const auto [place, is_new] = images.try_emplace(candidate.image_id);
    auto& now = place->second;
    if (is_new) {
      now.image = lookup.image(candidate.image_id);
      if (now.image) now.regions = lookup.regions_of(candidate.image_id);
    }
    const auto* region = candidate.region_id ? now.find(*candidate.region_id) : nullptr;
    if (!now.image || (candidate.region_id && region == nullptr)) {
      ++outcome.gone;
    } else if (region == nullptr) {
      if (overlaps(candidate.box, now.regions, overlap) || overlaps(candidate.box, now.kept, overlap)) {
        ++outcome.covered;
        continue;
      }
      now.kept.push_back(candidate.box);
      ++outcome.made;
      changes.push_back(
          {Kind::Insert, {}, {--made, candidate.image_id, candidate.box, label, "", "example"}});
    } else if (region->locked) {
      ++outcome.locked;
    } else if (region->label_id != label && seen.insert(region->id).second) {
      if (region->label_id && !relabel) {
        ++outcome.other_label;
        continue;
      }
      ++(region->label_id ? outcome.relabelled : outcome.labelled);
      auto after = *region;
      after.label_id = label;
      changes.push_back({Kind::Update, *region, std::move(after)});
    }
  }
  return changes;
}

}  // namespace cloc::assist
