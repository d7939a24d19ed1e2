// SPDX-License-Identifier: Apache-2.0
#include "core/index/region_index_state.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <utility>

#include <omp.h>

#include "core/base/error.h"

namespace cloc::index {
namespace {

// What a walk keeps when the caller does not say: docs/benchmarks.md has what it finds. While k is so large a
// part of it, the last of the k are found less surely, so it grows with k.
constexpr std::int64_t kGraphEffort = 128, kGraphEffortPerResult = 2;
// A walk that may return a part p of the rows looks at effort / p of them, each as dear as comparing some
// hundred rows in their order, so a subset of R out of N rows is compared whole while R * R < kWalkCost * N.
constexpr double kWalkCost = 12'800;

std::atomic<std::uint64_t> next_serial{1};

}  // namespace

RegionIndex::State::State(int dim_, Kind kind_, std::string reason_)
    : serial(next_serial++), dim(dim_), kind(kind_), reason(std::move(reason_)), store(dim_) {
  if (kind == Kind::Graph) graph = std::make_unique<Graph>(store);
}

std::optional<RowMask> RegionIndex::State::allowed(const SearchOptions& options) const {
  std::optional<RowMask> mask;
  const auto restrict_to = [&mask](const RowMask& other) { mask ? * mask &= other : mask.emplace(other); };
  if (options.selection) {
    const auto& selected = *options.selection->rows_;
    if (selected.index != serial) {
      throw Error(ErrorKind::Internal,
                  "A search was restricted to a selection of another index. Select anew after "
                  "the index has been opened again.");
    }
    restrict_to(selected.mask);
  }
  if (options.subset) restrict_to(ids.rows_of(*options.subset));
  if (ids.removed() > 0) restrict_to(live);
  return mask;
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

bool RegionIndex::State::compare_all(const SearchOptions& options, std::int64_t taking_part) const {
  if (options.exact || !(graph || lists) || taking_part <= options.k) return true;
  const auto part = static_cast<double>(taking_part);
  return part < static_cast<double>(ids.rows()) && part * part <= kWalkCost * static_cast<double>(ids.rows());
}

std::optional<std::vector<RowScore>> RegionIndex::State::look_up(std::span<const float> query,
                                                                 const SearchOptions& options,
                                                                 const RowMask* allowed,
                                                                 std::int64_t taking_part) const {
  if (graph) {
    const std::int64_t effort =
        options.effort > 0 ? options.effort : std::max(kGraphEffort, kGraphEffortPerResult * options.k);
    // A walk among rows that may not be returned can become longer than comparing those that may: at a third
    // of their number it has taken as long.
    return graph->walk(query, {.k = options.k,
                               .effort = effort,
                               .allowed = allowed,
                               .visits = allowed ? std::max<std::int64_t>(taking_part / 3, 64 * effort) : 0});
  }
  auto found = lists->probe(query, {.k = options.k, .lists = options.effort, .allowed = allowed});
  if (lists->rows() == store.rows()) return found;
  // Those that are in no list yet.
  const auto fresh =
      scan_best(store, query, {.k = options.k, .allowed = allowed, .first_row = lists->rows()})[0];
  found.insert(found.end(), fresh.begin(), fresh.end());
  std::sort(found.begin(), found.end(), better);
  if (static_cast<std::int64_t>(found.size()) > options.k) found.resize(static_cast<std::size_t>(options.k));
  return found;
}

std::vector<std::vector<RowScore>> RegionIndex::State::find(std::span<const float> queries,
                                                            const SearchOptions& options) const {
  const auto mask = allowed(options);
  const RowMask* rows = mask ? &*mask : nullptr;
  const std::int64_t taking_part = rows ? rows->count() : ids.rows();
  if (device) {
    if (auto found = device->scan(queries, {.k = options.k, .allowed = rows})) return std::move(*found);
  }
  if (compare_all(options, taking_part)) return scan_best(store, queries, {.k = options.k, .allowed = rows});

  const auto width = static_cast<std::size_t>(dim);
  const auto query_count = static_cast<std::int64_t>(queries.size() / width);
  const auto query = [&](std::int64_t q) {
    return queries.subspan(static_cast<std::size_t>(q) * width, width);
  };
  std::vector<std::optional<std::vector<RowScore>>> found(static_cast<std::size_t>(query_count));
  // One thread for one query: waking others takes longer than a walk, the more so on a busy machine.
  const auto threads = static_cast<int>(
      std::clamp<std::int64_t>(query_count, 1, omp_in_parallel() ? 1 : omp_get_max_threads()));
  std::exception_ptr failure;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
  for (std::int64_t q = 0; q < query_count; ++q) {
    try {  // no exception may leave an OpenMP region
      found[static_cast<std::size_t>(q)] = look_up(query(q), options, rows, taking_part);
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);

  std::vector<std::vector<RowScore>> results;
  const std::int64_t wanted = std::min(options.k, taking_part);
  for (std::int64_t q = 0; q < query_count; ++q) {
    auto& list = found[static_cast<std::size_t>(q)];
    const bool enough = list && static_cast<std::int64_t>(list->size()) >= wanted;
    results.push_back(enough ? std::move(*list)
                             : std::move(scan_best(store, query(q), {.k = options.k, .allowed = rows})[0]));
  }
  return results;
}

}  // namespace cloc::index
