// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/contents.h"

#include <algorithm>
#include <optional>

#include "core/index/proposals.h"

namespace cloc::indexing {

std::vector<index::Entry> wanted_entries(const store::Image& image,
                                         const std::vector<store::Region>& regions) {
  const PixelBox whole{0, 0, static_cast<float>(image.width), static_cast<float>(image.height)};
  std::vector<index::Entry> entries{{0, image.id, std::nullopt, whole, index::EntryKind::Image}};
  for (const auto& region : regions) {
    entries.push_back({0, image.id, region.id, region.box, index::EntryKind::Region});
  }
  // Which lies above which means nothing here.
  std::stable_sort(entries.begin() + 1, entries.end(),
                   [](const index::Entry& a, const index::Entry& b) { return a.region_id < b.region_id; });
  if (regions.empty()) {
    index::GridOptions grid;
    grid.whole_image = false;
    for (const auto& box : index::grid_proposals(image.width, image.height, grid)) {
      entries.push_back({0, image.id, std::nullopt, box, index::EntryKind::Proposal});
    }
  }
  return entries;
}

Freshness freshness(const store::Project& project, const store::Image& image,
                    std::span<const index::Entry> known) {
  const auto stamp = store::file_stamp(image.path);
  if (!stamp) return Freshness::FileGone;
  if (known.empty()) return Freshness::NotIndexed;
  if (stamp != image.stamp) return Freshness::FileChanged;
  const auto wanted = wanted_entries(image, project.regions_of(image.id));
  const bool same = std::equal(wanted.begin(), wanted.end(), known.begin(), known.end(),
                               [](const index::Entry& ours, index::Entry theirs) {
                                 theirs.id = 0;
                                 return ours == theirs;
                               });
  return same ? Freshness::Current : Freshness::RegionsChanged;
}

}  // namespace cloc::indexing
