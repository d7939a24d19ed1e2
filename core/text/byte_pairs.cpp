// SPDX-License-Identifier: Apache-2.0
#include "core/text/byte_pairs.h"

#include <cstddef>
#include <queue>
#include <tuple>

namespace cloc::text {
namespace {

constexpr std::size_t kNone = SIZE_MAX;

// A symbol in a linked list; one that was joined to its left neighbour stays behind with id -1.
struct Symbol {
  std::int32_t id = 0;
  std::size_t before = kNone, after = kNone;
};

struct Candidate {
  std::int32_t rank = 0;
  std::size_t place = 0;  // of the left symbol
  std::int32_t id = 0;    // of the two joined
  bool operator>(const Candidate& other) const {
    return std::tie(rank, place) > std::tie(other.rank, other.place);
  }
};

}  // namespace

std::vector<std::int32_t> merge_pairs(const std::vector<std::int32_t>& ids, const PairMerges& merges) {
  std::vector<Symbol> symbols(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i)
    symbols[i] = {ids[i], i == 0 ? kNone : i - 1, i + 1 < ids.size() ? i + 1 : kNone};
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
  const auto merge_at = [&](std::size_t left) {
    return merges.find(pair_key(symbols[left].id, symbols[symbols[left].after].id));
  };
  const auto propose = [&](std::size_t left) {
    if (left == kNone || symbols[left].after == kNone) return;
    const auto found = merge_at(left);
    if (found != merges.end()) candidates.push({found->second.rank, left, found->second.id});
  };
  for (std::size_t i = 0; i < symbols.size(); ++i) propose(i);

  while (!candidates.empty()) {
    const auto best = candidates.top();
    candidates.pop();
    auto& left = symbols[best.place];
    if (left.id < 0 || left.after == kNone) continue;
    // The pair may have changed since it was proposed.
    const auto found = merge_at(best.place);
    if (found == merges.end() || found->second.id != best.id) continue;
    auto& right = symbols[left.after];
    left.id = best.id;
    left.after = right.after;
    right.id = -1;
    if (left.after != kNone) symbols[left.after].before = best.place;
    propose(left.before);
    propose(best.place);
  }
  std::vector<std::int32_t> merged;
  for (const auto& symbol : symbols) {
    if (symbol.id >= 0) merged.push_back(symbol.id);
  }
  return merged;
}

}  // namespace cloc::text
