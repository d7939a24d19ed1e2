// SPDX-License-Identifier: Apache-2.0
#include "core/index/lists.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/invlists/InvertedLists.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/index/faiss_file.h"
#include "core/index/half.h"

namespace cloc::index {
namespace {

// Each centroid is learned from so many rows: FAISS asks for 39 at least, and time grows with it.
constexpr std::int64_t kRowsPerCentroid = 40;
constexpr int kRounds = 10;
// The same for each of the 256 values of a byte of a code.
constexpr int kRowsPerCode = 64;
constexpr std::int64_t kDimsPerCode = 8;
// Read when the caller does not say: so many times the square root of the number of lists, 158 of the 2,048
// for a million rows. Words need as many: their nearest rows lie scattered (docs/benchmarks.md).
constexpr double kProbes = 3.5;
// The best by their codes that are compared again by their embeddings: codes put the nearest ten nearly
// always among these.
constexpr std::int64_t kComparedLeast = 256, kComparedPerResult = 4;

// Reading the centroids and reading the lists then cost alike.
double best_list_count(std::int64_t rows) {
  return 4 * std::sqrt(static_cast<double>(rows));
}

// A power of two, up to that: 2,048 for a million.
std::int64_t list_count(std::int64_t rows) {
  return static_cast<std::int64_t>(
      std::bit_floor(std::max<std::uint64_t>(static_cast<std::uint64_t>(best_list_count(rows)), 16)));
}

// Bytes of a row's code: one for about 8 numbers; it must divide the dimension.
std::int64_t code_bytes(int dim) {
  std::int64_t bytes = std::max<std::int64_t>(1, dim / kDimsPerCode);
  while (dim % bytes != 0) --bytes;
  return bytes;
}

// Finds the nearest centroid of each of many rows. FAISS's own way does it through BLAS, at a fifth of the
// speed where OpenBLAS does not know the processor, and its threads fight with BLAS's.
class NearestCentroid final : public faiss::Index {
 public:
  explicit NearestCentroid(int dim)
      : Index(dim, faiss::METRIC_INNER_PRODUCT),
        width_(static_cast<std::size_t>(dim)),
        stride_((width_ + kHalfLanes - 1) / kHalfLanes * kHalfLanes) {}

  void add(idx_t n, const float* x) override {
    ntotal += n;
    centroids_.resize(static_cast<std::size_t>(ntotal) * stride_);
    pad(x, static_cast<std::size_t>(n), centroids_.data() + static_cast<std::size_t>(ntotal - n) * stride_);
  }
  void reset() override {
    ntotal = 0;
    centroids_.clear();
  }
  // k is 1.
  void search(idx_t n, const float* x, idx_t, float* scores, idx_t* nearest,
              const faiss::SearchParameters*) const override {
    constexpr idx_t kRows = 64;
#pragma omp parallel for schedule(dynamic, 1)
    for (idx_t first = 0; first < n; first += kRows) {
      const auto count = static_cast<std::size_t>(std::min(kRows, n - first));
      search_block(x + static_cast<std::size_t>(first) * width_, count, scores + first, nearest + first);
    }
  }

 private:
  static constexpr std::size_t kTile = 16;  // centroids, in the first-level cache while all rows pass

  void pad(const float* x, std::size_t count, float* out) const {
    for (std::size_t i = 0; i < count; ++i) std::copy_n(x + i * width_, width_, out + i * stride_);
  }
  void search_block(const float* x, std::size_t count, float* scores, idx_t* nearest) const {
    std::vector<float> rows(count * stride_), products(count * kTile);
    pad(x, count, rows.data());
    std::fill_n(scores, count, -std::numeric_limits<float>::infinity());
    std::fill_n(nearest, count, 0);
    const auto total = static_cast<std::size_t>(ntotal);
    for (std::size_t first = 0; first < total; first += kTile) {
      const std::size_t tile = std::min(kTile, total - first);
      dot_products(rows.data(), count, centroids_.data() + first * stride_, tile, stride_, products.data());
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t c = 0; c < tile; ++c) {
          if (const float score = products[i * tile + c]; score > scores[i]) {
            scores[i] = score;
            nearest[i] = static_cast<idx_t>(first + c);
          }
        }
      }
    }
  }

  std::size_t width_, stride_;
  std::vector<float> centroids_;  // [ntotal, stride]
};

std::unique_ptr<faiss::IndexIVFPQ> new_index(int dim, std::int64_t lists) {
  auto quantizer = std::make_unique<faiss::IndexFlatIP>(dim);
  auto index = std::make_unique<faiss::IndexIVFPQ>(
      quantizer.get(), static_cast<std::size_t>(dim), static_cast<std::size_t>(lists),
      static_cast<std::size_t>(code_bytes(dim)), 8, faiss::METRIC_INNER_PRODUCT);
  quantizer.release();
  index->own_fields = true;
  index->cp.niter = kRounds;
  index->cp.spherical = true;
  index->cp.max_points_per_centroid = static_cast<int>(kRowsPerCentroid);
  index->pq.cp.niter = kRounds;
  index->pq.cp.max_points_per_centroid = kRowsPerCode;
  return index;
}

// Rows of the live ones, ascending, at most `count`, each as likely as another.
std::vector<std::int64_t> sample(const RowMask& live, std::int64_t count) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < live.rows(); ++row) {
    if (live.test(row)) rows.push_back(row);
  }
  if (static_cast<std::int64_t>(rows.size()) <= count) return rows;
  Random(1).shuffle(rows);
  rows.resize(static_cast<std::size_t>(count));
  std::sort(rows.begin(), rows.end());
  return rows;
}

struct AllowedRows final : faiss::IDSelector {
  explicit AllowedRows(const RowMask& rows) : mask(rows) {}
  bool is_member(faiss::Index::idx_t row) const override { return mask.test(row); }
  const RowMask& mask;
};

[[noreturn]] void corrupt(const std::filesystem::path& path, const char* why) {
  throw Error(ErrorKind::Corrupt,
              path.string() + " is damaged (" + why + "). Run `cloc-cli index` to build it again.");
}

// Whether each row below `rows` is in some list, once.
bool holds_each_once(const faiss::IndexIVFPQ& index, std::int64_t rows) {
  RowMask seen(rows);
  std::int64_t count = 0;
  for (std::size_t list = 0; list < index.nlist; ++list) {
    const faiss::InvertedLists::ScopedIds ids(index.invlists, list);
    for (std::size_t i = 0; i < index.invlists->list_size(list); ++i, ++count) {
      if (ids[i] < 0 || ids[i] >= rows || seen.test(ids[i])) return false;
      seen.set(ids[i]);
    }
  }
  return count == rows;
}

}  // namespace

Lists::Lists(const EmbeddingStore& store, std::unique_ptr<faiss::IndexIVFPQ> index)
    : store_(store), index_(std::move(index)) {}

Lists::~Lists() = default;

std::unique_ptr<Lists> Lists::train(const EmbeddingStore& store, const RowMask& live,
                                    const CancelToken& cancel) {
  const std::int64_t lists = list_count(live.count());
  const auto chosen = sample(live, std::max(kRowsPerCentroid * lists, kLeastRows));
  const auto width = static_cast<std::size_t>(store.dim());
  std::vector<float> values(chosen.size() * width);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    decode_half(store.row(chosen[i]), width, values.data() + i * width);
  cancel.throw_if_cancelled();
  auto index = new_index(store.dim(), lists);
  NearestCentroid nearest(store.dim());
  index->clustering_index = &nearest;
  index->train(static_cast<std::int64_t>(chosen.size()), values.data());
  index->clustering_index = nullptr;
  cancel.throw_if_cancelled();
  return std::unique_ptr<Lists>(new Lists(store, std::move(index)));
}

std::vector<float> Lists::decoded(std::int64_t first, std::int64_t count) const {
  const auto width = static_cast<std::size_t>(store_.dim());
  std::vector<float> values(static_cast<std::size_t>(count) * width);
  for (std::int64_t i = 0; i < count; ++i) {
    decode_half(store_.row(first + i), width, values.data() + static_cast<std::size_t>(i) * width);
  }
  return values;
}

std::vector<std::int64_t> Lists::assign(std::int64_t count) const {
  std::vector<std::int64_t> lists(static_cast<std::size_t>(count));
  std::vector<float> scores(lists.size());
  const auto& quantizer = dynamic_cast<const faiss::IndexFlat&>(*index_->quantizer);
  NearestCentroid nearest(store_.dim());
  nearest.add(quantizer.ntotal, quantizer.get_xb());
  nearest.search(count, decoded(rows(), count).data(), 1, scores.data(), lists.data(), nullptr);
  return lists;
}

void Lists::add(std::span<const std::int64_t> lists) {
  const auto count = static_cast<std::int64_t>(lists.size());
  index_->add_core(count, decoded(rows(), count).data(), nullptr, lists.data());
}

std::int64_t Lists::rows() const {
  return index_->ntotal;
}

bool Lists::outgrown() const {
  // Those just trained have between half and all of the best number.
  return best_list_count(store_.rows()) > 3 * static_cast<double>(index_->nlist);
}

std::int64_t Lists::memory_bytes() const {
  const auto centroids = static_cast<std::int64_t>(index_->nlist) * store_.dim() * 4;
  return centroids + rows() * row_bytes(store_.dim());
}

std::int64_t Lists::row_bytes(int dim) {
  return code_bytes(dim) + static_cast<std::int64_t>(sizeof(faiss::Index::idx_t));
}

std::vector<RowScore> Lists::probe(std::span<const float> query, const ProbeOptions& options) const {
  if (rows() == 0 || options.k <= 0) return {};
  const std::int64_t compared = std::min(std::max(kComparedLeast, kComparedPerResult * options.k), rows());
  const auto all = static_cast<double>(index_->nlist);
  const double probes = options.lists > 0 ? static_cast<double>(options.lists) : kProbes * std::sqrt(all);
  // Rows that may not be returned are read all the same: more lists hold as many that may.
  const double part = options.allowed
                          ? static_cast<double>(options.allowed->count()) / static_cast<double>(store_.rows())
                          : 1;
  faiss::IVFSearchParameters parameters;
  parameters.nprobe = static_cast<std::size_t>(std::min(all, std::ceil(probes / std::max(part, 1e-6))));
  std::optional<AllowedRows> allowed;
  if (options.allowed) parameters.sel = &allowed.emplace(*options.allowed);
  std::vector<float> scores(static_cast<std::size_t>(compared));
  std::vector<std::int64_t> found(scores.size());
  index_->search(1, query.data(), compared, scores.data(), found.data(), &parameters);
  std::erase(found, -1);
  std::vector<RowScore> best;
  best.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i + 2 < found.size()) prefetch_half(store_.row(found[i + 2]), query.size());
    best.push_back({found[i], dot_half(store_.row(found[i]), query.data(), query.size())});
  }
  const auto wanted = std::min(best.size(), static_cast<std::size_t>(options.k));
  std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(wanted), best.end(), better);
  best.resize(wanted);
  return best;
}

FileRecord Lists::write(const std::filesystem::path& path) const {
  return write_faiss(*index_, path);
}

std::unique_ptr<Lists> Lists::read(const std::filesystem::path& path, const EmbeddingStore& store) {
  auto loaded = read_faiss(path);
  auto* index = dynamic_cast<faiss::IndexIVFPQ*>(loaded.get());
  if (index == nullptr || dynamic_cast<faiss::IndexFlat*>(index->quantizer) == nullptr) {
    corrupt(path, "it holds no inverted lists");
  }
  loaded.release();
  std::unique_ptr<faiss::IndexIVFPQ> lists(index);
  if (lists->d != store.dim() || lists->ntotal > store.rows() || lists->nlist < 1 || !lists->quantizer ||
      lists->quantizer->ntotal != static_cast<std::int64_t>(lists->nlist) ||
      lists->quantizer->d != store.dim() || !lists->is_trained ||
      lists->metric_type != faiss::METRIC_INNER_PRODUCT || !lists->invlists ||
      lists->invlists->nlist != lists->nlist || lists->code_size != lists->pq.code_size ||
      lists->invlists->code_size != lists->code_size ||
      lists->pq.d != static_cast<std::size_t>(store.dim()) ||
      lists->pq.centroids.size() != lists->pq.ksub * lists->pq.d || !holds_each_once(*lists, lists->ntotal)) {
    corrupt(path, "its lists do not fit its embeddings");
  }
  return std::unique_ptr<Lists>(new Lists(store, std::move(lists)));
}

}  // namespace cloc::index
