// SPDX-License-Identifier: Apache-2.0
// Vectors that stand in for CLIP's in the benchmark of the index: a seeded mixture, the same on every
// machine, any row of which can be made without those before it. Used by index_benchmark.cpp and
// stock_faiss.cpp, which must compare the same data. Not for tests.
//
// A row is the embedding of a region, kRegionsPerImage in turn belong to one image, and is the unit vector
// along
//
//   sqrt(.45) cone + sqrt(.12) topic + sqrt(.18) concept + sqrt(.10) image + sqrt(.15) noise
//
// cone: the same for all (CLIP's image embeddings lie in a narrow cone; two at random have a cosine of .45
// here). topic: one of 256 for each image; concept: one of 16,384, drawn for each region from the 64 of its
// topic, few of them often (the square of a uniform number); image: shared by the regions of one image. Each
// of these and the noise is a Gaussian whose i-th axis has a standard deviation of (i + 1)^-0.4, so most of
// it lies in some 75 of 512 directions; the axes are turned away from the coordinates by two Hadamard
// transforms with random signs. The cone's direction is one of all 512 at random.
//
// Two kinds of queries, none of which is a row: regions of images that are not in the set, and words: a topic
// and a concept as above, but in another cone, sqrt(.65) of the whole, with noise of .17, as CLIP's texts are
// (Liang et al. 2022, "Mind the gap"; Zhang et al. 2023 found the gap orthogonal to what varies): their
// cosines with the best rows are .2 to .4. Words are the harder queries for any approximate index, whose
// structure follows the rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cloc::benchmark {

class SyntheticEmbeddings {
 public:
  static constexpr std::int64_t kRegionsPerImage = 20;

  // `dim`: a power of two. Throws std::invalid_argument.
  SyntheticEmbeddings(int dim, std::uint64_t seed);

  int dim() const { return dim_; }
  // Rows first to first + count - 1 into `out`, [count, dim]. On all OpenMP threads.
  void rows(std::int64_t first, std::int64_t count, float* out) const;
  // [count, dim] each.
  std::vector<float> region_queries(std::int64_t count) const;
  std::vector<float> word_queries(std::int64_t count) const;

 private:
  // What the regions of an image share, and a region's row with it; both [dim].
  void image_part(std::int64_t image, float* out) const;
  void row(std::int64_t index, std::span<const float> image_part, float* out) const;
  void word(std::int64_t index, float* out) const;
  // Adds a Gaussian of expected length sqrt(share) to `out`, before the turn.
  void add_gaussian(std::uint64_t stream, std::uint64_t index, double share, float* out) const;
  std::span<const float> topic(std::uint64_t index) const;
  std::span<const float> concept_of(std::uint64_t topic, double uniform) const;
  void finish(float* row) const;

  int dim_;
  std::uint64_t seed_;
  std::vector<float> deviations_;              // [dim], of the Gaussians' axes; squares add up to 1
  std::vector<float> topics_, concepts_;       // [256, dim], [16384, dim]
  std::vector<float> image_cone_, word_cone_;  // [dim]
  std::vector<float> signs_;                   // [2, dim]
};

}  // namespace cloc::benchmark
