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
// Queries that one thread looks up in the lists at once: enough to compare them with the centroids together,
// and few enough that 64 make pieces for several threads, of which one may be held up by other programs.
constexpr std::size_t kProbedTogether = 32;

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

std::vector<std::vector<RowScore>> RegionIndex::State::look_up(std::span<const float> queries,
                                                               const SearchOptions& options,
                                                               const RowMask* allowed,
                                                               std::int64_t taking_part) const {
  if (lists) return lists->probe(queries, {.k = options.k, .lists = options.effort, .allowed = allowed});
  const std::int64_t effort =
      options.effort > 0 ? options.effort : std::max(kGraphEffort, kGraphEffortPerResult * options.k);
  // A walk among rows that may not be returned can become longer than comparing those that may: at a third
  // of their number it has taken as long.
  const WalkOptions how{.k = options.k,
                        .effort = effort,
                        .allowed = allowed,
                        .visits = allowed ? std::max<std::int64_t>(taking_part / 3, 64 * effort) : 0};
  std::vector<std::vector<RowScore>> found;
  const auto width = static_cast<std::size_t>(dim);
  for (std::size_t at = 0; at < queries.size(); at += width)
    found.push_back(graph->walk(queries.subspan(at, width), how).value_or(std::vector<RowScore>()));
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
  const std::size_t query_count = queries.size() / width;
  const std::size_t together = lists ? kProbedTogether : 1;
  const auto groups = static_cast<std::int64_t>((query_count + together - 1) / together);
  std::vector<std::vector<RowScore>> found(query_count);
  // One thread for one query: waking others takes longer than a walk, the more so on a busy machine.
  const auto threads =
      static_cast<int>(std::clamp<std::int64_t>(groups, 1, omp_in_parallel() ? 1 : omp_get_max_threads()));
  std::exception_ptr failure;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
  for (std::int64_t group = 0; group < groups; ++group) {
    try {  // no exception may leave an OpenMP region
      const std::size_t first = static_cast<std::size_t>(group) * together;
      const std::size_t count = std::min(together, query_count - first);
      auto here = look_up(queries.subspan(first * width, count * width), options, rows, taking_part);
      std::move(here.begin(), here.end(), found.begin() + static_cast<std::ptrdiff_t>(first));
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);

  if (lists && lists->rows() < store.rows()) {
    // Those that are in no list yet.
    const auto fresh =
        scan_best(store, queries, {.k = options.k, .allowed = rows, .first_row = lists->rows()});
    for (std::size_t q = 0; q < query_count; ++q) {
      auto& best = found[q];
      best.insert(best.end(), fresh[q].begin(), fresh[q].end());
      std::sort(best.begin(), best.end(), better);
      best.resize(std::min(best.size(), static_cast<std::size_t>(options.k)));
    }
  }
  const std::int64_t wanted = std::min(options.k, taking_part);
  for (std::size_t q = 0; q < query_count; ++q) {
    if (static_cast<std::int64_t>(found[q].size()) >= wanted) continue;
    found[q] =
        std::move(scan_best(store, queries.subspan(q * width, width), {.k = options.k, .allowed = rows})[0]);
  }
  return found;
}

}  // namespace cloc::index
