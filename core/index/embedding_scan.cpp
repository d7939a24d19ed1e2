// SPDX-License-Identifier: Apache-2.0
#include "core/index/embedding_scan.h"

#include <algorithm>
#include <new>

#include <omp.h>

#include "core/base/error.h"
#include "core/index/half.h"

namespace cloc::index {
namespace {

using Scores = std::vector<RowScore>;

bool better(const RowScore& a, const RowScore& b) {
  return a.score > b.score || (a.score == b.score && a.row < b.row);
}

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

// Walks one slice of the rows; one for each thread.
class SliceScan {
 public:
  SliceScan(const HalfMatrix& matrix, const RowList& rows, std::span<const float> queries,
            std::size_t query_count)
      : matrix_(matrix),
        rows_(rows),
        queries_(queries),
        query_count_(query_count),
        stride_(padded(matrix.dim)) {
    // Decoded rows stay in the first-level cache while all queries pass over them.
    block_ = std::clamp<std::int64_t>(static_cast<std::int64_t>(32768 / (stride_ * sizeof(float))), 4, 64);
    decoded_.resize(static_cast<std::size_t>(block_) * stride_);
    scores_.resize(static_cast<std::size_t>(block_) * query_count_);
  }

  // Positions [first, last) of the list of rows, or of all rows.
  void run(std::int64_t first, std::int64_t last, std::vector<Best>& best) {
    if (query_count_ == 1) return run_single(first, last, best[0]);
    for (std::int64_t at = first; at < last; at += block_) {
      const std::int64_t count = std::min(block_, last - at);
      for (std::int64_t i = 0; i < count; ++i) {
        decode_half(code(row(at + i)), static_cast<std::size_t>(matrix_.dim),
                    decoded_.data() + static_cast<std::size_t>(i) * stride_);
      }
      dot_products(queries_.data(), query_count_, decoded_.data(), static_cast<std::size_t>(count), stride_,
                   scores_.data());
      const float* score = scores_.data();
      for (std::size_t q = 0; q < query_count_; ++q) {
        for (std::int64_t i = 0; i < count; ++i) best[q].offer({row(at + i), *score++});
      }
    }
  }

 private:
  void run_single(std::int64_t first, std::int64_t last, Best& best) {
    for (std::int64_t at = first; at < last; ++at) {
      best.offer({row(at), dot_half(code(row(at)), queries_.data(), static_cast<std::size_t>(matrix_.dim))});
    }
  }
  std::int64_t row(std::int64_t position) const {
    return rows_ ? (*rows_)[static_cast<std::size_t>(position)] : position;
  }
  const std::uint8_t* code(std::int64_t row) const { return matrix_.codes + 2 * row * matrix_.dim; }

  const HalfMatrix& matrix_;
  const RowList& rows_;
  std::span<const float> queries_;  // [Q, stride]
  std::size_t query_count_, stride_;
  std::int64_t block_;
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

std::vector<std::vector<RowScore>> scan_best(const HalfMatrix& matrix, const RowList& rows,
                                             std::span<const float> queries, std::int64_t k, float least) {
  const std::size_t query_count = queries.size() / static_cast<std::size_t>(matrix.dim);
  const std::int64_t total = rows ? static_cast<std::int64_t>(rows->size()) : matrix.rows;
  const std::int64_t limit = std::min(k, total);
  if (query_count == 0 || limit <= 0) return std::vector<Scores>(query_count);

  const auto padded_queries = pad(queries, query_count, matrix.dim);
  const int threads = thread_count(total, query_count, matrix.dim);
  std::vector<std::vector<Best>> parts(static_cast<std::size_t>(threads),
                                       std::vector<Best>(query_count, {limit, least}));
  bool out_of_memory = false;
#pragma omp parallel for num_threads(threads) schedule(static)
  for (int t = 0; t < threads; ++t) {
    try {  // no exception may leave an OpenMP region
      SliceScan slice(matrix, rows, padded_queries, query_count);
      slice.run(total * t / threads, total * (t + 1) / threads, parts[static_cast<std::size_t>(t)]);
    } catch (const std::bad_alloc&) {
#pragma omp atomic write
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
