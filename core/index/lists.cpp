// SPDX-License-Identifier: Apache-2.0
#include "core/index/lists.h"

#include <algorithm>
#include <bit>
#include <cmath>
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
constexpr std::int64_t kDimsPerCode = 8;
// For so many rows that are compared again a list is read.
constexpr std::int64_t kEffortPerList = 8;

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
  index->train(static_cast<std::int64_t>(chosen.size()), values.data());
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
  index_->quantizer->assign(count, decoded(rows(), count).data(), lists.data());
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
  return centroids + rows() * (static_cast<std::int64_t>(index_->code_size) + 8);
}

std::vector<RowScore> Lists::probe(std::span<const float> query, const ProbeOptions& options) const {
  if (rows() == 0 || options.k <= 0) return {};
  const std::int64_t kept = std::min(std::max(options.k, options.effort), rows());
  // Rows that may not be returned are read all the same: more lists hold as many that may.
  const double part = options.allowed
                          ? static_cast<double>(std::max<std::int64_t>(1, options.allowed->count())) /
                                static_cast<double>(store_.rows())
                          : 1;
  faiss::IVFSearchParameters parameters;
  parameters.nprobe = static_cast<std::size_t>(
      std::clamp<double>(static_cast<double>(std::max<std::int64_t>(kept / kEffortPerList, 8)) / part, 1,
                         static_cast<double>(index_->nlist)));
  std::optional<AllowedRows> allowed;
  if (options.allowed) parameters.sel = &allowed.emplace(*options.allowed);
  std::vector<float> scores(static_cast<std::size_t>(kept));
  std::vector<std::int64_t> found(scores.size());
  index_->search(1, query.data(), kept, scores.data(), found.data(), &parameters);
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
  if (index == nullptr) corrupt(path, "it holds no inverted lists");
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
