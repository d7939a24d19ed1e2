// SPDX-License-Identifier: Apache-2.0
#include "core/index/nearest_centroid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/index/half.h"

namespace cloc::index {
namespace {

constexpr std::size_t kTile = 16;   // centroids, in the first-level cache while all rows pass
constexpr std::size_t kRows = 256;  // at once: each group is compared with some ten of them
constexpr int kRounds = 6;
// Of all groups these are compared: 20 of 45 for 2,048 centroids, of 90 for 8,192. With 8 of 45 one row in
// twelve came into another list than the nearest, and 1.6 % fewer of the best were found for words; with 16
// one in 70.
constexpr std::size_t kVisited = 20;

void normalise(float* row, std::size_t width) {
  const float squares = std::inner_product(row, row + width, row, 0.f);
  if (squares <= 0) return;
  const float scale = 1 / std::sqrt(squares);
  for (std::size_t i = 0; i < width; ++i) row[i] *= scale;
}

}  // namespace

NearestCentroid::NearestCentroid(int dim)
    : Index(dim, faiss::METRIC_INNER_PRODUCT),
      width_(static_cast<std::size_t>(dim)),
      stride_((width_ + kHalfLanes - 1) / kHalfLanes * kHalfLanes) {}

std::vector<float> NearestCentroid::padded(const float* x, std::size_t count) const {
  std::vector<float> out(count * stride_);
  for (std::size_t i = 0; i < count; ++i) std::copy_n(x + i * width_, width_, out.data() + i * stride_);
  return out;
}

void NearestCentroid::add(idx_t n, const float* x) {
  const auto rows = padded(x, static_cast<std::size_t>(n));
  centroids_.insert(centroids_.end(), rows.begin(), rows.end());
  for (idx_t i = 0; i < n; ++i) number_.push_back(ntotal++);
  if (ntotal >= kLeastGrouped) group();
}

void NearestCentroid::reset() {
  ntotal = 0;
  for (auto* values : {&centroids_, &groups_}) values->clear();
  number_.clear();
  starts_.clear();
}

// A few rounds of k-means over the centroids.
void NearestCentroid::group() {
  const auto total = static_cast<std::size_t>(ntotal);
  const auto count = static_cast<std::size_t>(std::sqrt(static_cast<double>(total)));
  NearestCentroid middle(d);
  std::vector<float> middles(count * width_), scores(total), plain(total * width_);
  for (std::size_t i = 0; i < total; ++i) std::copy_n(centroid(i), width_, plain.data() + i * width_);
  for (std::size_t g = 0; g < count; ++g) {
    std::copy_n(centroid(g * total / count), width_, middles.data() + g * width_);
    normalise(middles.data() + g * width_, width_);
  }
  std::vector<idx_t> of(total);
  for (int round = 0; round <= kRounds; ++round) {
    middle.reset();
    middle.add(static_cast<idx_t>(count), middles.data());
    middle.search(ntotal, plain.data(), 1, scores.data(), of.data());
    if (round == kRounds) break;
    std::vector<float> sums(middles.size());
    for (std::size_t i = 0; i < total; ++i) {
      float* sum = sums.data() + static_cast<std::size_t>(of[i]) * width_;
      for (std::size_t c = 0; c < width_; ++c) sum[c] += plain[i * width_ + c];
    }
    for (std::size_t g = 0; g < count; ++g) {
      float* sum = sums.data() + g * width_;
      normalise(sum, width_);
      // One without centroids keeps its place.
      if (std::any_of(sum, sum + width_, [](float value) { return value != 0; })) {
        std::copy_n(sum, width_, middles.data() + g * width_);
      }
    }
  }
  std::vector<std::size_t> order(total);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return of[a] < of[b]; });
  std::vector<float> sorted(centroids_.size());
  std::vector<idx_t> numbers(total);
  starts_.assign(count + 1, 0);
  for (std::size_t i = 0; i < total; ++i) {
    std::copy_n(centroid(order[i]), stride_, sorted.data() + i * stride_);
    numbers[i] = number_[order[i]];
    ++starts_[static_cast<std::size_t>(of[order[i]]) + 1];
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  centroids_ = std::move(sorted);
  number_ = std::move(numbers);
  groups_ = padded(middles.data(), count);
}

void NearestCentroid::search(idx_t n, const float* x, idx_t, float* scores, idx_t* nearest,
                             const faiss::SearchParameters*) const {
  const auto total = static_cast<std::size_t>(n);
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t first = 0; first < total; first += kRows) {
    const std::size_t count = std::min(kRows, total - first);
    search_block(x + first * width_, count, {{scores + first, count}, {nearest + first, count}});
  }
}

void NearestCentroid::search_block(const float* x, std::size_t count, Best best) const {
  const auto rows = padded(x, count);
  std::fill(best.scores.begin(), best.scores.end(), -std::numeric_limits<float>::infinity());
  std::fill(best.nearest.begin(), best.nearest.end(), 0);
  if (!groups_.empty()) return search_groups(rows, count, best);
  std::vector<std::size_t> which(count);
  std::iota(which.begin(), which.end(), std::size_t{0});
  compare(rows.data(), which, 0, static_cast<std::size_t>(ntotal), best);
}

void NearestCentroid::search_groups(const std::vector<float>& rows, std::size_t count, Best best) const {
  const std::size_t group_count = starts_.size() - 1, visited = std::min(kVisited, group_count);
  std::vector<float> products(count * group_count);
  dot_products(rows.data(), count, groups_.data(), group_count, stride_, products.data());
  std::vector<std::vector<std::size_t>> visitors(group_count);
  std::vector<std::size_t> order(group_count);
  for (std::size_t i = 0; i < count; ++i) {
    const float* scores = products.data() + i * group_count;
    std::iota(order.begin(), order.end(), std::size_t{0});
    // Not nth_element: it would leave its range where a damaged centroid is not a number.
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(visited), order.end(),
                      [scores](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    for (std::size_t v = 0; v < visited; ++v) visitors[order[v]].push_back(i);
  }
  std::vector<float> gathered(count * stride_);
  for (std::size_t g = 0; g < group_count; ++g) {
    for (std::size_t v = 0; v < visitors[g].size(); ++v)
      std::copy_n(rows.data() + visitors[g][v] * stride_, stride_, gathered.data() + v * stride_);
    compare(gathered.data(), visitors[g], starts_[g], starts_[g + 1], best);
  }
}

void NearestCentroid::compare(const float* rows, std::span<const std::size_t> which, std::size_t first,
                              std::size_t last, Best best) const {
  std::vector<float> products(which.size() * kTile);
  for (; first < last; first += kTile) {
    const std::size_t tile = std::min(kTile, last - first);
    dot_products(rows, which.size(), centroid(first), tile, stride_, products.data());
    for (std::size_t i = 0; i < which.size(); ++i) {
      for (std::size_t c = 0; c < tile; ++c) {
        if (const float score = products[i * tile + c]; score > best.scores[which[i]]) {
          best.scores[which[i]] = score;
          best.nearest[which[i]] = number_[first + c];
        }
      }
    }
  }
}

}  // namespace cloc::index
