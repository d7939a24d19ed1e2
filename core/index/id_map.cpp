// SPDX-License-Identifier: Apache-2.0
#include "core/index/id_map.h"

#include <algorithm>
#include <utility>

namespace cloc::index {

IdMap::IdMap(std::vector<std::int64_t> ids) : ids_(std::move(ids)) {
  removed_ = std::count(ids_.begin(), ids_.end(), kRemoved);
  if (removed_ == 0 && std::is_sorted(ids_.begin(), ids_.end())) {
    if (!ids_.empty()) last_ = ids_.back();
  } else {
    keep_map();
  }
}

void IdMap::append(std::int64_t id) {
  if (ascending_ && id <= last_) keep_map();
  ids_.push_back(id);
  if (ascending_) {
    last_ = id;
  } else {
    rows_[id] = rows() - 1;
  }
}

void IdMap::erase_row(std::int64_t row) {
  if (ascending_) keep_map();
  rows_.erase(std::exchange(ids_[static_cast<std::size_t>(row)], kRemoved));
  ++removed_;
}

std::optional<std::int64_t> IdMap::row(std::int64_t id) const {
  if (ascending_) {
    const auto found = std::lower_bound(ids_.begin(), ids_.end(), id);
    if (found == ids_.end() || *found != id) return std::nullopt;
    return found - ids_.begin();
  }
  const auto found = rows_.find(id);
  if (found == rows_.end()) return std::nullopt;
  return found->second;
}

RowMask IdMap::rows_of(std::span<const std::int64_t> ids) const {
  RowMask mask(rows());
  if (!ascending_) {
    for (const std::int64_t id : ids) {
      if (const auto found = row(id)) mask.set(*found);
    }
    return mask;
  }
  // From where the last one was, in steps that double, then by bisection of the last step: lists are mostly
  // ascending and close to each other.
  auto from = ids_.begin();
  for (const std::int64_t id : ids) {
    if (from == ids_.end() || *from > id) from = ids_.begin();
    auto to = from;
    for (std::ptrdiff_t step = 1; to != ids_.end() && *to < id; step *= 2) {
      from = to;
      to += std::min(step, ids_.end() - to);
    }
    from = std::lower_bound(from, to, id);
    if (from != ids_.end() && *from == id) mask.set(from - ids_.begin());
  }
  return mask;
}

void IdMap::keep_map() {
  ascending_ = false;
  rows_.reserve(ids_.size());
  for (std::size_t row = 0; row < ids_.size(); ++row) {
    if (ids_[row] != kRemoved) rows_[ids_[row]] = static_cast<std::int64_t>(row);
  }
}

}  // namespace cloc::index
