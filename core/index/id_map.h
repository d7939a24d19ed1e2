// SPDX-License-Identifier: Apache-2.0
// From an entry's id to its row in the index. Ids that only grow (EntryTable gives such) are found by
// bisection of the list of ids itself and cost no memory; from the first id out of order on, a hash map is
// kept. Used by RegionIndex.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/index/row_mask.h"

namespace cloc::index {

class IdMap {
 public:
  static constexpr std::int64_t kRemoved = -1;

  IdMap() = default;
  // Ids by row; kRemoved for a row without an entry.
  explicit IdMap(std::vector<std::int64_t> ids);

  void append(std::int64_t id);
  // The row stays, without an id.
  void erase_row(std::int64_t row);
  std::optional<std::int64_t> row(std::int64_t id) const;
  // The rows of those ids that are there; quick for long lists in ascending order.
  RowMask rows_of(std::span<const std::int64_t> ids) const;

  const std::vector<std::int64_t>& ids() const { return ids_; }
  std::int64_t rows() const { return static_cast<std::int64_t>(ids_.size()); }
  std::int64_t removed() const { return removed_; }
  bool removed(std::int64_t row) const { return ids_[static_cast<std::size_t>(row)] == kRemoved; }

 private:
  void keep_map();

  std::vector<std::int64_t> ids_;
  bool ascending_ = true;
  std::int64_t last_ = -1;  // the largest id while ascending
  std::int64_t removed_ = 0;
  std::unordered_map<std::int64_t, std::int64_t> rows_;  // when not ascending
};

}  // namespace cloc::index
