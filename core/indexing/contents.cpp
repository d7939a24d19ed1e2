// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/contents.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/index/proposals.h"

namespace cloc::indexing {
namespace {

// Whether `known` are the entries `wanted`. Of proposals some may be missing: the near duplicates.
bool same_entries(std::span<const index::Entry> known, const std::vector<index::Entry>& wanted) {
  std::size_t at = 0;
  for (const auto& entry : wanted) {
    if (at < known.size()) {
      auto here = known[at];
      here.id = 0;
      if (here == entry) {
        ++at;
        continue;
      }
    }
    if (entry.kind != index::EntryKind::Proposal) return false;
  }
  if (at != known.size()) return false;
  // The first proposal is never a duplicate.
  return wanted.size() == 1 || known.size() > 1;
}

}  // namespace

std::vector<index::Entry> region_entries(const std::vector<store::Region>& regions) {
  std::vector<index::Entry> entries;
  entries.reserve(regions.size());
  for (const auto& region : regions)
    entries.push_back({0, region.image_id, region.id, region.box, index::EntryKind::Region});
  std::sort(entries.begin(), entries.end(),
            [](const index::Entry& a, const index::Entry& b) { return a.region_id < b.region_id; });
  return entries;
}

std::vector<index::Entry> wanted_entries(const store::Image& image, std::vector<index::Entry> regions) {
  const PixelBox whole{0, 0, static_cast<float>(image.width), static_cast<float>(image.height)};
  auto entries = std::move(regions);
  if (entries.empty()) {
    index::GridOptions grid;
    grid.whole_image = false;
    for (const auto& box : index::grid_proposals(image.width, image.height, grid))
      entries.push_back({0, image.id, std::nullopt, box, index::EntryKind::Proposal});
  }
  entries.insert(entries.begin(), {0, image.id, std::nullopt, whole, index::EntryKind::Image});
  return entries;
}

Freshness freshness(const store::Image& image, std::span<const index::Entry> known,
                    std::vector<index::Entry> regions) {
  const auto stamp = store::file_stamp(image.path);
  if (!stamp) return Freshness::FileGone;
  if (known.empty()) return Freshness::NotIndexed;
  if (stamp != image.stamp || image.width < 1 || image.height < 1) return Freshness::FileChanged;
  return same_entries(known, wanted_entries(image, std::move(regions))) ? Freshness::Current
                                                                        : Freshness::RegionsChanged;
}

}  // namespace cloc::indexing
