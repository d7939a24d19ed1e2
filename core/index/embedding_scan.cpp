// SPDX-License-Identifier: Apache-2.0
#include "core/index/embedding_scan.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <new>

#include <omp.h>

#include "core/base/error.h"
#include "core/index/half.h"

namespace cloc::index {
namespace {

using Scores = std::vector<RowScore>;

// The best `limit` rows that score at least `least`, in any order; as a heap with the worst on top when full.
class Best {
 public:
  Best(std::int64_t limit, float least) : limit_(static_cast<std::size_t>(limit)), least_(least) {}

  void offer(RowScore candidate) {
    // Rows come in ascending order, so a candidate that equals the worst is not better than it.
    if (candidate.score < least_ || (full_ && candidate.score == least_)) return;
    if (full_) {
      std::pop_heap(heap_.begin(), heap_.end(), better);
      heap_.back() = candidate;
      std::push_heap(heap_.begin(), heap_.end(), better);
    } else {
      heap_.push_back(candidate);
      if (heap_.size() < limit_) return;
      std::make_heap(heap_.begin(), heap_.end(), better);
      full_ = true;
    }
    least_ = heap_.front().score;
  }
  const Scores& items() const { return heap_; }

 private:
  std::size_t limit_;
  float least_;
  bool full_ = false;
  Scores heap_;
};

std::size_t padded(int dim) {
  return (static_cast<std::size_t>(dim) + kHalfLanes - 1) / kHalfLanes * kHalfLanes;
}

// Compares rows one after the other; one for each thread.
class PartScan {
 public:
  PartScan(const EmbeddingStore& store, const RowMask* allowed, std::span<const float> queries,
           std::size_t query_count, std::vector<Best>& best)
      : store_(store),
        allowed_(allowed),
        queries_(queries),
        query_count_(query_count),
        dim_(static_cast<std::size_t>(store.dim())),
        stride_(padded(store.dim())),
        best_(best) {
    if (query_count == 1) return;
    // Decoded rows stay in the first-level cache while all queries pass over them.
    block_ = std::clamp<std::size_t>(32768 / (stride_ * sizeof(float)), 4, 64);
    decoded_.resize(block_ * stride_);
    scores_.resize(block_ * query_count_);
    rows_.reserve(block_);
  }

  // Rows first to last - 1.
  void run(std::int64_t first, std::int64_t last) {
    if (!allowed_) {
      for (std::int64_t row = first; row < last; ++row) take(row);
    } else {
      run_allowed(first, last);
    }
    if (!rows_.empty()) compare_block();
  }

 private:
  void run_allowed(std::int64_t first, std::int64_t last) {
    std::int64_t pending = -1;  // asked for, and compared once the next has been asked for
    for (std::int64_t i = first / RowMask::kBits; i <= (last - 1) / RowMask::kBits; ++i) {
      for (std::uint64_t bits = allowed_->word(i); bits != 0; bits &= bits - 1) {
        const std::int64_t row = i * RowMask::kBits + std::countr_zero(bits);
        if (row < first || row >= last) continue;
        if (row != pending + 1) prefetch_half(store_.row(row), dim_);
        if (pending >= 0) take(pending);
        pending = row;
      }
    }
    if (pending >= 0) take(pending);
  }

  void take(std::int64_t row) {
    if (query_count_ == 1) {
      best_[0].offer({row, dot_half(store_.row(row), queries_.data(), dim_)});
      return;
    }
    decode_half(store_.row(row), dim_, decoded_.data() + rows_.size() * stride_);
    rows_.push_back(row);
    if (rows_.size() == block_) compare_block();
  }

  void compare_block() {
    dot_products(queries_.data(), query_count_, decoded_.data(), rows_.size(), stride_, scores_.data());
    const float* score = scores_.data();
    for (std::size_t q = 0; q < query_count_; ++q) {
      for (const std::int64_t row : rows_) best_[q].offer({row, *score++});
    }
    rows_.clear();
  }

  const EmbeddingStore& store_;
  const RowMask* allowed_;
  std::span<const float> queries_;  // [Q, stride]
  std::size_t query_count_, dim_, stride_, block_ = 0;
  std::vector<Best>& best_;
  std::vector<std::int64_t> rows_;  // in decoded_, not yet compared
  std::vector<float> decoded_, scores_;
};

// [Q, stride], zeros after each query.
std::vector<float> pad(std::span<const float> queries, std::size_t query_count, int dim) {
  const std::size_t width = static_cast<std::size_t>(dim), stride = padded(dim);
  std::vector<float> out(query_count * stride);
  for (std::size_t q = 0; q < query_count; ++q) {
    std::copy_n(queries.data() + q * width, width, out.data() + q * stride);
  }
  return out;
}

int thread_count(std::int64_t rows, std::size_t query_count, int dim) {
  // Waking a thread costs some 10 us: each should have a millisecond or so of its own.
  constexpr std::int64_t kProductsPerThread = 4'000'000;
  const std::int64_t work = rows * static_cast<std::int64_t>(query_count) * dim / kProductsPerThread;
  return static_cast<int>(std::clamp<std::int64_t>(work, 1, omp_in_parallel() ? 1 : omp_get_max_threads()));
}

std::vector<Scores> merge(std::vector<std::vector<Best>>& parts, std::size_t query_count,
                          std::int64_t limit) {
  std::vector<Scores> results(query_count);
  for (std::size_t q = 0; q < query_count; ++q) {
    Scores& all = results[q];
    for (const auto& part : parts) all.insert(all.end(), part[q].items().begin(), part[q].items().end());
    std::sort(all.begin(), all.end(), better);
    if (static_cast<std::int64_t>(all.size()) > limit) all.resize(static_cast<std::size_t>(limit));
  }
  return results;
}

}  // namespace

std::vector<std::vector<RowScore>> scan_best(const EmbeddingStore& store, std::span<const float> queries,
                                             const ScanOptions& options) {
  const std::size_t query_count = queries.size() / static_cast<std::size_t>(store.dim());
  const std::int64_t rows = store.rows() - options.first_row;
  const std::int64_t taking_part = options.allowed ? std::min(rows, options.allowed->count()) : rows;
  const std::int64_t limit = std::min(options.k, taking_part);
  if (query_count == 0 || limit <= 0) return std::vector<Scores>(query_count);

  const auto padded_queries = pad(queries, query_count, store.dim());
  const int threads = thread_count(taking_part, query_count, store.dim());
  std::vector<std::vector<Best>> parts(static_cast<std::size_t>(threads),
                                       std::vector<Best>(query_count, {limit, options.least}));
  // Handed out one at a time: a thread that is held up by other programs takes fewer.
  constexpr std::int64_t kPart = 1024;
  static_assert(EmbeddingStore::kSegmentRows % kPart == 0, "the rows of a part lie together");
  const std::int64_t end = (store.rows() + kPart - 1) / kPart;
  std::atomic<std::int64_t> next{options.first_row / kPart};
  std::atomic<bool> out_of_memory{false};
#pragma omp parallel for num_threads(threads) schedule(static)
  for (int t = 0; t < threads; ++t) {
    try {  // no exception may leave an OpenMP region
      PartScan scan(store, options.allowed, padded_queries, query_count, parts[static_cast<std::size_t>(t)]);
      for (std::int64_t part = next++; part < end; part = next++) {
        scan.run(std::max(options.first_row, part * kPart), std::min(store.rows(), (part + 1) * kPart));
      }
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
  }
  if (out_of_memory) {
    throw Error(ErrorKind::OutOfMemory,
                "Not enough memory for this many results. Ask for fewer, or search fewer at once.");
  }
  return merge(parts, query_count, limit);
}

}  // namespace cloc::index
