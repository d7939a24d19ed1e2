// SPDX-License-Identifier: Apache-2.0
#include "core/assist/labelled_entries.h"

#include <algorithm>
#include <utility>

namespace cloc::assist {

LabelledEntries LabelledEntries::read(const store::Project& project,
                                      const std::shared_ptr<const index::SavedIndex>& index,
                                      const ProgressSink& progress, const CancelToken& cancel) {
  constexpr std::int64_t kPage = 20000;
  LabelledEntries labelled;
  labelled.index_ = index;
  store::Lookup lookup(project);
  std::vector<store::Lookup::RegionFacts> regions;
  ProgressMeter meter("reading regions", project.counts().regions, progress);
  for (bool more = true; more;) {
    cancel.throw_if_cancelled();
    auto page = lookup.region_facts(regions.empty() ? 0 : regions.back().id, kPage);
    more = static_cast<std::int64_t>(page.size()) == kPage;
    meter.advance(static_cast<std::int64_t>(page.size()));
    std::move(page.begin(), page.end(), std::back_inserter(regions));
  }
  if (index) {
    // Ids ascend in `regions`.
    for (const auto& entry : index->entries.all()) {
      if (!entry.region_id) continue;
      const auto found =
          std::lower_bound(regions.begin(), regions.end(), *entry.region_id,
                           [](const auto& region, store::RegionId id) { return region.id < id; });
      if (found == regions.end() || found->id != *entry.region_id || !found->label_id) continue;
      labelled.items_.push_back(
          {entry.id, found->id, found->image_id, *found->label_id, found->box, found->attributes});
    }
    std::vector<std::int64_t> ids;
    ids.reserve(labelled.items_.size());
    for (const auto& item : labelled.items_) ids.push_back(item.entry);
    labelled.selection_ = index->index.select(ids);
  }
  std::stable_sort(regions.begin(), regions.end(),
                   [](const auto& a, const auto& b) { return a.image_id < b.image_id; });
  labelled.regions_ = std::move(regions);
  return labelled;
}

const LabelledEntries::Item* LabelledEntries::find(std::int64_t entry) const {
  const auto found = std::lower_bound(items_.begin(), items_.end(), entry,
                                      [](const Item& item, std::int64_t id) { return item.entry < id; });
  return found == items_.end() || found->entry != entry ? nullptr : &*found;
}

std::span<const store::Lookup::RegionFacts> LabelledEntries::regions_of(store::ImageId image) const {
  const auto begin =
      std::lower_bound(regions_.begin(), regions_.end(), image,
                       [](const auto& region, store::ImageId id) { return region.image_id < id; });
  const auto end = std::upper_bound(begin, regions_.end(), image, [](store::ImageId id, const auto& region) {
    return id < region.image_id;
  });
  return {begin, end};
}

std::vector<std::vector<LabelledEntries::Found>> LabelledEntries::nearest(
    std::span<const float> queries, std::int64_t k, std::span<const std::int64_t> without) const {
  if (!index_ || items_.empty()) {
    const auto dim = index_ ? index_->index.dim() : 0;
    return std::vector<std::vector<Found>>(dim > 0 ? queries.size() / static_cast<std::size_t>(dim) : 1);
  }
  const auto hits =
      index_->index.search(queries, {.k = without.empty() ? k : k + 1, .selection = selection_});
  std::vector<std::vector<Found>> all(hits.size());
  for (std::size_t q = 0; q < hits.size(); ++q) {
    for (const auto& hit : hits[q]) {
      if (!without.empty() && hit.id == without[q]) continue;
      if (static_cast<std::int64_t>(all[q].size()) == k) break;
      if (const auto* item = find(hit.id)) all[q].push_back({hit.id, hit.score, item});
    }
  }
  return all;
}

std::vector<Neighbour> to_neighbours(std::span<const LabelledEntries::Found> found) {
  std::vector<Neighbour> neighbours;
  neighbours.reserve(found.size());
  for (const auto& one : found) neighbours.push_back({one.item->label, one.score});
  return neighbours;
}

}  // namespace cloc::assist
