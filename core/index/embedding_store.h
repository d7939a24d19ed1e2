// SPDX-License-Identifier: Apache-2.0
// The embeddings of an index as 16-bit floats, row by row: those that were saved are mapped from their file
// and cost no memory of the program's own, those added since are in memory. Used by RegionIndex, the scan and
// the walk; knows no ids of entries, except that its file keeps them.
//
// Rows lie in segments of kSegmentRows, so that a growing store moves nothing and a reader's pointer stays
// good.
//
// Threads: reading rows is safe beside append() for rows that were there before, when something else
// (RegionIndex's lock) keeps readers out of append() itself.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/base/mapped_file.h"
#include "core/index/hashed_file.h"

namespace cloc::index {

class EmbeddingStore {
 public:
  static constexpr std::int64_t kSegmentRows = 8192;

  explicit EmbeddingStore(int dim);
  EmbeddingStore(EmbeddingStore&&) noexcept;
  EmbeddingStore& operator=(EmbeddingStore&&) noexcept;
  ~EmbeddingStore();

  int dim() const { return dim_; }
  std::int64_t rows() const { return rows_; }
  std::size_t row_bytes() const { return 2 * static_cast<std::size_t>(dim_); }
  // [dim] halves, little-endian; the rows after it follow it up to the end of its segment.
  const std::uint8_t* row(std::int64_t row) const {
    return segments_[static_cast<std::size_t>(row / kSegmentRows)] +
           static_cast<std::size_t>(row % kSegmentRows) * row_bytes();
  }

  // `rows`: [N, dim]; rounded to the nearest halves. All or none of them: throws std::bad_alloc.
  void append(std::span<const float> rows);

  // Bytes of rows that lie in a mapped file, and in memory.
  std::int64_t mapped_bytes() const;
  std::int64_t memory_bytes() const;

  // A file of the rows for which `ids` is not negative (or all of them, with `all`) and their ids, [rows].
  // Throws Error{Io}.
  FileRecord write(const std::filesystem::path& path, std::span<const std::int64_t> ids, bool all) const;
  struct Opened;
  // Maps a file that write() made. Throws Error{NotFound}, Error{Io}, and Error{Corrupt} when its length is
  // not what its header says. The file must not be changed while it is mapped; it may be removed.
  static Opened open(const std::filesystem::path& path);

 private:
  struct Free {
    void operator()(std::uint8_t* memory) const { std::free(memory); }
  };
  using Memory = std::unique_ptr<std::uint8_t, Free>;

  Memory new_segment() const;
  // A place for one row more, which counts from here on.
  std::uint8_t* new_row();

  int dim_;
  std::int64_t rows_ = 0;
  std::vector<const std::uint8_t*> segments_;  // into the mapping or `owned_`
  std::unique_ptr<MappedFile> mapping_;
  std::int64_t mapped_rows_ = 0;
  std::vector<Memory> owned_;  // the last segments
};

struct EmbeddingStore::Opened {
  EmbeddingStore store;
  std::vector<std::int64_t> ids;  // by row
};

}  // namespace cloc::index
