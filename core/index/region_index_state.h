// SPDX-License-Identifier: Apache-2.0
// What RegionIndex holds and how it searches it; the locks are here, who takes them is in region_index.cpp.
// Private to the two files.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include <faiss/IndexHNSW.h>

#include "core/index/embedding_scan.h"
#include "core/index/half_storage.h"
#include "core/index/id_map.h"
#include "core/index/region_index.h"

namespace cloc::index {

// Of the storage, ascending.
using Rows = std::vector<std::int64_t>;

struct RegionIndex::State {
  State(int dim, Kind kind, std::string reason);
  // Gives the graph `fresh` as the storage that it owns.
  void adopt_storage(std::unique_ptr<HalfStorage> fresh);

  faiss::Index& index() const { return graph ? static_cast<faiss::Index&>(*graph) : *flat; }
  HalfMatrix matrix() const { return {storage->codes.data(), ids.rows(), dim}; }
  std::int64_t count() const { return ids.rows() - ids.removed(); }
  const std::uint8_t* code(std::int64_t row) const { return storage->codes.data() + 2 * row * dim; }

  // A waiting writer holds the gate, which every searcher passes: else a steady stream of searches, which
  // pthread's lock prefers, would keep it out for ever.
  std::shared_lock<std::shared_mutex> reading() const {
    const std::lock_guard pass(gate);
    return std::shared_lock(mutex);
  }
  std::unique_lock<std::shared_mutex> writing() {
    const std::lock_guard pass(gate);
    return std::unique_lock(mutex);
  }

  Rows live_rows() const;
  Rows rows_of(std::span<const std::int64_t> subset) const;
  std::vector<std::vector<Hit>> hits(const std::vector<std::vector<RowScore>>& found) const;
  // Compares every row of `subset`, or every live one.
  std::vector<std::vector<RowScore>> compare(std::span<const float> queries, std::int64_t k,
                                             const std::optional<Rows>& subset, float least) const;
  bool compare_whole(const SearchOptions& options, const std::optional<Rows>& subset) const;
  std::vector<std::vector<RowScore>> walk(std::span<const float> queries, const SearchOptions& options,
                                          const std::optional<Rows>& subset) const;
  // Either way.
  std::vector<std::vector<RowScore>> find(std::span<const float> queries, const SearchOptions& options) const;

  int dim;
  Kind kind;
  std::string reason;
  IdMap ids;
  std::unique_ptr<HalfStorage> flat;          // Exact
  std::unique_ptr<faiss::IndexHNSWSQ> graph;  // Graph; owns its storage
  HalfStorage* storage = nullptr;             // of either
  mutable std::mutex gate;
  mutable std::shared_mutex mutex;
  mutable std::mutex writer;  // held over all chunks of one add or remove, and while saving
};

}  // namespace cloc::index
