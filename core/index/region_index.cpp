// SPDX-License-Identifier: Apache-2.0
#include "core/index/region_index.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iomanip>
#include <mutex>
#include <new>
#include <shared_mutex>
#include <sstream>
#include <unordered_set>
#include <utility>

#include <faiss/Index.h>
#include <faiss/impl/FaissException.h>
#include <faiss/utils/utils.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/index/half.h"
#include "core/index/nearest_centroid.h"
#include "core/index/region_index_state.h"

namespace cloc::index {
namespace {

// Read whole in about 10 ms at 25 GB/s.
constexpr std::int64_t kExactBytes = 256'000'000;
constexpr std::int64_t kSettleChunk = 16'384;  // rows whose lists are found at once
constexpr const char* kLearning = "learning the index's lists";

std::string in_bytes(std::int64_t bytes) {
  std::ostringstream out;
  const bool large = bytes >= 10'000'000'000;
  const double value = static_cast<double>(bytes) / (large ? 1e9 : 1e6);
  out << std::fixed << std::setprecision(bytes < 10'000'000 ? 1 : 0) << value << (large ? " GB" : " MB");
  return out.str();
}

// Runs `work` and turns what FAISS throws into ours.
template <class Work>
auto guarded(const char* doing, Work&& work) {
  try {
    return work();
  } catch (const faiss::FaissException& error) {
    throw Error(ErrorKind::Internal, "FAISS failed while " + std::string(doing) + ": " + error.what());
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::OutOfMemory, "Not enough memory while " + std::string(doing) +
                                            " the index. Close other programs, or index fewer regions.");
  }
}

// [N, dim] with rows of length 1. `name(i)` says which row is meant, e.g. "entry 17".
template <class Name>
std::vector<float> normalised(std::span<const float> rows, int dim, Name&& name) {
  std::vector<float> out(rows.begin(), rows.end());
  const auto width = static_cast<std::size_t>(dim);
  for (std::size_t i = 0; i < out.size() / width; ++i) {
    const std::span row(out.data() + i * width, width);
    double squares = 0;
    for (const float value : row) squares += static_cast<double>(value) * value;
    if (!std::isfinite(squares) || squares <= 0) {
      throw Error(ErrorKind::Numeric,
                  "The embedding of " + name(i) + (squares == 0 ? " is all zero" : " is not finite") +
                      ", so it cannot be compared. Check the image and the model's weights.");
    }
    const auto scale = static_cast<float>(1 / std::sqrt(squares));
    for (float& value : row) value *= scale;
  }
  return out;
}

}  // namespace

const char* to_string(Kind kind) noexcept {
  switch (kind) {
    case Kind::Exact:
      return "exact";
    case Kind::Graph:
      return "graph";
    case Kind::Lists:
      return "lists";
  }
  return "unknown";
}

Kind kind_from(const std::string& text) {
  for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
    if (text == to_string(kind)) return kind;
  }
  throw Error(ErrorKind::InvalidInput,
              "There is no index of kind '" + text + "'. Choose exact, graph or lists.");
}

KindChoice choose_kind(std::int64_t count, int dim) {
  const std::int64_t embeddings = 2 * count * dim;
  const std::string size =
      std::to_string(count) + " entries of " + std::to_string(dim) + " numbers are " + in_bytes(embeddings);
  if (embeddings <= kExactBytes) {
    return {Kind::Exact, "exact: " + size + ", little enough to compare every one in a few milliseconds."};
  }
  return {Kind::Lists, "lists: " + size + ", too much to read for every search, so short codes that take " +
                           in_bytes(count * Lists::row_bytes(dim)) +
                           " of memory are searched and the best compared again."};
}

RegionIndex::RegionIndex(int dim, std::int64_t expected_count, std::optional<Kind> kind) {
  if (dim < 1) {
    throw Error(ErrorKind::InvalidInput, "An index of embeddings with " + std::to_string(dim) +
                                             " numbers makes no sense. Check the model's embedding size.");
  }
  auto choice = choose_kind(expected_count, dim);
  if (kind) choice = {*kind, std::string(to_string(*kind)) + ": asked for."};
  state_ =
      guarded("making", [&] { return std::make_unique<State>(dim, choice.kind, std::move(choice.reason)); });
}
RegionIndex::RegionIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
RegionIndex::RegionIndex(RegionIndex&&) noexcept = default;
RegionIndex& RegionIndex::operator=(RegionIndex&&) noexcept = default;
RegionIndex::~RegionIndex() = default;

namespace {

void check_rows(std::span<const float> rows, int dim, std::optional<std::size_t> count, const char* what) {
  if (count ? rows.size() == *count * static_cast<std::size_t>(dim)
            : rows.size() % static_cast<std::size_t>(dim) == 0) {
    return;
  }
  throw Error(ErrorKind::InvalidInput,
              std::to_string(rows.size()) + " numbers were given as " + what + ", not " +
                  (count ? std::to_string(*count) + " times " : "a multiple of ") + std::to_string(dim) +
                  ", the index's dimension. Use the model that the index was made with.");
}

void check_ids(std::span<const std::int64_t> ids, const IdMap& known) {
  std::unordered_set<std::int64_t> seen;
  for (const std::int64_t id : ids) {
    if (id < 0) {
      throw Error(ErrorKind::InvalidInput,
                  "Entry id " + std::to_string(id) + " is negative. Use ids from 0 on.");
    }
    if (known.row(id) || !seen.insert(id).second) {
      throw Error(
          ErrorKind::InvalidInput,
          "Entry " + std::to_string(id) + " is in the index already. Remove it first, or give a new id.");
    }
  }
}

}  // namespace

void RegionIndex::add(std::span<const std::int64_t> ids, std::span<const float> embeddings) {
  auto& state = *state_;
  check_rows(embeddings, state.dim, ids.size(), "embeddings");
  const auto rows =
      normalised(embeddings, state.dim, [&](std::size_t i) { return "entry " + std::to_string(ids[i]); });
  const std::lock_guard only_writer(state.writer);
  check_ids(ids, state.ids);
  for (std::size_t first = 0; first < ids.size(); first += kAddChunk) {
    const auto chunk = ids.subspan(first, std::min<std::size_t>(kAddChunk, ids.size() - first));
    const auto lock = state.writing();
    guarded("adding to", [&] {
      const auto width = static_cast<std::size_t>(state.dim);
      const auto added = std::span(rows).subspan(first * width, chunk.size() * width);
      state.store.append(added);
      if (state.graph) state.graph->add(added);
      if (state.device) state.device->add();
      for (const std::int64_t id : chunk) {
        state.ids.append(id);
        state.live.append();
      }
    });
  }
}

std::int64_t RegionIndex::remove(std::span<const std::int64_t> ids) {
  auto& state = *state_;
  const std::lock_guard only_writer(state.writer);
  const auto lock = state.writing();
  // The rows stay, to be walked over and never returned: a graph cannot lose one without losing paths, and
  // moving gigabytes of the others up would keep searchers waiting.
  std::int64_t removed = 0;
  for (const std::int64_t id : ids) {
    const auto row = state.ids.row(id);
    if (!row) continue;
    state.ids.erase_row(*row);
    state.live.reset(*row);
    ++removed;
  }
  return removed;
}

void RegionIndex::settle(const ProgressSink& progress, const CancelToken& cancel) {
  auto& state = *state_;
  const std::lock_guard only_writer(state.writer);
  if (state.kind != Kind::Lists || state.count() < Lists::kLeastRows) return;
  if (state.lists && state.lists->rows() == state.store.rows() && !state.lists->outgrown()) return;
  // Only a writer changes what is read here, and there is no other; searchers are kept out where lists
  // change.
  guarded("settling", [&] {
    std::unique_ptr<Lists> fresh;
    const std::int64_t total = state.store.rows();
    const bool again = !state.lists || state.lists->outgrown();
    if (again) {
      ProgressMeter(kLearning, 1, progress);
      fresh = Lists::train(state.store, state.live, cancel);
    }
    Lists& lists = fresh ? *fresh : *state.lists;
    ProgressMeter meter("filling the index's lists", total - lists.rows(), progress);
    const auto sorter = lists.sorter();
    while (lists.rows() < total) {
      cancel.throw_if_cancelled();
      const auto placed = lists.place(sorter, std::min(kSettleChunk, total - lists.rows()));
      const std::size_t size = placed.lists.size();
      for (std::size_t first = 0; first < size; first += kAddChunk) {
        const auto lock =
            fresh ? std::unique_lock<std::shared_mutex>() : state.writing();  // no one sees fresh ones
        lists.add(placed, first, std::min<std::size_t>(kAddChunk, size - first));
      }
      meter.advance(static_cast<std::int64_t>(size));
    }
    if (!fresh) return;
    const auto lock = state.writing();
    state.lists.swap(fresh);
  });
}

bool RegionIndex::use_device() {
  auto& state = *state_;
  const std::lock_guard only_writer(state.writer);
  if (state.device) return true;
  if (!DeviceScan::absence().empty()) return false;
  auto device = std::make_unique<DeviceScan>(state.store);  // rows do not change while there is no writer
  const auto lock = state.writing();
  state.device = std::move(device);
  return true;
}

std::vector<std::vector<Hit>> RegionIndex::search(std::span<const float> queries,
                                                  const SearchOptions& options) const {
  const auto& state = *state_;
  check_rows(queries, state.dim, {}, "queries");
  const auto unit =
      normalised(queries, state.dim, [](std::size_t i) { return "query " + std::to_string(i); });
  const auto lock = state.reading();
  if (options.k <= 0 || state.count() == 0) {
    return std::vector<std::vector<Hit>>(queries.size() / static_cast<std::size_t>(state.dim));
  }
  return guarded("searching", [&] { return state.hits(state.find(unit, options)); });
}

std::vector<std::vector<Hit>> RegionIndex::range_search(std::span<const float> queries, float least,
                                                        const SearchOptions& options) const {
  const auto& state = *state_;
  check_rows(queries, state.dim, {}, "queries");
  const auto unit =
      normalised(queries, state.dim, [](std::size_t i) { return "query " + std::to_string(i); });
  const auto lock = state.reading();
  return guarded("searching", [&] {
    const auto allowed = state.allowed(options);
    return state.hits(scan_best(state.store, unit,
                                {.k = options.k, .least = least, .allowed = allowed ? &*allowed : nullptr}));
  });
}

Selection RegionIndex::select(std::span<const std::int64_t> ids) const {
  const auto lock = state_->reading();
  auto mask = state_->ids.rows_of(ids);
  const std::int64_t count = mask.count();
  return Selection(
      std::make_shared<Selection::Rows>(Selection::Rows{state_->serial, std::move(mask), count}));
}

Selection RegionIndex::select_all() const {
  const auto lock = state_->reading();
  return Selection(
      std::make_shared<Selection::Rows>(Selection::Rows{state_->serial, state_->live, state_->count()}));
}

Quality RegionIndex::measure_quality(std::int64_t queries, std::int64_t k) const {
  Quality quality{.k = k};
  auto sample = ids();
  Random random(1);
  std::vector<double> times, exact_times;
  double same = 0, all = 0;
  while (!sample.empty() && quality.queries < queries) {
    std::swap(sample[random.below(sample.size())], sample.back());
    const std::int64_t id = sample.back();
    sample.pop_back();
    if (!contains(id)) continue;  // removed meanwhile
    const auto query = embedding(id);
    const auto timed = [&](bool exact, std::vector<double>& milliseconds) {
      const auto start = std::chrono::steady_clock::now();
      auto hits = search(query, {.k = k + 1, .exact = exact})[0];
      milliseconds.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
      std::erase_if(hits, [id](const Hit& hit) { return hit.id == id; });
      if (static_cast<std::int64_t>(hits.size()) > k) hits.resize(static_cast<std::size_t>(k));
      return hits;
    };
    const auto found = timed(false, times), truth = timed(true, exact_times);
    for (const Hit& hit : truth) {
      same += std::any_of(found.begin(), found.end(), [&](const Hit& other) { return other.id == hit.id; })
                  ? 1
                  : 0;
    }
    all += static_cast<double>(truth.size());
    ++quality.queries;
  }
  if (all > 0) quality.recall = same / all;
  const auto median = [](std::vector<double>& values) {
    if (values.empty()) return 0.;
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
  };
  quality.milliseconds = median(times);
  quality.exact_milliseconds = median(exact_times);
  return quality;
}

std::vector<float> RegionIndex::embedding(std::int64_t id) const {
  const auto lock = state_->reading();
  const auto row = state_->ids.row(id);
  if (!row) {
    throw Error(ErrorKind::NotFound, "The index has no entry " + std::to_string(id) +
                                         ". It may have been removed meanwhile: search again.");
  }
  std::vector<float> out(static_cast<std::size_t>(state_->dim));
  decode_half(state_->store.row(*row), out.size(), out.data());
  return out;
}

bool RegionIndex::contains(std::int64_t id) const {
  const auto lock = state_->reading();
  return state_->ids.row(id).has_value();
}

std::vector<std::int64_t> RegionIndex::ids() const {
  const auto lock = state_->reading();
  auto ids = state_->ids.ids();
  std::erase(ids, IdMap::kRemoved);
  return ids;
}

RegionIndex RegionIndex::rebuilt(std::optional<Kind> kind, const ProgressSink& progress,
                                 const CancelToken& cancel) const {
  const auto all = ids();
  RegionIndex fresh(dim(), static_cast<std::int64_t>(all.size()), kind);
  ProgressMeter meter("rebuilding the index", static_cast<std::int64_t>(all.size()), progress);
  const auto width = static_cast<std::size_t>(dim());
  for (std::size_t first = 0; first < all.size(); first += kAddChunk) {
    cancel.throw_if_cancelled();
    std::vector<std::int64_t> chunk;
    std::vector<float> embeddings;
    {
      const auto lock = state_->reading();
      for (std::size_t i = first; i < std::min(all.size(), first + kAddChunk); ++i) {
        const auto row = state_->ids.row(all[i]);
        if (!row) continue;  // removed meanwhile
        chunk.push_back(all[i]);
        embeddings.resize(chunk.size() * width);
        decode_half(state_->store.row(*row), width, embeddings.data() + embeddings.size() - width);
      }
    }
    fresh.add(chunk, embeddings);
    meter.advance(static_cast<std::int64_t>(chunk.size()));
  }
  fresh.settle(progress, cancel);
  return fresh;
}

int RegionIndex::dim() const {
  return state_->dim;
}
Kind RegionIndex::kind() const {
  return state_->kind;
}
std::string RegionIndex::reason() const {
  return state_->reason;
}

std::int64_t RegionIndex::count() const {
  const auto lock = state_->reading();
  return state_->count();
}

IndexInfo RegionIndex::info() const {
  const auto lock = state_->reading();
  IndexInfo info;
  info.kind = state_->kind;
  info.reason = state_->reason;
  info.dim = state_->dim;
  info.count = state_->count();
  info.removed = state_->ids.removed();
  const auto& store = state_->store;
  const std::int64_t ids = 8 * state_->ids.rows() + state_->ids.rows() / 8;
  info.mapped = store.mapped_bytes();
  info.bytes = info.mapped + store.memory_bytes() + ids;
  if (state_->graph) info.bytes += state_->graph->memory_bytes();
  if (state_->lists) info.bytes += state_->lists->memory_bytes();
  if (state_->kind == Kind::Lists)
    info.unsettled = store.rows() - (state_->lists ? state_->lists->rows() : 0);
  info.faiss_version = std::to_string(FAISS_VERSION_MAJOR) + "." + std::to_string(FAISS_VERSION_MINOR) + "." +
                       std::to_string(FAISS_VERSION_PATCH);
  info.faiss_options = faiss::get_compile_options();
  info.arithmetic = half_arithmetic();
  const auto absence = DeviceScan::absence();
  info.device = state_->device    ? state_->device->name()
                : absence.empty() ? "CPU: the GPU was not asked for"
                                  : "CPU: " + absence;
  return info;
}

std::int64_t Selection::count() const {
  return rows_->count;
}

Selection::Selection(std::shared_ptr<const Rows> rows) : rows_(std::move(rows)) {}

const Selection::Rows& Selection::same_index(const Selection& other) const {
  if (rows_->index == other.rows_->index) return *other.rows_;
  throw Error(ErrorKind::Internal,
              "Selections of two indexes cannot be joined. Select anew after opening an index.");
}

Selection Selection::operator&(const Selection& other) const {
  auto mask = rows_->mask;
  mask &= same_index(other).mask;
  const std::int64_t count = mask.count();
  return Selection(std::make_shared<Rows>(Rows{rows_->index, std::move(mask), count}));
}

Selection Selection::operator-(const Selection& other) const {
  auto mask = rows_->mask;
  mask -= same_index(other).mask;
  const std::int64_t count = mask.count();
  return Selection(std::make_shared<Rows>(Rows{rows_->index, std::move(mask), count}));
}

}  // namespace cloc::index
