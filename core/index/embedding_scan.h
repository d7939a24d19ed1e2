// SPDX-License-Identifier: Apache-2.0
// Exact search: every stored embedding, or every one of a set of rows, against every query. The truth that
// approximate kinds are measured against, and the way small subsets are searched. Used by RegionIndex.
//
// One query reads the rows once, at the speed of the memory. Many read them once too: a few rows at a time
// are brought into the first-level cache and multiplied with all queries, which are in the second-level one.
//
// Threads: segments of rows are handed out to OpenMP threads, each with its own best list, and no BLAS is
// called: FAISS's own exact search of many queries got slower with two threads than with one, because
// OpenBLAS's threads and OpenMP's fought.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/index/embedding_store.h"
#include "core/index/row_mask.h"

namespace cloc::index {

struct RowScore {
  std::int64_t row = 0;
  float score = 0;  // inner product
};

// The order of results: higher scores first, equal scores in the order of rows.
inline bool better(const RowScore& a, const RowScore& b) {
  return a.score > b.score || (a.score == b.score && a.row < b.row);
}

constexpr float kAnyScore = -std::numeric_limits<float>::infinity();

struct ScanOptions {
  std::int64_t k = 10;
  float least = kAnyScore;           // lower scores are left out
  const RowMask* allowed = nullptr;  // only these rows; all without
  std::int64_t first_row = 0;        // those before it are left out
};

// `queries`: [Q, dim]. For each query the best rows, at most k, best first. Throws Error{OutOfMemory}.
std::vector<std::vector<RowScore>> scan_best(const EmbeddingStore& store, std::span<const float> queries,
                                             const ScanOptions& options);

}  // namespace cloc::index
