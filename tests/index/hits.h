// SPDX-License-Identifier: Apache-2.0
// What tests ask of the hits of a search.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "core/index/region_index.h"

namespace cloc::test {

inline std::set<std::int64_t> ids_of(const std::vector<index::Hit>& hits) {
  std::set<std::int64_t> ids;
  for (const auto& hit : hits) ids.insert(hit.id);
  return ids;
}

// The part of what an exact search finds that this one finds.
inline double recall(const index::RegionIndex& index, std::span<const float> queries,
                     index::SearchOptions options) {
  const auto found = index.search(queries, options);
  options.exact = true;
  const auto truth = index.search(queries, options);
  double same = 0, all = 0;
  for (std::size_t q = 0; q < found.size(); ++q) {
    const auto ids = ids_of(found[q]);
    for (const auto& hit : truth[q]) same += ids.contains(hit.id) ? 1 : 0;
    all += static_cast<double>(truth[q].size());
  }
  return same / all;
}

}  // namespace cloc::test
