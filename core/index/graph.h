// SPDX-License-Identifier: Apache-2.0
// A graph of near neighbours over the rows of an EmbeddingStore: HNSW (Malkov, Yashunin 2016). FAISS builds
// it and reads and writes its file; the walk is ours, because FAISS 1.7.3's spends time that grows with the
// square of the effort, keeps its effort in a member that all searchers share, and waits for the memory at
// each row. Used by RegionIndex, whose lock keeps add() away from everything else.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/index/embedding_scan.h"
#include "core/index/embedding_store.h"
#include "core/index/row_mask.h"

namespace faiss {
struct IndexHNSW;
}

namespace cloc::index {

struct WalkOptions {
  std::int64_t k = 10;
  std::int64_t effort = 128;         // best rows that are kept while walking, at least k
  const RowMask* allowed = nullptr;  // only these rows are returned; all are walked over
  std::int64_t visits = 0;           // gives up after so many rows; 0: never
};

class Graph {
 public:
  // Links of each row, twice as many on the lowest level: 272 bytes beside the 1,024 of 512 halves.
  static constexpr int kLinks = 32;

  // Of a store without rows, which must outlive it.
  explicit Graph(const EmbeddingStore& store);
  ~Graph();

  // Links the store's rows from rows() on. `embeddings`: [N, dim], the same as floats. All OpenMP threads.
  void add(std::span<const float> embeddings);
  std::int64_t rows() const;
  std::int64_t memory_bytes() const;

  // `query`: [dim]. The best rows that were met, best first, at most k; absent when it gave up. Any number of
  // threads.
  std::optional<std::vector<RowScore>> walk(std::span<const float> query, const WalkOptions& options) const;

  // A FAISS file (an IndexHNSWSQ without its embeddings). Throws Error{Io}.
  FileRecord write(const std::filesystem::path& path) const;
  // For the rows of `store`, all of them. Throws Error{NotFound}, Error{Io}, Error{Corrupt} naming the file:
  // also when a link in it leads out of the store.
  static std::unique_ptr<Graph> read(const std::filesystem::path& path, const EmbeddingStore& store);

 private:
  Graph(const EmbeddingStore& store, std::unique_ptr<faiss::IndexHNSW> index);

  const EmbeddingStore& store_;
  std::unique_ptr<faiss::IndexHNSW> index_;
};

}  // namespace cloc::index
