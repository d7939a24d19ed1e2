// SPDX-License-Identifier: Apache-2.0
// Which of some thousand centroids is nearest to each of many rows, by inner product: as the quantizer that
// FAISS learns the lists with, and to sort rows into them. FAISS's own way does it through BLAS, at a fifth
// of the speed where OpenBLAS does not know the processor, and its threads fight with BLAS's. Used by Lists
// alone; knows k = 1 only.
//
// Many centroids are grouped by nearness, and of each row only the groups that it is nearest to are compared:
// the nearest centroid is missed now and then, and one nearly as near found (docs/benchmarks.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <faiss/Index.h>

namespace cloc::index {

class NearestCentroid final : public faiss::Index {
 public:
  // Fewer are compared one by one.
  static constexpr idx_t kLeastGrouped = 2048;

  explicit NearestCentroid(int dim);

  // `x`: [n, dim]
  void add(idx_t n, const float* x) override;
  void reset() override;
  // `x`: [n, dim]; `scores` and `nearest`: [n]; k is 1. All OpenMP threads.
  void search(idx_t n, const float* x, idx_t k, float* scores, idx_t* nearest,
              const faiss::SearchParameters* parameters = nullptr) const override;

 private:
  struct Best {
    std::span<float> scores;   // [rows]
    std::span<idx_t> nearest;  // [rows]
  };

  const float* centroid(std::size_t i) const { return centroids_.data() + i * stride_; }
  std::vector<float> padded(const float* x, std::size_t count) const;
  void group();
  void search_block(const float* x, std::size_t count, Best best) const;
  void search_groups(const std::vector<float>& rows, std::size_t count, Best best) const;
  // Of centroids first to last - 1, for those of `rows`, [R, stride], that `which` names in `best`.
  void compare(const float* rows, std::span<const std::size_t> which, std::size_t first, std::size_t last,
               Best best) const;

  std::size_t width_, stride_;
  std::vector<float> centroids_;     // [ntotal, stride], group by group
  std::vector<idx_t> number_;        // [ntotal], of each as it was added
  std::vector<float> groups_;        // [G, stride]; none: all are compared
  std::vector<std::size_t> starts_;  // [G + 1], into centroids_
};

}  // namespace cloc::index
