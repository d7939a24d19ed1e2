// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/region_order.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace cloc::ui {
namespace {

bool ascends(const std::vector<store::Region>& regions) {
  return std::adjacent_find(regions.begin(), regions.end(),
                            [](const auto& a, const auto& b) { return !(a.z < b.z); }) == regions.end();
}

// z of regions[begin, end), evenly between the neighbours, or by whole numbers at the ends.
void placeBetween(std::vector<store::Region>& regions, std::size_t begin, std::size_t end) {
  const auto count = static_cast<double>(end - begin);
  const bool bottom = begin == 0, top = end == regions.size();
  const double below = bottom ? 0 : *regions[begin - 1].z;
  const double above = top ? 0 : *regions[end].z;
  for (std::size_t i = begin; i < end; ++i) {
    const auto step = static_cast<double>(i - begin + 1);
    regions[i].z = top      ? below + step
                   : bottom ? above - (count + 1 - step)
                            : below + (above - below) * step / (count + 1);
  }
}

}  // namespace

void reorderRegions(std::vector<store::Region>& regions, const std::unordered_set<store::RegionId>& chosen,
                    RegionOrder order) {
  const auto isChosen = [&](const store::Region& region) { return chosen.contains(region.id); };
  if (std::all_of(regions.begin(), regions.end(), isChosen)) return;
  switch (order) {
    case RegionOrder::ToFront:
      std::stable_partition(regions.begin(), regions.end(), std::not_fn(isChosen));
      break;
    case RegionOrder::ToBack:
      std::stable_partition(regions.begin(), regions.end(), isChosen);
      break;
    case RegionOrder::Raise:
      for (auto i = regions.size(); i-- > 1;) {
        if (isChosen(regions[i - 1]) && !isChosen(regions[i])) std::swap(regions[i - 1], regions[i]);
      }
      break;
    case RegionOrder::Lower:
      for (std::size_t i = 1; i < regions.size(); ++i) {
        if (isChosen(regions[i]) && !isChosen(regions[i - 1])) std::swap(regions[i - 1], regions[i]);
      }
      break;
  }
  // Runs of chosen ones that lie between others now: those that still ascend there stay as they are.
  for (std::size_t begin = 0; begin < regions.size();) {
    if (!isChosen(regions[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    bool inPlace = begin == 0 || regions[begin - 1].z < regions[begin].z;
    for (; end < regions.size() && isChosen(regions[end]); ++end) {
      inPlace = inPlace && (end + 1 == regions.size() || regions[end].z < regions[end + 1].z);
    }
    if (!inPlace) placeBetween(regions, begin, end);
    begin = end;
  }
  if (ascends(regions)) return;
  double z = 0;
  for (auto& region : regions) region.z = ++z;
}

}  // namespace cloc::ui
