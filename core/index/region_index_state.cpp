// SPDX-License-Identifier: Apache-2.0
#include "core/index/region_index_state.h"

#include <algorithm>
#include <utility>

#include <omp.h>

namespace cloc::index {
namespace {

// Links of each entry in the graph, twice as many on the lowest level: 272 bytes beside the 1,024 of 512
// halves.
constexpr int kGraphLinks = 32;
constexpr int kGraphBuildEffort = 40;
constexpr int kGraphSearchEffort = 128;
// Up to this part of a graph, comparing a subset whole is faster than walking past all that is outside it.
constexpr double kCompareWholeBelow = 0.1;
constexpr std::int64_t kCompareWholeRows = 10'000;

// FAISS wakes all of OpenMP's threads even for one query, and waits for each: on a busy machine that takes
// many times the search itself. The number is the calling thread's own; it is put back.
class ThreadsForQueries {
 public:
  explicit ThreadsForQueries(std::size_t queries) : before_(omp_get_max_threads()) {
    omp_set_num_threads(
        static_cast<int>(std::clamp<std::size_t>(queries, 1, static_cast<std::size_t>(before_))));
  }
  ~ThreadsForQueries() { omp_set_num_threads(before_); }
  ThreadsForQueries(const ThreadsForQueries&) = delete;
  ThreadsForQueries& operator=(const ThreadsForQueries&) = delete;

 private:
  int before_;
};

}  // namespace

RegionIndex::State::State(int dim_, Kind kind_, std::string reason_)
    : dim(dim_), kind(kind_), reason(std::move(reason_)) {
  auto fresh = std::make_unique<HalfStorage>(dim);
  storage = fresh.get();
  if (kind == Kind::Exact) {
    flat = std::move(fresh);
    return;
  }
  graph = std::make_unique<faiss::IndexHNSWSQ>(dim, faiss::ScalarQuantizer::QT_fp16, kGraphLinks,
                                               faiss::METRIC_INNER_PRODUCT);
  adopt_storage(std::move(fresh));
  graph->is_trained = true;
  graph->hnsw.efConstruction = kGraphBuildEffort;
}

void RegionIndex::State::adopt_storage(std::unique_ptr<HalfStorage> fresh) {
  storage = fresh.get();
  if (graph->own_fields) delete graph->storage;
  graph->storage = fresh.release();
  graph->own_fields = true;
}

Rows RegionIndex::State::live_rows() const {
  Rows rows;
  for (std::int64_t row = 0; row < ids.rows(); ++row) {
    if (!ids.removed(row)) rows.push_back(row);
  }
  return rows;
}

Rows RegionIndex::State::rows_of(std::span<const std::int64_t> subset) const {
  Rows rows;
  for (const std::int64_t id : subset) {
    if (const auto row = ids.row(id)) rows.push_back(*row);
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

std::vector<std::vector<Hit>> RegionIndex::State::hits(
    const std::vector<std::vector<RowScore>>& found) const {
  std::vector<std::vector<Hit>> results;
  for (const auto& list : found) {
    auto& hits = results.emplace_back();
    for (const auto& [row, score] : list) hits.push_back({ids.ids()[static_cast<std::size_t>(row)], score});
  }
  return results;
}

std::vector<std::vector<RowScore>> RegionIndex::State::compare(std::span<const float> queries, std::int64_t k,
                                                               const std::optional<Rows>& subset,
                                                               float least) const {
  if (subset) return scan_best(matrix(), *subset, queries, k, least);
  if (ids.removed() == 0) return scan_best(matrix(), std::nullopt, queries, k, least);
  return scan_best(matrix(), live_rows(), queries, k, least);
}

bool RegionIndex::State::compare_whole(const SearchOptions& options,
                                       const std::optional<Rows>& subset) const {
  if (!graph || options.exact) return true;
  const std::int64_t taking_part = subset ? static_cast<std::int64_t>(subset->size()) : count();
  if (taking_part <= options.k) return true;
  const auto part_of_all = static_cast<std::int64_t>(kCompareWholeBelow * static_cast<double>(ids.rows()));
  return subset && taking_part <= std::max(kCompareWholeRows, part_of_all);
}

// Lists may be shorter than k when the walk met too few rows that may be found.
std::vector<std::vector<RowScore>> RegionIndex::State::walk(std::span<const float> queries,
                                                            const SearchOptions& options,
                                                            const std::optional<Rows>& subset) const {
  const auto query_count = queries.size() / static_cast<std::size_t>(dim);
  faiss::SearchParametersHNSW parameters;
  std::optional<AllowedRows> allowed;
  LiveRows live(ids);
  std::int64_t taking_part = count();
  if (subset) {
    taking_part = static_cast<std::int64_t>(subset->size());
    parameters.sel = &allowed.emplace(*subset, ids.rows());
  } else if (ids.removed() > 0) {
    parameters.sel = &live;
  }
  // Of the candidates kept, only this part can be returned.
  const double part = static_cast<double>(taking_part) / static_cast<double>(ids.rows());
  const double effort = static_cast<double>(options.effort > 0 ? options.effort : kGraphSearchEffort) / part;
  const auto kept = std::max(options.k, std::min(static_cast<std::int64_t>(effort), ids.rows()));
  parameters.efSearch = static_cast<int>(kept);
  // FAISS 1.7.3 heeds efSearch only in when to stop; how many candidates it keeps is the number asked for,
  // unless the index's own member, which all searchers share, is larger. So ask for all of them, and return
  // the first k.
  const auto width = static_cast<std::size_t>(kept);
  std::vector<float> scores(query_count * width);
  std::vector<faiss::Index::idx_t> labels(scores.size());
  const ThreadsForQueries threads(query_count);
  graph->search(static_cast<std::int64_t>(query_count), queries.data(), kept, scores.data(), labels.data(),
                &parameters);
  std::vector<std::vector<RowScore>> found(query_count);
  for (std::size_t q = 0; q < query_count; ++q) {
    for (std::size_t i = q * width; i < q * width + static_cast<std::size_t>(options.k) && labels[i] >= 0;
         ++i) {
      found[q].push_back({labels[i], scores[i]});
    }
  }
  return found;
}

std::vector<std::vector<RowScore>> RegionIndex::State::find(std::span<const float> queries,
                                                            const SearchOptions& options) const {
  std::optional<Rows> subset;
  if (options.subset) subset = rows_of(*options.subset);
  if (compare_whole(options, subset)) return compare(queries, options.k, subset, kAnyScore);
  auto found = walk(queries, options, subset);
  const auto width = static_cast<std::size_t>(dim);
  for (std::size_t q = 0; q < found.size(); ++q) {
    if (static_cast<std::int64_t>(found[q].size()) == options.k) continue;
    found[q] = std::move(compare(queries.subspan(q * width, width), options.k, subset, kAnyScore)[0]);
  }
  return found;
}

}  // namespace cloc::index
