// SPDX-License-Identifier: Apache-2.0
// What each entry of the region index stands for: an image, a labelled or captioned region, or a proposed
// box. Saved with the index in one generation (generations.h), so that the two always fit; search results are
// turned into boxes by it. Not thread-safe while it is changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "core/geometry/box.h"
#include "core/index/hashed_file.h"

namespace cloc::index {

enum class EntryKind : std::uint8_t {
  Image,    // the whole image; `box` is all of it
  Region,   // a region of the store
  Proposal  // a box that no one has drawn (proposals.h)
};

const char* to_string(EntryKind kind) noexcept;

struct Entry {
  std::int64_t id = 0;                    // the id in RegionIndex
  std::int64_t image_id = 0;              // of the store
  std::optional<std::int64_t> region_id;  // of the store; set for EntryKind::Region
  PixelBox box;
  EntryKind kind = EntryKind::Proposal;
  bool operator==(const Entry&) const = default;
};

class EntryTable {
 public:
  // Gives the entry the next id (1, 2, ...; never one that was given before) and returns it; `entry.id` is
  // ignored. Ids that grow in the order of adding keep the index's look-up by id free of memory.
  std::int64_t add(Entry entry);
  // Removes those that are there; returns their number.
  std::int64_t remove(std::span<const std::int64_t> ids);

  std::int64_t size() const { return static_cast<std::int64_t>(entries_.size()); }
  // In the order of ids.
  const std::vector<Entry>& all() const { return entries_; }
  // Throws Error{NotFound}.
  const Entry& at(std::int64_t id) const;
  bool contains(std::int64_t id) const { return find(id) != nullptr; }
  // Ids of the entries that `keep` accepts, in order: the subset to restrict a search to.
  template <class Keep>
  std::vector<std::int64_t> select(Keep&& keep) const {
    std::vector<std::int64_t> ids;
    for (const Entry& entry : entries_) {
      if (keep(entry)) ids.push_back(entry.id);
    }
    return ids;
  }

  // A binary file (layout in entries.cpp): what was written reads back the same, the next id included. Throws
  // Error{Io}, and Error{Corrupt} naming the file.
  FileRecord save(const std::filesystem::path& path) const;
  static EntryTable load(const std::filesystem::path& path);

 private:
  const Entry* find(std::int64_t id) const;

  std::vector<Entry> entries_;  // ids ascending
  std::int64_t next_id_ = 1;
};

}  // namespace cloc::index
