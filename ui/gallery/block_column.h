// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a table that one thread fills while others read snapshots of it. A column is a list of blocks;
// copying one copies the list and shares the blocks, so a snapshot of a million rows costs some hundred
// pointers. Used by ImageTable; it is no general container.
//
// Thread safety: one thread owns a column and changes it. A copy of it may be read in any thread meanwhile:
// what the copy holds is never written again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace cloc::ui {

// Grows at its end; an element never changes, so blocks are shared for ever.
template <class T>
class AppendColumn {
 public:
  static constexpr std::size_t kBlock = 8192;

  std::size_t size() const { return size_; }
  const T& operator[](std::size_t i) const { return blocks_[i / kBlock][i % kBlock]; }

  void append(const T& value) {
    if (size_ == blocks_.size() * kBlock) blocks_.push_back(std::shared_ptr<T[]>(new T[kBlock]));
    // Beyond what any copy made so far can see.
    blocks_[size_ / kBlock][size_ % kBlock] = value;
    ++size_;
  }

 private:
  std::vector<std::shared_ptr<T[]>> blocks_;
  std::size_t size_ = 0;
};

// Elements may change too: a block that a snapshot may hold is copied first. The owner calls share() whenever
// it hands out a copy.
template <class T>
class ChangingColumn {
 public:
  static constexpr std::size_t kBlock = 8192;

  std::size_t size() const { return size_; }
  const T& operator[](std::size_t i) const { return blocks_[i / kBlock].elements[i % kBlock]; }

  void append(const T& value) {
    if (size_ == blocks_.size() * kBlock) blocks_.push_back({std::shared_ptr<T[]>(new T[kBlock]), shares_});
    blocks_[size_ / kBlock].elements[size_ % kBlock] = value;
    ++size_;
  }
  void set(std::size_t i, const T& value) { own(i / kBlock).elements[i % kBlock] = value; }

  // From here on the blocks there are belong to the copies too.
  void share() { ++shares_; }

 private:
  struct Block {
    std::shared_ptr<T[]> elements;
    std::uint64_t made = 0;  // shares_ when it became ours alone
  };

  Block& own(std::size_t number) {
    Block& block = blocks_[number];
    if (block.made != shares_) {
      std::shared_ptr<T[]> copy(new T[kBlock]);
      const std::size_t used = std::min(kBlock, size_ - number * kBlock);
      std::copy_n(block.elements.get(), used, copy.get());
      block = {std::move(copy), shares_};
    }
    return block;
  }

  std::vector<Block> blocks_;
  std::size_t size_ = 0;
  std::uint64_t shares_ = 0;
};

// Text packed one after the other: append() gives the place, at() the text.
class TextColumn {
 public:
  struct Place {
    std::uint32_t block = 0, begin = 0, length = 0;
  };

  Place append(std::string_view text) {
    if (blocks_.empty() || used_ + text.size() > capacity_) {
      capacity_ = std::max(kBlock, text.size());
      blocks_.push_back(std::shared_ptr<char[]>(new char[capacity_]));
      used_ = 0;
    }
    std::copy(text.begin(), text.end(), blocks_.back().get() + used_);
    const Place place{static_cast<std::uint32_t>(blocks_.size() - 1), static_cast<std::uint32_t>(used_),
                      static_cast<std::uint32_t>(text.size())};
    used_ += text.size();
    return place;
  }
  std::string_view at(const Place& place) const {
    return {blocks_[place.block].get() + place.begin, place.length};
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{1} << 20;

  std::vector<std::shared_ptr<char[]>> blocks_;
  std::size_t used_ = 0, capacity_ = 0;
};

}  // namespace cloc::ui
