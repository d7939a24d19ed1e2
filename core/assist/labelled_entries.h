// SPDX-License-Identifier: Apache-2.0
// The labelled regions of a project as far as the index holds them: whom to ask when the label of something
// is wanted that looks like them. A snapshot of the store, read in pages; takes some 50 bytes a region.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/assist/label_scores.h"
#include "core/base/progress.h"
#include "core/index/generations.h"
#include "core/store/lookup.h"

namespace cloc::assist {

class LabelledEntries {
 public:
  // Reads every region of the project (some 400,000 a second). Throws Error{Cancelled}.
  static LabelledEntries read(const store::Project& project,
                              const std::shared_ptr<const index::SavedIndex>& index,
                              const ProgressSink& progress = {}, const CancelToken& cancel = {});

  struct Item {
    std::int64_t entry = 0;  // of the index
    store::RegionId region = 0;
    store::ImageId image = 0;
    store::LabelId label = 0;
    PixelBox box;                 // as the store has it
    std::string attributes = {};  // JSON; "" for none
  };
  // In the order of entries.
  const std::vector<Item>& items() const { return items_; }
  // Null when the entry is no labelled region.
  const Item* find(std::int64_t entry) const;
  // All regions of the store, labelled, indexed, or neither, in the order of images, then ids.
  const std::vector<store::Lookup::RegionFacts>& regions() const { return regions_; }
  std::span<const store::Lookup::RegionFacts> regions_of(store::ImageId image) const;

  struct Found {
    std::int64_t entry = 0;
    float score = 0;  // cosine
    const Item* item = nullptr;
  };
  // For each row of `queries` [Q, dim] its k nearest, best first; `without`: an entry for each row that is
  // not to be found (the one that asks), or nothing.
  std::vector<std::vector<Found>> nearest(std::span<const float> queries, std::int64_t k,
                                          std::span<const std::int64_t> without = {}) const;

 private:
  std::shared_ptr<const index::SavedIndex> index_;
  std::optional<index::Selection> selection_;
  std::vector<Item> items_;
  std::vector<store::Lookup::RegionFacts> regions_;
};

std::vector<Neighbour> to_neighbours(std::span<const LabelledEntries::Found> found);

}  // namespace cloc::assist
