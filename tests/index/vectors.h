// SPDX-License-Identifier: Apache-2.0
// Embeddings for tests of the index, and the naive float64 search they are checked against.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "core/base/random.h"

namespace cloc::test {

// [count, dim], each row of length 1, in random directions.
inline std::vector<float> random_vectors(std::int64_t count, int dim, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> rows(static_cast<std::size_t>(count * dim));
  for (float& value : rows) value = static_cast<float>(random.normal());
  for (auto row = rows.begin(); row != rows.end(); row += dim) {
    const double length = std::sqrt(std::inner_product(row, row + dim, row, 0.0));
    for (auto value = row; value != row + dim; ++value) *value = static_cast<float>(*value / length);
  }
  return rows;
}

// [count, dim]: rows scattered about `clusters` centres (which depend on the dimension alone, so that sets of
// different seeds share them), `spread` times their length away: as the embeddings of images that show the
// same things.
inline std::vector<float> clustered_vectors(std::int64_t count, int dim, int clusters, double spread,
                                            std::uint64_t seed) {
  const auto centres = random_vectors(clusters, dim, 99);
  const auto noise = random_vectors(count, dim, seed);
  Random random(seed, 1);
  std::vector<float> rows(noise.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const auto centre = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(clusters)));
    double squares = 0;
    for (int d = 0; d < dim; ++d) {
      auto& value = rows[static_cast<std::size_t>(i * dim + d)];
      value = centres[static_cast<std::size_t>(centre * dim + d)] +
              static_cast<float>(spread) * noise[static_cast<std::size_t>(i * dim + d)];
      squares += static_cast<double>(value) * value;
    }
    for (int d = 0; d < dim; ++d)
      rows[static_cast<std::size_t>(i * dim + d)] /= static_cast<float>(std::sqrt(squares));
  }
  return rows;
}

inline std::vector<std::int64_t> ids_from(std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

inline double cosine(std::span<const float> a, std::span<const float> b) {
  double dot = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    dot += static_cast<double>(a[i]) * b[i];
    aa += static_cast<double>(a[i]) * a[i];
    bb += static_cast<double>(b[i]) * b[i];
  }
  return dot / std::sqrt(aa * bb);
}

struct NaiveHit {
  std::int64_t row;
  double score;
};

// All rows that `keep` accepts, best first.
template <class Keep>
std::vector<NaiveHit> naive_search(std::span<const float> rows, int dim, std::span<const float> query,
                                   Keep&& keep) {
  std::vector<NaiveHit> hits;
  const auto width = static_cast<std::size_t>(dim);
  for (std::size_t row = 0; row < rows.size() / width; ++row) {
    if (keep(static_cast<std::int64_t>(row))) {
      hits.push_back({static_cast<std::int64_t>(row), cosine(rows.subspan(row * width, width), query)});
    }
  }
  std::stable_sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  return hits;
}

}  // namespace cloc::test
