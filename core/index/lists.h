// SPDX-License-Identifier: Apache-2.0
// Inverted lists with product quantisation (Jegou, Douze, Schmid 2011; FAISS's IndexIVFPQ) over the rows of
// an EmbeddingStore: rows lie in lists by the nearest of some thousand centroids, each as a code of 64 bytes;
// the lists nearest to a query are read, and the best of their rows are compared again by their own 16-bit
// embeddings. Some 80 bytes of memory a row, where the graph takes 1,300. Used by RegionIndex, whose lock
// keeps add() away from everything else.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/base/progress.h"
#include "core/index/embedding_scan.h"
#include "core/index/embedding_store.h"
#include "core/index/row_mask.h"

namespace faiss {
struct IndexIVFPQ;
}

namespace cloc::index {

struct ProbeOptions {
  std::int64_t k = 10;
  std::int64_t lists = 0;            // that are read; 0 chooses
  const RowMask* allowed = nullptr;  // only these rows are returned
};

class Lists {
 public:
  // Fewer rows are compared one by one sooner than through lists.
  static constexpr std::int64_t kLeastRows = 10'000;

  // Learns centroids and codes from a sample of the `live` rows, at least kLeastRows; holds none yet. `store`
  // must outlive it. Takes a minute for a million rows. Throws Error{Cancelled}.
  static std::unique_ptr<Lists> train(const EmbeddingStore& store, const RowMask& live,
                                      const CancelToken& cancel);
  ~Lists();

  // The lists that the next `count` rows belong to, those from rows() on: the longer part of adding, which
  // changes nothing.
  std::vector<std::int64_t> assign(std::int64_t count) const;
  void add(std::span<const std::int64_t> lists);
  // The first so many rows of the store are in the lists.
  std::int64_t rows() const;
  // Whether the store has so many rows by now that more lists would be better.
  bool outgrown() const;
  std::int64_t memory_bytes() const;
  // Of memory, for each row of so many numbers: its code and its number.
  static std::int64_t row_bytes(int dim);

  // `query`: [dim]. The best rows that were met, best first, at most k. Any number of threads.
  std::vector<RowScore> probe(std::span<const float> query, const ProbeOptions& options) const;

  // A FAISS file (an IndexIVFPQ). Throws Error{Io}.
  FileRecord write(const std::filesystem::path& path) const;
  // For the first rows of `store`. Throws Error{NotFound}, Error{Io}, Error{Corrupt} naming the file: also
  // when a row in it is not of the store.
  static std::unique_ptr<Lists> read(const std::filesystem::path& path, const EmbeddingStore& store);

 private:
  Lists(const EmbeddingStore& store, std::unique_ptr<faiss::IndexIVFPQ> index);
  std::vector<float> decoded(std::int64_t first, std::int64_t count) const;

  const EmbeddingStore& store_;
  std::unique_ptr<faiss::IndexIVFPQ> index_;
};

}  // namespace cloc::index
