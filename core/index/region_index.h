// SPDX-License-Identifier: Apache-2.0
// Finds the regions whose embeddings are nearest to a query's: text-to-region and region-to-region search.
// Holds ids and unit vectors in 16-bit floats, over FAISS; what an id stands for is in EntryTable
// (entries.h), saving and opening the two together in generations.h. It encodes nothing and knows no images.
//
//   RegionIndex index(512, expected_count);
//   index.add(ids, embeddings);                        // in batches, from a stream
//   for (const Hit& hit : index.search(text_embedding, {.k = 20})[0]) show(entries.at(hit.id), hit.score);
//
// Embeddings and queries are L2-normalised here, so scores are cosines, [-1, 1], within the precision of fp16
// (1e-3).
//
// Threads: any number may search while one adds or removes; a search sees whole batches of at most kAddChunk
// embeddings. Adders and removers wait for each other.
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

namespace cloc::index {

enum class Kind {
  Exact,  // every embedding is compared: no errors, time grows with the number
  Graph  // HNSW (Malkov, Yashunin 2016): near neighbours are walked; finds nearly all, in about the same time
         // at any size
};

const char* to_string(Kind kind) noexcept;
// Throws Error{InvalidInput} for another word.
Kind kind_from(const std::string& text);

struct Hit {
  std::int64_t id = 0;
  float score = 0;  // cosine
};

struct SearchOptions {
  std::int64_t k = 10;
  // Only these ids; unknown ones are passed over. In any order.
  std::optional<std::span<const std::int64_t>> subset = {};
  // Graph: how many candidates are kept while walking, at least k; 0 chooses. More finds more and takes
  // longer.
  int effort = 0;
  // Compare every embedding whatever the kind is: the truth to measure recall against.
  bool exact = false;
};

struct IndexInfo {
  Kind kind = Kind::Exact;
  std::string reason;  // one sentence: why this kind
  int dim = 0;
  std::int64_t count = 0;    // entries
  std::int64_t removed = 0;  // places of removed entries that a Graph still carries; see rebuilt()
  std::int64_t bytes = 0;    // of memory: embeddings, graph and ids
  std::string faiss_version;
  std::string faiss_options;  // how FAISS was compiled: "OPTIMIZE AVX2"
  std::string arithmetic;     // of our own exact scan: "AVX-512", ...
  std::string device;         // where it searches: "CPU (FAISS built without GPU)"
};

class RegionIndex {
 public:
  static constexpr std::int64_t kAddChunk = 1024;

  // An empty index for embeddings of `dim` numbers. Without `kind`, Exact while reading all embeddings takes
  // some 10 ms, Graph above; `expected_count` is the number of entries to come and need not be right.
  RegionIndex(int dim, std::int64_t expected_count, std::optional<Kind> kind = {});
  RegionIndex(RegionIndex&&) noexcept;
  RegionIndex& operator=(RegionIndex&&) noexcept;
  ~RegionIndex();

  // `ids`: [N], not negative, none of them there already; ids that grow cost the least memory. `embeddings`:
  // [N, dim].
  void add(std::span<const std::int64_t> ids, std::span<const float> embeddings);
  // Those that are there; returns their number.
  std::int64_t remove(std::span<const std::int64_t> ids);

  // `queries`: [Q, dim]. Q lists of the min(k, count, subset) best, best first. A Graph walks its links
  // unless the subset is small enough to compare whole.
  std::vector<std::vector<Hit>> search(std::span<const float> queries,
                                       const SearchOptions& options = {}) const;
  // Every entry that scores `least` or more, best first, at most options.k of them. Exact in every kind.
  std::vector<std::vector<Hit>> range_search(std::span<const float> queries, float least,
                                             const SearchOptions& options) const;
  // [dim]: as stored, of unit length within fp16. Throws Error{NotFound}.
  std::vector<float> embedding(std::int64_t id) const;
  bool contains(std::int64_t id) const;
  // Of all entries, in the order of adding.
  std::vector<std::int64_t> ids() const;

  // The same entries in a new index of `kind`, without the places of removed ones.
  RegionIndex rebuilt(std::optional<Kind> kind, const ProgressSink& progress = {},
                      const CancelToken& cancel = {}) const;

  int dim() const;
  Kind kind() const;
  std::int64_t count() const;
  std::string reason() const;
  IndexInfo info() const;

  // One FAISS file (an IndexIDMap that any FAISS program can read; id -1 where an entry was removed), whole
  // or not at all. Returns its sha256. Adders wait meanwhile. Throws Error{Io}.
  std::string write(const std::filesystem::path& file) const;
  // Throws Error{NotFound}, Error{Io}, and Error{Corrupt} naming the file when it is cut or no index of ours.
  static RegionIndex read(const std::filesystem::path& file);

 private:
  struct State;
  explicit RegionIndex(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace cloc::index
