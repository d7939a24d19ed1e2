// SPDX-License-Identifier: Apache-2.0
// How Lists are searched: the centroids nearest to a query, the codes in their lists, the best rows again.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include <faiss/IndexIVFPQFastScan.h>
#include <faiss/invlists/BlockInvertedLists.h>

#include "core/index/code_scan.h"
#include "core/index/half.h"
#include "core/index/lists.h"

namespace cloc::index {

// The best so many of what is offered, and some more until it is asked for them. Each candidate costs little,
// where a heap is put in order for each.
class Shortlist {
 public:
  explicit Shortlist(std::size_t limit) : limit_(limit) { items_.reserve(2 * limit); }

  // What scores less is not among the best.
  float least() const { return least_; }
  // Whether least() has become another.
  bool offer(RowScore candidate) {
    items_.push_back(candidate);
    if (items_.size() < 2 * limit_) return false;
    shorten();
    return true;
  }
  std::vector<RowScore> take() {
    if (items_.size() > limit_) shorten();
    return std::move(items_);
  }

 private:
  void shorten() {
    const auto last = items_.begin() + static_cast<std::ptrdiff_t>(limit_ - 1);
    std::nth_element(items_.begin(), last, items_.end(), better);
    least_ = last->score;
    items_.resize(limit_);
  }

  std::size_t limit_;
  float least_ = kAnyScore;
  std::vector<RowScore> items_;
};

// A query while lists are read for it.
struct Lists::Asked {
  CodeTables tables;
  Shortlist best;
};

namespace {

// Read when the caller does not say: so many times the square root of the number of lists, 226 of the 2,048
// for a million rows. Words need as many: their nearest rows lie scattered (docs/benchmarks.md).
constexpr double kProbes = 5;
// The best by their codes that are compared again by their embeddings: codes put the nearest ten nearly
// always among these.
constexpr std::int64_t kComparedLeast = 512, kComparedPerResult = 4;

// A row as it lies in the lists: reading its number would wait for the memory, so that is done for the best
// alone.
std::int64_t packed_place(std::size_t list, std::size_t at) {
  return static_cast<std::int64_t>(list << 32 | at);
}
std::size_t list_of(std::int64_t place) {
  return static_cast<std::size_t>(place) >> 32;
}
std::size_t offset_of(std::int64_t place) {
  return static_cast<std::size_t>(place) & 0xffffffffu;
}

// The sum that a row of a list needs for a score of at least `least`; more than 16 bits: none can have it.
std::uint32_t least_sum(float least, float centroid_score, const CodeTables& tables) {
  const float steps = (least - centroid_score - tables.least) / tables.step;
  if (!(steps > 0)) return 0;
  constexpr std::uint32_t kNone = std::uint32_t{1} << 16;
  return steps < static_cast<float>(kNone) ? static_cast<std::uint32_t>(steps) : kNone;
}

}  // namespace

std::vector<float> Lists::centroid_scores(std::span<const float> queries, std::size_t query_count) const {
  const auto width = static_cast<std::size_t>(store_.dim());
  const std::size_t total = list_count();
  std::vector<float> scores(query_count * total);
  if (query_count == 1) {
    for (std::size_t list = 0; list < total; ++list)
      scores[list] = dot_half(centroids_.data() + 2 * width * list, queries.data(), width);
    return scores;
  }
  // All queries pass over some centroids while these are in the first-level cache.
  constexpr std::size_t kTile = 16;
  const std::size_t stride = (width + kHalfLanes - 1) / kHalfLanes * kHalfLanes;
  std::vector<float> padded(query_count * stride), tile(kTile * stride), products(query_count * kTile);
  for (std::size_t q = 0; q < query_count; ++q)
    std::copy_n(queries.data() + q * width, width, padded.data() + q * stride);
  for (std::size_t first = 0; first < total; first += kTile) {
    const std::size_t count = std::min(kTile, total - first);
    for (std::size_t i = 0; i < count; ++i)
      decode_half(centroids_.data() + 2 * width * (first + i), width, tile.data() + i * stride);
    dot_products(padded.data(), query_count, tile.data(), count, stride, products.data());
    for (std::size_t q = 0; q < query_count; ++q)
      std::copy_n(products.data() + q * count, count, scores.data() + q * total + first);
  }
  return scores;
}

std::size_t Lists::probe_count(const ProbeOptions& options) const {
  const auto all = static_cast<double>(list_count());
  const double wanted = options.lists > 0 ? static_cast<double>(options.lists) : kProbes * std::sqrt(all);
  // Rows that may not be returned are read all the same: more lists hold as many that may.
  const double part = options.allowed
                          ? static_cast<double>(options.allowed->count()) / static_cast<double>(store_.rows())
                          : 1;
  return static_cast<std::size_t>(std::min(all, std::ceil(wanted / std::max(part, 1e-6))));
}

std::vector<Lists::Probe> Lists::nearest(std::span<const float> scores, std::size_t count) {
  std::vector<Probe> probes(scores.size());
  for (std::size_t list = 0; list < probes.size(); ++list) probes[list] = {list, scores[list]};
  std::partial_sort(probes.begin(), probes.begin() + static_cast<std::ptrdiff_t>(count), probes.end(),
                    [](const Probe& a, const Probe& b) { return a.score > b.score; });
  probes.resize(count);
  return probes;
}

void Lists::read_list(const Probe& probe, const RowMask* allowed, Asked& asked) const {
  const auto& lists = dynamic_cast<const faiss::BlockInvertedLists&>(*index_->invlists);
  const auto& [list, score] = probe;
  const CodeTables& tables = asked.tables;
  // Of a damaged file: numbers that have no order would lead the sorting astray.
  if (!std::isfinite(score + tables.least + tables.step)) return;
  const std::size_t size = lists.list_size(list), block_bytes = lists.block_size;
  const std::uint8_t* block = lists.codes[list].get();
  std::uint16_t sums[kBlockRows];
  std::uint32_t least = least_sum(asked.best.least(), score, tables);
  for (std::size_t first = 0; first < size; first += kBlockRows, block += block_bytes) {
    if (least > std::numeric_limits<std::uint16_t>::max()) return;
    std::uint32_t enough =
        sum_block(block, tables.entries.data(), pairs(), static_cast<std::uint16_t>(least), sums);
    if (size - first < kBlockRows) enough &= (std::uint32_t{1} << (size - first)) - 1;
    for (; enough != 0; enough &= enough - 1) {
      const auto within = static_cast<std::size_t>(std::countr_zero(enough));
      if (allowed && !allowed->test(lists.ids[list][first + within])) continue;
      const float sum = score + tables.least + tables.step * static_cast<float>(sums[within]);
      if (asked.best.offer({packed_place(list, first + within), sum}))
        least = least_sum(asked.best.least(), score, tables);
    }
  }
}

Lists::Asked Lists::asked(std::span<const float> query, std::int64_t k) const {
  std::vector<float> products(index_->pq.M * kCodeValues);
  index_->pq.compute_inner_prod_table(query.data(), products.data());
  const std::int64_t compared = std::min(std::max(kComparedLeast, kComparedPerResult * k), rows());
  Asked asked{{}, Shortlist(static_cast<std::size_t>(compared))};
  fill_code_tables(products, asked.tables);
  return asked;
}

std::vector<RowScore> Lists::candidates(Asked& asked) const {
  const auto& lists = dynamic_cast<const faiss::BlockInvertedLists&>(*index_->invlists);
  auto candidates = asked.best.take();
  constexpr std::size_t kAhead = 8;
  const auto id = [&](std::size_t i) {
    return lists.ids[list_of(candidates[i].row)].data() + offset_of(candidates[i].row);
  };
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i + kAhead < candidates.size()) __builtin_prefetch(id(i + kAhead));
    candidates[i].row = *id(i);
  }
  return candidates;
}

std::vector<RowScore> Lists::compared_again(std::span<const float> query, std::vector<RowScore> candidates,
                                            std::int64_t k) const {
  constexpr std::size_t kAhead = 2;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i + kAhead < candidates.size()) prefetch_half(store_.row(candidates[i + kAhead].row), query.size());
    candidates[i].score = dot_half(store_.row(candidates[i].row), query.data(), query.size());
  }
  const auto wanted = std::min(candidates.size(), static_cast<std::size_t>(k));
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(wanted),
                    candidates.end(), better);
  candidates.resize(wanted);
  return candidates;
}

std::vector<std::vector<RowScore>> Lists::probe(std::span<const float> queries,
                                                const ProbeOptions& options) const {
  const auto width = static_cast<std::size_t>(store_.dim());
  const std::size_t query_count = queries.size() / width;
  std::vector<std::vector<RowScore>> found(query_count);
  if (rows() == 0 || options.k <= 0) return found;
  const auto scores = centroid_scores(queries, query_count);
  const std::size_t count = probe_count(options);
  std::vector<Asked> all;
  // For each list the queries that it is read for, the list's codes then being in the cache. One query reads
  // its nearest lists first: then the rest has little to offer.
  std::vector<std::vector<std::pair<std::size_t, float>>> readers(query_count > 1 ? list_count() : 0);
  for (std::size_t q = 0; q < query_count; ++q) {
    all.push_back(asked(queries.subspan(q * width, width), options.k));
    for (const Probe& probe : nearest(std::span(scores).subspan(q * list_count(), list_count()), count)) {
      if (query_count == 1) {
        read_list(probe, options.allowed, all[q]);
      } else {
        readers[probe.list].emplace_back(q, probe.score);
      }
    }
  }
  for (std::size_t list = 0; list < readers.size(); ++list) {
    for (const auto& [q, score] : readers[list]) read_list({list, score}, options.allowed, all[q]);
  }
  for (std::size_t q = 0; q < query_count; ++q)
    found[q] = compared_again(queries.subspan(q * width, width), candidates(all[q]), options.k);
  return found;
}

}  // namespace cloc::index
