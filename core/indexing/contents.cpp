// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/contents.h"

#include <algorithm>
#include <optional>
#include <utility>
namespace cloc::indexing {
namespace {

// Whether `known` are the entries `wanted`; where these are the image alone, proposals may follow.
bool same_entries(std::span<const index::Entry> known, const std::vector<index::Entry>& wanted) {
  const auto same = [](index::Entry here, const index::Entry& entry) {
    here.id = 0;
    return here == entry;
  };
  if (known.size() < wanted.size() ||
      !std::equal(wanted.begin(), wanted.end(), known.begin(),
                  [&](const auto& entry, const auto& here) { return same(here, entry); }))
    return false;
  const auto rest = known.subspan(wanted.size());
  if (wanted.size() > 1) return rest.empty();
  return std::all_of(rest.begin(), rest.end(),
                     [](const auto& entry) { return entry.kind == index::EntryKind::Proposal; });
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

std::vector<index::Entry> wanted_entries(const store::Image& image, std::vector<index::Entry> regions,
                                         std::span<const PixelBox> proposals) {
  const PixelBox whole{0, 0, static_cast<float>(image.width), static_cast<float>(image.height)};
  auto entries = std::move(regions);
  if (entries.empty()) {
    for (const auto& box : proposals)
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
  return same_entries(known, wanted_entries(image, std::move(regions), {})) ? Freshness::Current
                                                                            : Freshness::RegionsChanged;
}

}  // namespace cloc::indexing
