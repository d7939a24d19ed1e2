// SPDX-License-Identifier: Apache-2.0
#include "core/index/region_index.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <mutex>
#include <new>
#include <sstream>
#include <unordered_set>
#include <utility>

#include <faiss/IndexIDMap.h>
#include <faiss/impl/FaissException.h>
#include <faiss/utils/utils.h>

#include "core/base/error.h"
#include "core/index/faiss_file.h"
#include "core/index/half.h"
#include "core/index/region_index_state.h"

namespace cloc::index {
namespace {

#if __has_include(<faiss/gpu/GpuIndex.h>)
constexpr const char* kDevice = "CPU (FAISS has GPU indexes, which are not used yet)";
#else
constexpr const char* kDevice = "CPU (FAISS built without GPU)";
#endif

// Read whole in about 10 ms at 25 GB/s.
constexpr std::int64_t kExactBytes = 256'000'000;

std::string megabytes(std::int64_t bytes) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(bytes < 10'000'000 ? 1 : 0) << static_cast<double>(bytes) / 1e6
      << " MB";
  return out.str();
}

std::string reason_for(Kind kind, bool chosen, std::int64_t count, int dim) {
  if (!chosen) return std::string(to_string(kind)) + ": asked for.";
  const std::string size = std::to_string(count) + " entries of " + std::to_string(dim) + " numbers are " +
                           megabytes(2 * count * dim);
  return kind == Kind::Exact
             ? "exact: " + size + ", little enough to compare every one in a few milliseconds."
             : "graph: " + size + ", too much to read for every search, so near neighbours are walked.";
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
  return kind == Kind::Exact ? "exact" : "graph";
}

Kind kind_from(const std::string& text) {
  for (const Kind kind : {Kind::Exact, Kind::Graph}) {
    if (text == to_string(kind)) return kind;
  }
  throw Error(ErrorKind::InvalidInput, "There is no index of kind '" + text + "'. Choose exact or graph.");
}

RegionIndex::RegionIndex(int dim, std::int64_t expected_count, std::optional<Kind> kind) {
  if (dim < 1) {
    throw Error(ErrorKind::InvalidInput, "An index of embeddings with " + std::to_string(dim) +
                                             " numbers makes no sense. Check the model's embedding size.");
  }
  const Kind chosen = kind.value_or(2 * expected_count * dim <= kExactBytes ? Kind::Exact : Kind::Graph);
  state_ = guarded("making", [&] {
    return std::make_unique<State>(dim, chosen, reason_for(chosen, !kind, expected_count, dim));
  });
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
      state.index().add(static_cast<std::int64_t>(chunk.size()),
                        rows.data() + first * static_cast<std::size_t>(state.dim));
      for (const std::int64_t id : chunk) state.ids.append(id);
    });
  }
}

std::int64_t RegionIndex::remove(std::span<const std::int64_t> ids) {
  auto& state = *state_;
  const std::lock_guard only_writer(state.writer);
  const auto gone = state.rows_of(ids);
  if (gone.empty()) return 0;
  const auto lock = state.writing();
  if (state.graph) {
    // A graph cannot lose a node without losing paths: the row stays to be walked over and is never returned.
    for (const std::int64_t row : gone) state.ids.erase_row(row);
  } else {
    guarded("removing from", [&] {
      const AllowedRows selected(gone, state.ids.rows());
      std::vector<std::int64_t> left;
      for (std::int64_t row = 0; row < state.ids.rows(); ++row) {
        if (!selected.is_member(row)) left.push_back(state.ids.ids()[static_cast<std::size_t>(row)]);
      }
      IdMap map(std::move(left));
      state.flat->remove_ids(selected);
      state.ids = std::move(map);
    });
  }
  return static_cast<std::int64_t>(gone.size());
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
    std::optional<Rows> subset;
    if (options.subset) subset = state.rows_of(*options.subset);
    return state.hits(state.compare(unit, options.k, subset, least));
  });
}

std::vector<float> RegionIndex::embedding(std::int64_t id) const {
  const auto lock = state_->reading();
  const auto row = state_->ids.row(id);
  if (!row) {
    throw Error(ErrorKind::NotFound, "The index has no entry " + std::to_string(id) +
                                         ". It may have been removed meanwhile: search again.");
  }
  std::vector<float> out(static_cast<std::size_t>(state_->dim));
  decode_half(state_->code(*row), out.size(), out.data());
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
        decode_half(state_->code(*row), width, embeddings.data() + embeddings.size() - width);
      }
    }
    fresh.add(chunk, embeddings);
    meter.advance(static_cast<std::int64_t>(chunk.size()));
  }
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
  info.bytes = static_cast<std::int64_t>(state_->storage->codes.size()) + 8 * state_->ids.rows();
  if (state_->graph) {
    const auto& hnsw = state_->graph->hnsw;
    info.bytes += static_cast<std::int64_t>(hnsw.neighbors.size() * sizeof(hnsw.neighbors[0]) +
                                            hnsw.offsets.size() * sizeof(hnsw.offsets[0]) +
                                            hnsw.levels.size() * sizeof(hnsw.levels[0]));
  }
  info.faiss_version = std::to_string(FAISS_VERSION_MAJOR) + "." + std::to_string(FAISS_VERSION_MINOR) + "." +
                       std::to_string(FAISS_VERSION_PATCH);
  info.faiss_options = faiss::get_compile_options();
  info.arithmetic = half_arithmetic();
  info.device = kDevice;
  return info;
}

std::string RegionIndex::write(const std::filesystem::path& file) const {
  // Adders are kept out here and not at the gate, where they would keep the searchers out too.
  const std::lock_guard no_writer(state_->writer);
  const auto lock = state_->reading();
  return guarded("saving", [&] {
    faiss::IndexIDMap wrapper;
    auto& index = state_->index();
    wrapper.d = index.d;
    wrapper.ntotal = index.ntotal;
    wrapper.metric_type = index.metric_type;
    wrapper.index = &index;
    wrapper.own_fields = false;
    wrapper.id_map = state_->ids.ids();
    return write_faiss(wrapper, file);
  });
}

namespace {

[[noreturn]] void not_ours(const std::filesystem::path& file) {
  throw Error(ErrorKind::Corrupt,
              file.string() + " is no region index of this program. Run `cloc-cli index` to build it again.");
}

// The codes of `from` in a storage of ours; nothing when they are not fp16 with inner products.
std::unique_ptr<HalfStorage> take_storage(faiss::Index* from, std::int64_t rows) {
  auto* quantizer = dynamic_cast<faiss::IndexScalarQuantizer*>(from);
  if (quantizer == nullptr || quantizer->sq.qtype != faiss::ScalarQuantizer::QT_fp16 || quantizer->d < 1 ||
      quantizer->metric_type != faiss::METRIC_INNER_PRODUCT || quantizer->ntotal != rows ||
      quantizer->codes.size() !=
          2u * static_cast<std::size_t>(quantizer->d) * static_cast<std::size_t>(rows)) {
    return nullptr;
  }
  auto storage = std::make_unique<HalfStorage>(quantizer->d);
  storage->codes = std::move(quantizer->codes);
  storage->ntotal = rows;
  return storage;
}

}  // namespace

RegionIndex RegionIndex::read(const std::filesystem::path& file) {
  const auto loaded = read_faiss(file);
  auto* wrapper = dynamic_cast<faiss::IndexIDMap*>(loaded.get());
  if (wrapper == nullptr || static_cast<std::int64_t>(wrapper->id_map.size()) != wrapper->ntotal)
    not_ours(file);
  auto* graph = dynamic_cast<faiss::IndexHNSWSQ*>(wrapper->index);
  const std::int64_t rows = wrapper->ntotal;
  auto storage = take_storage(graph != nullptr ? graph->storage : wrapper->index, rows);
  if (!storage || (graph != nullptr &&
                   (graph->ntotal != rows || static_cast<std::int64_t>(graph->hnsw.levels.size()) != rows))) {
    not_ours(file);
  }
  const Kind kind = graph != nullptr ? Kind::Graph : Kind::Exact;
  auto state = guarded("opening", [&] {
    return std::make_unique<State>(storage->d, kind, std::string(to_string(kind)) + ": as it was built.");
  });
  if (graph != nullptr) {
    wrapper->index = nullptr;  // now ours
    state->graph.reset(graph);
    state->adopt_storage(std::move(storage));
  } else {
    state->storage = storage.get();
    state->flat = std::move(storage);
  }
  state->ids = IdMap(std::move(wrapper->id_map));
  return RegionIndex(std::move(state));
}

}  // namespace cloc::index
