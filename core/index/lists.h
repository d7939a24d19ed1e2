// SPDX-License-Identifier: Apache-2.0
// Inverted lists with product quantisation (Jegou, Douze, Schmid 2011) over the rows of an EmbeddingStore:
// rows lie in lists by the nearest of some thousand centroids, each as a code of 4 bits for 4 numbers of what
// the centroid leaves; the lists nearest to a query are read, and the best of their rows are compared again
// by their own 16-bit embeddings. Some 80 bytes of memory a row, where the graph takes 1,300. FAISS learns
// the centroids and codes and reads and writes the file (its IndexIVFPQFastScan); the search is ours
// (code_scan.h says why). Used by RegionIndex, whose lock keeps add() away from everything else.
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
struct IndexIVFPQFastScan;
}

namespace cloc::index {

class NearestCentroid;

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
  // must outlive it. Takes half a minute for a million rows. Throws Error{Cancelled}.
  static std::unique_ptr<Lists> train(const EmbeddingStore& store, const RowMask& live,
                                      const CancelToken& cancel);
  ~Lists();

  // What place() finds lists with; good for any number of calls.
  NearestCentroid sorter() const;
  // Where rows belong, and their codes.
  struct Placement {
    std::vector<std::int64_t> lists;  // [N]
    std::vector<std::uint8_t> codes;  // [N, bytes of a code]
  };
  // Of the next `count` rows, those from rows() on: the longer part of adding, which changes nothing.
  Placement place(const NearestCentroid& sorter, std::int64_t count) const;
  // The next `count` rows; `first` is the first of them in `placement`.
  void add(const Placement& placement, std::size_t first, std::size_t count);
  // The first so many rows of the store are in the lists.
  std::int64_t rows() const;
  // Whether the store has so many rows by now that more lists would be better.
  bool outgrown() const;
  std::int64_t memory_bytes() const;
  // Of memory, for each row of so many numbers: its code and its number.
  static std::int64_t row_bytes(int dim);

  // `queries`: [Q, dim]. For each the best rows that were met, best first, at most k. On the caller's thread;
  // any number of them.
  std::vector<std::vector<RowScore>> probe(std::span<const float> queries, const ProbeOptions& options) const;

  // A FAISS file (an IndexIVFPQFastScan). Throws Error{Io}.
  FileRecord write(const std::filesystem::path& path) const;
  // For the first rows of `store`. Throws Error{NotFound}, Error{Io}, Error{Corrupt} naming the file: also
  // when a row in it is not of the store; Error{Mismatch} when an older CLOC Studio wrote it.
  static std::unique_ptr<Lists> read(const std::filesystem::path& path, const EmbeddingStore& store);

 private:
  // A list to be read for a query.
  struct Probe {
    std::size_t list;
    float score;  // of its centroid
  };

  struct Asked;

  Lists(const EmbeddingStore& store, std::unique_ptr<faiss::IndexIVFPQFastScan> index);
  std::size_t list_count() const;
  std::size_t pairs() const;  // of 4-bit codes in a row's code: its bytes
  // [Q, lists]
  std::vector<float> centroid_scores(std::span<const float> queries, std::size_t query_count) const;
  std::size_t probe_count(const ProbeOptions& options) const;
  // `scores`: of all lists.
  static std::vector<Probe> nearest(std::span<const float> scores, std::size_t count);
  Asked asked(std::span<const float> query, std::int64_t k) const;
  void read_list(const Probe& probe, const RowMask* allowed, Asked& asked) const;
  // The best of what was read, by their codes.
  std::vector<RowScore> candidates(Asked& asked) const;
  std::vector<RowScore> compared_again(std::span<const float> query, std::vector<RowScore> candidates,
                                       std::int64_t k) const;

  const EmbeddingStore& store_;
  std::unique_ptr<faiss::IndexIVFPQFastScan> index_;
  std::vector<std::uint8_t> centroids_;  // [lists, dim] halves
};

}  // namespace cloc::index
