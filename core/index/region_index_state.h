// SPDX-License-Identifier: Apache-2.0
// What RegionIndex holds and how it searches it; the locks are here, who takes them is in region_index.cpp
// and region_index_files.cpp. Private to these files.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "core/index/device_scan.h"
#include "core/index/embedding_scan.h"
#include "core/index/embedding_store.h"
#include "core/index/graph.h"
#include "core/index/id_map.h"
#include "core/index/lists.h"
#include "core/index/region_index.h"
#include "core/index/row_mask.h"

namespace cloc::index {

struct Selection::Rows {
  std::uint64_t index = 0;  // the State's serial: rows mean nothing to another index
  RowMask mask;
  std::int64_t count = 0;
};

struct RegionIndex::State {
  State(int dim, Kind kind, std::string reason);

  std::int64_t count() const { return ids.rows() - ids.removed(); }

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

  // The rows that a search may return; absent when that is all.
  std::optional<RowMask> allowed(const SearchOptions& options) const;
  std::vector<std::vector<Hit>> hits(const std::vector<std::vector<RowScore>>& found) const;
  // The best of `queries`, [Q, dim], unit vectors, by whatever way suits.
  std::vector<std::vector<RowScore>> find(std::span<const float> queries, const SearchOptions& options) const;

  const std::uint64_t serial;
  const int dim;
  const Kind kind;
  std::string reason;
  EmbeddingStore store;
  IdMap ids;
  RowMask live;                        // rows that have an id
  std::unique_ptr<Graph> graph;        // of Kind::Graph
  std::unique_ptr<Lists> lists;        // of Kind::Lists, once there are enough rows and settle() was called
  std::unique_ptr<DeviceScan> device;  // when it was asked for and is there
  mutable std::mutex gate;
  mutable std::shared_mutex mutex;
  mutable std::mutex writer;  // held over all chunks of one add or remove, while settling and while saving

 private:
  bool compare_all(const SearchOptions& options, std::int64_t taking_part) const;
  // By the graph or the lists, for each of `queries`; empty where that found too little.
  std::vector<std::vector<RowScore>> look_up(std::span<const float> queries, const SearchOptions& options,
                                             const RowMask* allowed, std::int64_t taking_part) const;
};

}  // namespace cloc::index
