// SPDX-License-Identifier: Apache-2.0
// Exact search: every stored embedding, or every one of a list of rows, against every query. The truth that
// approximate kinds are measured against, and the way small subsets are searched. Used by RegionIndex.
//
// Threads: rows are divided among OpenMP threads, each with its own best list, and no BLAS is called: FAISS's
// own exact search of many queries got slower with two threads than with one, because OpenBLAS's threads and
// OpenMP's fought.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace cloc::index {

// [rows, dim] halves, row by row.
struct HalfMatrix {
  const std::uint8_t* codes = nullptr;
  std::int64_t rows = 0;
  int dim = 0;
};

struct RowScore {
  std::int64_t row = 0;
  float score = 0;  // inner product
};

// Which rows take part: all, or those of a list (ascending, without repeats).
using RowList = std::optional<std::span<const std::int64_t>>;

constexpr float kAnyScore = -std::numeric_limits<float>::infinity();

// `queries`: [Q, dim]. For each query the best rows that score `least` or more, at most `k`, best first,
// equal scores in the order of rows.
std::vector<std::vector<RowScore>> scan_best(const HalfMatrix& matrix, const RowList& rows,
                                             std::span<const float> queries, std::int64_t k,
                                             float least = kAnyScore);

}  // namespace cloc::index
