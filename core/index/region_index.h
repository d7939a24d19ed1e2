// SPDX-License-Identifier: Apache-2.0
// Finds the regions whose embeddings are nearest to a query's: text-to-region and region-to-region search.
// Holds ids and unit vectors in 16-bit floats; what an id stands for is in EntryTable (entries.h), saving and
// opening the two together in generations.h. It encodes nothing and knows no images.
//
//   RegionIndex index(512, expected_count);
//   index.add(ids, embeddings);                        // in batches, from a stream
//   index.settle();                                    // once all are there
//   for (const Hit& hit : index.search(text_embedding, {.k = 20})[0]) show(entries.at(hit.id), hit.score);
//
// Embeddings and queries are L2-normalised here, so scores are cosines, [-1, 1], within the precision of fp16
// (1e-3), whatever the kind.
//
// Threads: any number may search while one adds, removes or settles; a search sees whole batches of at most
// kAddChunk embeddings. Adders and removers wait for each other.
//
// Errors: Error{InvalidInput} for arrays whose sizes do not fit; Error{Numeric} for embeddings and queries
// with NaN, infinity or length zero, naming the id (nothing of that call is added); Error{OutOfMemory}.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/index/hashed_file.h"

namespace cloc::index {

enum class Kind {
  Exact,  // every embedding is compared: no errors, time grows with the number
  Graph,  // HNSW (graph.h): near neighbours are walked; finds nearly all, in about the same time at any size
  Lists   // inverted lists of product codes (lists.h): the codes of some lists are read, the best compared
          // again
};

const char* to_string(Kind kind) noexcept;
// Throws Error{InvalidInput} for another word.
Kind kind_from(const std::string& text);

struct KindChoice {
  Kind kind = Kind::Exact;
  std::string reason;  // one sentence
};
// The kind for `count` embeddings of `dim` numbers: Exact while reading all of them takes some 10 ms, Lists
// above. A Graph is made only when asked for: it takes more memory and time to build, and to find as much of
// what words ask for, more time to search (docs/benchmarks.md).
KindChoice choose_kind(std::int64_t count, int dim);

struct Hit {
  std::int64_t id = 0;
  float score = 0;  // cosine
};

// Some entries of one index, to restrict searches to; made once by RegionIndex::select, used any number of
// times, cheap to copy. Entries that are removed later are no longer found, entries that are added later are
// not in it.
class Selection {
 public:
  std::int64_t count() const;
  // The entries that are in both, and those that are not in `other`. Both are of the same index, or
  // Error{Internal}.
  Selection operator&(const Selection& other) const;
  Selection operator-(const Selection& other) const;

 private:
  friend class RegionIndex;
  struct Rows;
  explicit Selection(std::shared_ptr<const Rows> rows);
  const Rows& same_index(const Selection& other) const;

  std::shared_ptr<const Rows> rows_;
};

struct SearchOptions {
  std::int64_t k = 10;
  // Only these ids; unknown ones are passed over. In any order. Finding them takes as long as searching them:
  // a set that is used again wants a selection.
  std::optional<std::span<const std::int64_t>> subset = {};
  // Only these; with a subset, those in both. Of this index, or Error{Internal}.
  std::optional<Selection> selection = {};
  // Graph: how many candidates are kept while walking, at least k; Lists: how many lists are read; 0 chooses.
  // More finds more and takes longer.
  int effort = 0;
  // Compare every embedding whatever the kind is: the truth to measure recall against.
  bool exact = false;
};

struct IndexInfo {
  Kind kind = Kind::Exact;
  std::string reason;  // one sentence: why this kind
  int dim = 0;
  std::int64_t count = 0;      // entries
  std::int64_t removed = 0;    // places of removed entries that are still carried; see rebuilt()
  std::int64_t unsettled = 0;  // entries that Lists compare one by one; see settle()
  std::int64_t bytes = 0;      // in all: embeddings, graph or lists, ids
  std::int64_t mapped = 0;     // of these, in a mapped file: the system may take that memory back
  std::string faiss_version;
  std::string faiss_options;  // how FAISS was compiled: "OPTIMIZE AVX2"
  std::string arithmetic;     // of our own exact scan: "AVX-512", ...
  std::string device;         // where it searches: "GPU 0, NVIDIA ..." or "CPU: " and why
};

// What an index finds of what there is to find.
struct Quality {
  double recall = 1;        // of the k nearest entries, the part that is found
  double milliseconds = 0;  // median of one search
  double exact_milliseconds = 0;
  std::int64_t queries = 0, k = 0;
};

class RegionIndex {
 public:
  static constexpr std::int64_t kAddChunk = 256;

  // An empty index for embeddings of `dim` numbers. Without `kind`, choose_kind decides;
  // `expected_count` is the number of entries to come and need not be right.
  RegionIndex(int dim, std::int64_t expected_count, std::optional<Kind> kind = {});
  RegionIndex(RegionIndex&&) noexcept;
  RegionIndex& operator=(RegionIndex&&) noexcept;
  ~RegionIndex();

  // `ids`: [N], not negative, none of them there already; ids that grow cost the least memory. `embeddings`:
  // [N, dim].
  void add(std::span<const std::int64_t> ids, std::span<const float> embeddings);
  // Those that are there; returns their number.
  std::int64_t remove(std::span<const std::int64_t> ids);

  // What is better done once for many entries than at each add: Lists learn their centroids and take in what
  // is in no list yet (minutes for a million; searches go on meanwhile, and compare those one by one). The
  // other kinds have nothing to do. Throws Error{Cancelled}: the index answers as before.
  void settle(const ProgressSink& progress = {}, const CancelToken& cancel = {});

  // Copies the embeddings to the CUDA device, which then answers search() exactly whatever the kind is, but
  // for very many results and small subsets. False where there is none: info().device says why. Throws
  // Error{OutOfMemory} when the device has not enough; the index is searched as before then.
  bool use_device();

  // `queries`: [Q, dim]. Q lists of the min(k, count, subset) best, best first. Subsets that are small enough
  // are compared whole, whatever the kind.
  std::vector<std::vector<Hit>> search(std::span<const float> queries,
                                       const SearchOptions& options = {}) const;
  // Every entry that scores `least` or more, best first, at most options.k of them. Exact in every kind.
  std::vector<std::vector<Hit>> range_search(std::span<const float> queries, float least,
                                             const SearchOptions& options) const;
  // Unknown ids are passed over.
  Selection select(std::span<const std::int64_t> ids) const;
  Selection select_all() const;
  // How much of the truth this kind finds: entries drawn by chance are searched for in both ways, and what is
  // found besides themselves is compared. Takes `queries` exact searches.
  Quality measure_quality(std::int64_t queries = 100, std::int64_t k = 10) const;
  // [dim]: as stored, of unit length within fp16. Throws Error{NotFound}.
  std::vector<float> embedding(std::int64_t id) const;
  bool contains(std::int64_t id) const;
  // Of all entries, in the order of adding.
  std::vector<std::int64_t> ids() const;

  // The same entries in a new index of `kind`, settled, without the places of removed ones.
  RegionIndex rebuilt(std::optional<Kind> kind, const ProgressSink& progress = {},
                      const CancelToken& cancel = {}) const;

  int dim() const;
  Kind kind() const;
  std::int64_t count() const;
  std::string reason() const;
  IndexInfo info() const;

  // Writes embeddings.f16 (embedding_store.h) and, unless Exact, graph.faiss or lists.faiss into `folder`,
  // each whole or not at all. Adders wait meanwhile. Throws Error{Io}.
  std::vector<FileRecord> write(const std::filesystem::path& folder) const;
  // Maps the embeddings, reads the rest. `reason`: what reason() is to say. The files must not be changed
  // afterwards; they may be removed. Throws Error{NotFound}, Error{Io}, and Error{Corrupt} naming the file
  // when it is cut or none of ours.
  static RegionIndex read(const std::filesystem::path& folder, Kind kind,
                          const std::string& reason = "as it was saved");

 private:
  struct State;
  explicit RegionIndex(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace cloc::index
