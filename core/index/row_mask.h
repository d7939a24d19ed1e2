// SPDX-License-Identifier: Apache-2.0
// A set of rows of the index, one bit for each: the live ones, or those that a search may return. Used by
// RegionIndex, the scan and the walk; 125 kB for a million rows.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace cloc::index {

class RowMask {
 public:
  static constexpr std::int64_t kBits = 64;

  RowMask() = default;
  // Rows 0 to rows - 1, none of them in the set.
  explicit RowMask(std::int64_t rows)
      : rows_(rows), words_(static_cast<std::size_t>((rows + kBits - 1) / kBits)) {}

  std::int64_t rows() const { return rows_; }
  // False beyond the last row.
  bool test(std::int64_t row) const { return row < rows_ && (word(row / kBits) >> (row % kBits) & 1) != 0; }
  void set(std::int64_t row) { words_[static_cast<std::size_t>(row / kBits)] |= bit(row); }
  void reset(std::int64_t row) { words_[static_cast<std::size_t>(row / kBits)] &= ~bit(row); }
  // One row more, in the set.
  void append() {
    if (rows_ % kBits == 0) words_.push_back(0);
    set(rows_++);
  }

  // How many are in the set; reads all of it.
  std::int64_t count() const {
    std::int64_t total = 0;
    for (const std::uint64_t each : words_) total += std::popcount(each);
    return total;
  }
  // Bits of rows 64 * i to 64 * i + 63; 0 beyond the last.
  std::uint64_t word(std::int64_t i) const {
    return static_cast<std::size_t>(i) < words_.size() ? words_[static_cast<std::size_t>(i)] : 0;
  }

  // Keeps what `other` holds too.
  RowMask& operator&=(const RowMask& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.word(static_cast<std::int64_t>(i));
    return *this;
  }
  // Drops what `other` holds.
  RowMask& operator-=(const RowMask& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.word(static_cast<std::int64_t>(i));
    return *this;
  }

 private:
  static std::uint64_t bit(std::int64_t row) { return std::uint64_t{1} << (row % kBits); }

  std::int64_t rows_ = 0;
  std::vector<std::uint64_t> words_;  // bits beyond the last row are 0
};

}  // namespace cloc::index
