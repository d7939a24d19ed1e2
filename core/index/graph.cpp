// SPDX-License-Identifier: Apache-2.0
#include "core/index/graph.h"

#include <algorithm>
#include <queue>
#include <string>
#include <utility>

#include <faiss/IndexHNSW.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/DistanceComputer.h>

#include "core/base/error.h"
#include "core/index/faiss_file.h"
#include "core/index/half.h"

namespace cloc::index {
namespace {

constexpr int kBuildEffort = 40;

// How FAISS, building, compares the rows of the store.
class RowDistances final : public faiss::DistanceComputer {
 public:
  explicit RowDistances(const EmbeddingStore& store)
      : store_(store), dim_(static_cast<std::size_t>(store.dim())), decoded_(dim_) {}
  void set_query(const float* x) override { query_ = x; }
  float operator()(faiss::Index::idx_t row) override { return dot_half(store_.row(row), query_, dim_); }
  float symmetric_dis(faiss::Index::idx_t i, faiss::Index::idx_t j) override {
    // FAISS compares one row with many in turn: that one stays decoded.
    if (decoded_row_ != i && decoded_row_ != j) {
      decoded_row_ = j == last_i_ || j == last_j_ ? j : i;
      decode_half(store_.row(decoded_row_), dim_, decoded_.data());
    }
    last_i_ = i;
    last_j_ = j;
    return dot_half(store_.row(decoded_row_ == i ? j : i), decoded_.data(), dim_);
  }

 private:
  const EmbeddingStore& store_;
  std::size_t dim_;
  const float* query_ = nullptr;
  std::vector<float> decoded_;
  faiss::Index::idx_t decoded_row_ = -1, last_i_ = -1, last_j_ = -1;
};

// The store, as FAISS sees it while it builds: rows are there before they are added.
class StoreIndex final : public faiss::Index {
 public:
  explicit StoreIndex(const EmbeddingStore& store)
      : Index(store.dim(), faiss::METRIC_INNER_PRODUCT), store_(store) {}
  void add(idx_t n, const float*) override { ntotal += n; }
  void reset() override { ntotal = 0; }
  void search(idx_t, const float*, idx_t, float*, idx_t*, const faiss::SearchParameters*) const override {
    throw Error(ErrorKind::Internal, "The store of a graph was searched by FAISS.");
  }
  faiss::DistanceComputer* get_distance_computer() const override { return new RowDistances(store_); }

 private:
  const EmbeddingStore& store_;
};

// Puts another index in the place of the graph's storage, for as long as it lives.
class StorageInstead {
 public:
  StorageInstead(faiss::IndexHNSW& graph, faiss::Index& other)
      : graph_(graph), before_(std::exchange(graph.storage, &other)) {}
  ~StorageInstead() { graph_.storage = before_; }
  StorageInstead(const StorageInstead&) = delete;
  StorageInstead& operator=(const StorageInstead&) = delete;

 private:
  faiss::IndexHNSW& graph_;
  faiss::Index* before_;
};

// Marks rows that a walk has met. Each thread keeps one for all its walks, of any graph: a walk marks with a
// number of its own, so that nothing need be cleared.
class Visited {
 public:
  void begin(std::size_t rows) {
    if (marks_.size() < rows) marks_.resize(rows, 0);
    if (++mark_ != 0) return;
    std::fill(marks_.begin(), marks_.end(), std::uint8_t{0});
    mark_ = 1;
  }
  // Whether it is the first time.
  bool mark(std::int64_t row) { return std::exchange(marks_[static_cast<std::size_t>(row)], mark_) != mark_; }

 private:
  std::vector<std::uint8_t> marks_;
  std::uint8_t mark_ = 0;
};

struct Worse {
  bool operator()(const RowScore& a, const RowScore& b) const { return better(b, a); }
};
struct Better {
  bool operator()(const RowScore& a, const RowScore& b) const { return better(a, b); }
};

// One walk of one query.
class Walk {
 public:
  Walk(const faiss::HNSW& hnsw, const EmbeddingStore& store, std::span<const float> query, Visited& visited)
      : hnsw_(hnsw), store_(store), query_(query), visited_(visited) {}

  // False when it gave up.
  bool run(const WalkOptions& options) {
    const std::size_t kept = static_cast<std::size_t>(std::max(options.k, options.effort));
    visited_.begin(hnsw_.levels.size());
    const RowScore start = descend();
    visited_.mark(start.row);
    next_.push(start);
    if (!options.allowed || options.allowed->test(start.row)) found_.push(start);
    std::int64_t visits = 0;
    std::vector<std::int64_t> fresh;
    while (!next_.empty()) {
      const RowScore from = next_.top();
      if (found_.size() == kept && from.score < found_.top().score) break;
      next_.pop();
      fresh_neighbours(from.row, fresh);
      visits += static_cast<std::int64_t>(fresh.size());
      if (options.visits > 0 && visits > options.visits) return false;
      for (std::size_t i = 0; i < fresh.size(); ++i) {
        if (i + kAhead < fresh.size()) prefetch(fresh[i + kAhead]);
        const RowScore met{fresh[i], score(fresh[i])};
        if (found_.size() == kept && !better(met, found_.top())) continue;
        next_.push(met);
        if (options.allowed && !options.allowed->test(met.row)) continue;
        found_.push(met);
        if (found_.size() > kept) found_.pop();
      }
    }
    return true;
  }

  // The best k, best first; empties it.
  std::vector<RowScore> take(std::size_t k) {
    while (found_.size() > k) found_.pop();
    std::vector<RowScore> best(found_.size());
    for (auto place = best.rbegin(); place != best.rend(); ++place) {
      *place = found_.top();
      found_.pop();
    }
    return best;
  }

 private:
  // Rows asked for from the memory before they are compared.
  static constexpr std::size_t kAhead = 3;

  std::span<const faiss::HNSW::storage_idx_t> neighbours(std::int64_t row, int level) const {
    std::size_t begin = 0, end = 0;
    hnsw_.neighbor_range(row, level, &begin, &end);
    const std::span list(hnsw_.neighbors.data() + begin, end - begin);
    return list.first(static_cast<std::size_t>(std::find(list.begin(), list.end(), -1) - list.begin()));
  }

  float score(std::int64_t row) const { return dot_half(store_.row(row), query_.data(), query_.size()); }
  void prefetch(std::int64_t row) const { prefetch_half(store_.row(row), query_.size()); }

  // The row of the lowest level that greedy steps on the levels above lead to.
  RowScore descend() const {
    RowScore nearest{hnsw_.entry_point, score(hnsw_.entry_point)};
    for (int level = hnsw_.max_level; level >= 1; --level) {
      for (bool nearer = true; nearer;) {
        nearer = false;
        for (const auto row : neighbours(nearest.row, level)) {
          const RowScore met{row, score(row)};
          if (met.score <= nearest.score) continue;
          nearest = met;
          nearer = true;
        }
      }
    }
    return nearest;
  }

  void fresh_neighbours(std::int64_t row, std::vector<std::int64_t>& fresh) {
    fresh.clear();
    for (const auto neighbour : neighbours(row, 0)) {
      if (!visited_.mark(neighbour)) continue;
      if (fresh.size() < kAhead) prefetch(neighbour);
      fresh.push_back(neighbour);
    }
  }

  const faiss::HNSW& hnsw_;
  const EmbeddingStore& store_;
  std::span<const float> query_;
  Visited& visited_;
  std::priority_queue<RowScore, std::vector<RowScore>, Worse> next_;    // best on top
  std::priority_queue<RowScore, std::vector<RowScore>, Better> found_;  // worst on top
};

// Whether the lists of the graph have the lengths that they need, and every link leads to one of `rows` that
// is on the level of the link: a walk relies on it.
bool makes_sense(const faiss::HNSW& hnsw, std::size_t rows) {
  const auto& per_level = hnsw.cum_nneighbor_per_level;
  const auto levels = static_cast<int>(per_level.size()) - 1;
  if (hnsw.levels.size() != rows || hnsw.offsets.size() != rows + 1 || hnsw.offsets.front() != 0 ||
      hnsw.offsets.back() != hnsw.neighbors.size() || levels < 1 || per_level.front() != 0 ||
      !std::is_sorted(per_level.begin(), per_level.end())) {
    return false;
  }
  if (rows == 0) return hnsw.entry_point == -1;
  if (hnsw.entry_point < 0 || static_cast<std::size_t>(hnsw.entry_point) >= rows || hnsw.max_level < 0 ||
      hnsw.levels[static_cast<std::size_t>(hnsw.entry_point)] <= hnsw.max_level) {
    return false;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const int own = hnsw.levels[row];
    if (own < 1 || own > levels ||
        hnsw.offsets[row + 1] - hnsw.offsets[row] !=
            static_cast<std::size_t>(per_level[static_cast<std::size_t>(own)])) {
      return false;
    }
    for (int level = 0; level < own; ++level) {
      std::size_t begin = 0, end = 0;
      hnsw.neighbor_range(static_cast<faiss::Index::idx_t>(row), level, &begin, &end);
      for (std::size_t i = begin; i < end; ++i) {
        const auto link = hnsw.neighbors[i];
        if (link == -1) continue;
        if (link < 0 || static_cast<std::size_t>(link) >= rows) return false;
        if (level > 0 && hnsw.levels[static_cast<std::size_t>(link)] <= level) return false;
      }
    }
  }
  return true;
}

[[noreturn]] void corrupt(const std::filesystem::path& path, const char* why) {
  throw Error(ErrorKind::Corrupt,
              path.string() + " is damaged (" + why + "). Run `cloc-cli index` to build it again.");
}

}  // namespace

Graph::Graph(const EmbeddingStore& store, std::unique_ptr<faiss::IndexHNSW> index)
    : store_(store), index_(std::move(index)) {}

Graph::Graph(const EmbeddingStore& store)
    : Graph(store, std::make_unique<faiss::IndexHNSWSQ>(store.dim(), faiss::ScalarQuantizer::QT_fp16, kLinks,
                                                        faiss::METRIC_INNER_PRODUCT)) {
  index_->is_trained = true;
  index_->hnsw.efConstruction = kBuildEffort;
}

Graph::~Graph() = default;

void Graph::add(std::span<const float> embeddings) {
  StoreIndex rows(store_);
  rows.ntotal = index_->ntotal;
  const StorageInstead instead(*index_, rows);
  index_->add(static_cast<std::int64_t>(embeddings.size()) / store_.dim(), embeddings.data());
}

std::int64_t Graph::rows() const {
  return index_->ntotal;
}

std::int64_t Graph::memory_bytes() const {
  const auto& hnsw = index_->hnsw;
  return static_cast<std::int64_t>(hnsw.neighbors.size() * sizeof(hnsw.neighbors[0]) +
                                   hnsw.offsets.size() * sizeof(hnsw.offsets[0]) +
                                   hnsw.levels.size() * sizeof(hnsw.levels[0]));
}

std::optional<std::vector<RowScore>> Graph::walk(std::span<const float> query,
                                                 const WalkOptions& options) const {
  if (rows() == 0 || options.k <= 0) return std::vector<RowScore>();
  thread_local Visited visited;
  Walk walk(index_->hnsw, store_, query, visited);
  if (!walk.run(options)) return std::nullopt;
  return walk.take(static_cast<std::size_t>(options.k));
}

FileRecord Graph::write(const std::filesystem::path& path) const {
  // FAISS wants some storage in the file; walks go on meanwhile, and do not look at it.
  faiss::IndexScalarQuantizer none(store_.dim(), faiss::ScalarQuantizer::QT_fp16,
                                   faiss::METRIC_INNER_PRODUCT);
  const StorageInstead instead(*index_, none);
  return write_faiss(*index_, path);
}

std::unique_ptr<Graph> Graph::read(const std::filesystem::path& path, const EmbeddingStore& store) {
  auto loaded = read_faiss(path);
  auto* index = dynamic_cast<faiss::IndexHNSW*>(loaded.get());
  if (index == nullptr) corrupt(path, "it is no graph");
  loaded.release();
  std::unique_ptr<faiss::IndexHNSW> graph(index);
  if (graph->d != store.dim() || graph->ntotal != store.rows() ||
      !makes_sense(graph->hnsw, static_cast<std::size_t>(store.rows()))) {
    corrupt(path, "its links do not fit its embeddings");
  }
  return std::unique_ptr<Graph>(new Graph(store, std::move(graph)));
}

}  // namespace cloc::index
