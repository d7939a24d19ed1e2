// SPDX-License-Identifier: Apache-2.0
// What byte-pair vocabularies share: ids of tokens, and which two of them join into which third. Used by the
// tokenizers alone.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace cloc::text {

using TokenIds = std::unordered_map<std::string, std::int32_t>;

struct PairMerge {
  std::int32_t rank = 0;  // lower merges first
  std::int32_t id = 0;    // of the two joined
};

inline std::uint64_t pair_key(std::int32_t left, std::int32_t right) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
         static_cast<std::uint32_t>(right);
}

using PairMerges = std::unordered_map<std::uint64_t, PairMerge>;  // by pair_key

// Joins neighbours of `symbols` until none merge: always the pair of lowest rank, of those the first. In time
// n log n of the number of symbols: whole texts may be one word.
std::vector<std::int32_t> merge_pairs(const std::vector<std::int32_t>& symbols, const PairMerges& merges);

}  // namespace cloc::text
