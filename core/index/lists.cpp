// SPDX-License-Identifier: Apache-2.0
// Lists are made, filled, saved and opened here; lists_probe.cpp searches them.
#include "core/index/lists.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexIVFPQFastScan.h>
#include <faiss/invlists/BlockInvertedLists.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/index/code_scan.h"
#include "core/index/faiss_file.h"
#include "core/index/half.h"
#include "core/index/nearest_centroid.h"

namespace cloc::index {
namespace {

// Each centroid is learned from so many rows: FAISS asks for 39 at least, and time grows with it.
constexpr std::int64_t kRowsPerCentroid = 40;
constexpr int kRounds = 10;
// The codes' values are learned from so many.
constexpr std::int64_t kRowsForCodes = 65'536;
constexpr std::int64_t kDimsPerCode = 4;
constexpr std::size_t kBitsPerCode = 4;

// Reading the centroids and reading the lists then cost alike.
double best_list_count(std::int64_t rows) {
  return 4 * std::sqrt(static_cast<double>(rows));
}

// A power of two, up to that: 2,048 for a million.
std::int64_t list_count_for(std::int64_t rows) {
  return static_cast<std::int64_t>(
      std::bit_floor(std::max<std::uint64_t>(static_cast<std::uint64_t>(best_list_count(rows)), 16)));
}

// Codes of a row: one for about 4 numbers; it must divide the dimension.
std::int64_t code_count(int dim) {
  auto codes = std::clamp<std::int64_t>(dim / kDimsPerCode, 1, static_cast<std::int64_t>(kMostCodes));
  while (dim % codes != 0) --codes;
  return codes;
}

std::int64_t code_bytes(int dim) {
  return (code_count(dim) + 1) / 2;
}

std::unique_ptr<faiss::IndexIVFPQFastScan> new_index(int dim, std::int64_t lists) {
  auto quantizer = std::make_unique<faiss::IndexFlatIP>(dim);
  auto index = std::make_unique<faiss::IndexIVFPQFastScan>(
      quantizer.get(), static_cast<std::size_t>(dim), static_cast<std::size_t>(lists),
      static_cast<std::size_t>(code_count(dim)), kBitsPerCode, faiss::METRIC_INNER_PRODUCT);
  quantizer.release();
  index->own_fields = true;
  index->by_residual = true;
  index->cp.niter = kRounds;
  index->cp.spherical = true;
  index->cp.max_points_per_centroid = static_cast<int>(kRowsPerCentroid);
  index->pq.cp.niter = kRounds;
  index->pq.cp.max_points_per_centroid =
      static_cast<int>(kRowsForCodes / static_cast<std::int64_t>(kCodeValues));
  return index;
}

faiss::IndexFlat& quantizer_of(const faiss::IndexIVFPQFastScan& index) {
  return dynamic_cast<faiss::IndexFlat&>(*index.quantizer);
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

// Takes the centroid of its list from each of `rows`, [N, dim].
void subtract_centroids(std::span<float> rows, std::span<const std::int64_t> lists, const float* centroids) {
  const std::size_t width = rows.size() / std::max<std::size_t>(lists.size(), 1);
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const float* centroid = centroids + static_cast<std::size_t>(lists[i]) * width;
    for (std::size_t c = 0; c < width; ++c) rows[i * width + c] -= centroid[c];
  }
}

std::vector<std::int64_t> nearest_lists(const NearestCentroid& sorter, std::span<const float> rows,
                                        std::size_t count) {
  std::vector<std::int64_t> lists(count);
  std::vector<float> scores(count);
  sorter.search(static_cast<std::int64_t>(count), rows.data(), 1, scores.data(), lists.data());
  return lists;
}

[[noreturn]] void corrupt(const std::filesystem::path& path, const char* why) {
  throw Error(ErrorKind::Corrupt,
              path.string() + " is damaged (" + why + "). Run `cloc-cli index` to build it again.");
}

// Whether each row below `rows` is in some list, once, and has a code.
bool holds_each_once(const faiss::BlockInvertedLists& lists, std::int64_t rows) {
  RowMask seen(rows);
  std::int64_t count = 0;
  for (std::size_t list = 0; list < lists.nlist; ++list) {
    const auto& ids = lists.ids[list];
    const std::size_t blocks = (ids.size() + kBlockRows - 1) / kBlockRows;
    if (lists.codes[list].size() != blocks * lists.block_size) return false;
    for (const std::int64_t id : ids) {
      if (id < 0 || id >= rows || seen.test(id)) return false;
      seen.set(id);
      ++count;
    }
  }
  return count == rows;
}

bool fits(const faiss::IndexIVFPQFastScan& index, const EmbeddingStore& store) {
  const auto* blocks = dynamic_cast<const faiss::BlockInvertedLists*>(index.invlists);
  const auto* quantizer = dynamic_cast<const faiss::IndexFlat*>(index.quantizer);
  const auto dim = static_cast<std::size_t>(store.dim()),
             codes = static_cast<std::size_t>(code_count(store.dim()));
  return blocks != nullptr && quantizer != nullptr && index.d == store.dim() && index.ntotal >= 0 &&
         index.ntotal <= store.rows() && index.nlist >= 1 && index.is_trained && index.by_residual &&
         index.metric_type == faiss::METRIC_INNER_PRODUCT && quantizer->d == index.d &&
         quantizer->ntotal == static_cast<std::int64_t>(index.nlist) && quantizer->code_size == 4 * dim &&
         quantizer->codes.size() == index.nlist * 4 * dim && index.pq.d == dim && index.pq.M == codes &&
         index.pq.nbits == kBitsPerCode && index.pq.centroids.size() == kCodeValues * dim &&
         index.M2 == 2 * ((codes + 1) / 2) && index.bbs == static_cast<int>(kBlockRows) &&
         blocks->nlist == index.nlist && blocks->ids.size() == index.nlist &&
         blocks->codes.size() == index.nlist && blocks->n_per_block == kBlockRows &&
         blocks->block_size == index.M2 * kBlockRows / 2 && holds_each_once(*blocks, index.ntotal);
}

}  // namespace

Lists::Lists(const EmbeddingStore& store, std::unique_ptr<faiss::IndexIVFPQFastScan> index)
    : store_(store), index_(std::move(index)) {
  const std::size_t values = index_->nlist * static_cast<std::size_t>(store.dim());
  centroids_.resize(2 * values);
  encode_half(quantizer_of(*index_).get_xb(), values, centroids_.data());
}

Lists::~Lists() = default;

std::unique_ptr<Lists> Lists::train(const EmbeddingStore& store, const RowMask& live,
                                    const CancelToken& cancel) {
  const std::int64_t lists = list_count_for(live.count());
  const auto chosen = sample(live, std::max(kRowsPerCentroid * lists, kRowsForCodes));
  const auto width = static_cast<std::size_t>(store.dim());
  std::vector<float> values(chosen.size() * width);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    decode_half(store.row(chosen[i]), width, values.data() + i * width);
  cancel.throw_if_cancelled();
  auto index = new_index(store.dim(), lists);
  NearestCentroid nearest(store.dim());
  index->clustering_index = &nearest;
  index->train_q1(chosen.size(), values.data(), false, faiss::METRIC_INNER_PRODUCT);
  index->clustering_index = nullptr;
  cancel.throw_if_cancelled();
  // As a search has them, so that codes stand for just what it leaves out.
  auto& quantizer = quantizer_of(*index);
  std::vector<std::uint8_t> halves(2 * width * index->nlist);
  encode_half(quantizer.get_xb(), width * index->nlist, halves.data());
  decode_half(halves.data(), width * index->nlist, quantizer.get_xb());
  auto trained = std::unique_ptr<Lists>(new Lists(store, std::move(index)));
  auto& pq = trained->index_->pq;
  const std::size_t count = std::min(chosen.size(), static_cast<std::size_t>(kRowsForCodes));
  // Every n-th: the rows are in the order of adding.
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = i * chosen.size() / count;
    if (from != i) std::copy_n(values.data() + from * width, width, values.data() + i * width);
  }
  values.resize(count * width);
  subtract_centroids(values, nearest_lists(trained->sorter(), values, count), quantizer.get_xb());
  pq.train(count, values.data());
  trained->index_->is_trained = true;
  cancel.throw_if_cancelled();
  return trained;
}

NearestCentroid Lists::sorter() const {
  NearestCentroid nearest(store_.dim());
  const auto& quantizer = quantizer_of(*index_);
  nearest.add(quantizer.ntotal, quantizer.get_xb());
  return nearest;
}

Lists::Placement Lists::place(const NearestCentroid& sorter, std::int64_t count) const {
  const auto width = static_cast<std::size_t>(store_.dim()), total = static_cast<std::size_t>(count);
  std::vector<float> values(total * width);
  for (std::size_t i = 0; i < total; ++i)
    decode_half(store_.row(rows() + static_cast<std::int64_t>(i)), width, values.data() + i * width);
  Placement placement{nearest_lists(sorter, values, total), std::vector<std::uint8_t>(total * pairs())};
  subtract_centroids(values, placement.lists, quantizer_of(*index_).get_xb());
  index_->pq.compute_codes(values.data(), placement.codes.data(), total);
  return placement;
}

void Lists::add(const Placement& placement, std::size_t first, std::size_t count) {
  auto& lists = dynamic_cast<faiss::BlockInvertedLists&>(*index_->invlists);
  for (std::size_t i = first; i < first + count; ++i) {
    const auto list = static_cast<std::size_t>(placement.lists[i]);
    const std::size_t at = lists.list_size(list);
    lists.resize(list, at + 1);
    lists.ids[list][at] = index_->ntotal++;
    place_code(placement.codes.data() + i * pairs(), pairs(), at, lists.codes[list].get());
  }
}

std::size_t Lists::list_count() const {
  return index_->nlist;
}

std::size_t Lists::pairs() const {
  return index_->pq.code_size;
}

std::int64_t Lists::rows() const {
  return index_->ntotal;
}

bool Lists::outgrown() const {
  // Those just trained have between half and all of the best number.
  return best_list_count(store_.rows()) > 3 * static_cast<double>(index_->nlist);
}

std::int64_t Lists::memory_bytes() const {
  constexpr std::int64_t kCentroidBytes = 4 + 2;  // for FAISS and for searches
  const auto centroids = static_cast<std::int64_t>(index_->nlist) * store_.dim() * kCentroidBytes;
  return centroids + rows() * row_bytes(store_.dim());
}

std::int64_t Lists::row_bytes(int dim) {
  return code_bytes(dim) + static_cast<std::int64_t>(sizeof(faiss::Index::idx_t));
}

FileRecord Lists::write(const std::filesystem::path& path) const {
  return write_faiss(*index_, path);
}

std::unique_ptr<Lists> Lists::read(const std::filesystem::path& path, const EmbeddingStore& store) {
  auto loaded = read_faiss(path);
  if (dynamic_cast<faiss::IndexIVFPQ*>(loaded.get()) != nullptr) {
    throw Error(ErrorKind::Mismatch,
                path.string() +
                    " was saved by an older CLOC Studio, with codes that are no longer used. Run "
                    "`cloc-cli index` to build it again.");
  }
  auto* index = dynamic_cast<faiss::IndexIVFPQFastScan*>(loaded.get());
  if (index == nullptr) corrupt(path, "it holds no inverted lists");
  loaded.release();
  std::unique_ptr<faiss::IndexIVFPQFastScan> lists(index);
  if (!fits(*lists, store)) corrupt(path, "its lists do not fit its embeddings");
  return std::unique_ptr<Lists>(new Lists(store, std::move(lists)));
}

}  // namespace cloc::index
