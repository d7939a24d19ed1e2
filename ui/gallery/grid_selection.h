// SPDX-License-Identifier: GPL-3.0-or-later
// A set of selected keys, one bit each. QItemSelectionModel keeps ranges of persistent indexes, which it
// takes apart item by item whenever the order changes: seconds for a million images. Keys here are numbers
// that stay the same when the order changes, so nothing has to follow it.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace cloc::ui {

class GridSelection {
 public:
  bool contains(std::uint32_t key) const {
    const std::size_t word = key / 64;
    return word < bits_.size() && (bits_[word] >> (key % 64) & 1) != 0;
  }
  void set(std::uint32_t key, bool selected) {
    const std::size_t word = key / 64;
    if (word >= bits_.size()) {
      if (!selected) return;
      bits_.resize(word + 1);
    }
    const std::uint64_t bit = std::uint64_t{1} << (key % 64);
    if (((bits_[word] & bit) != 0) == selected) return;
    bits_[word] ^= bit;
    size_ += selected ? 1 : -1;
  }
  void clear() {
    bits_.clear();
    size_ = 0;
  }
  std::int64_t size() const { return size_; }
  // Ascending.
  template <class Visit>
  void forEach(Visit visit) const {
    for (std::size_t word = 0; word < bits_.size(); ++word) {
      for (std::uint64_t rest = bits_[word]; rest != 0; rest &= rest - 1) {
        visit(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
      }
    }
  }

 private:
  std::vector<std::uint64_t> bits_;
  std::int64_t size_ = 0;
};

}  // namespace cloc::ui
