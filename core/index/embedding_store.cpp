// SPDX-License-Identifier: Apache-2.0
#include "core/index/embedding_store.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include <sys/mman.h>

#include "core/base/error.h"
#include "core/index/half.h"

// The file: Header, zeros up to kHeaderBytes, the rows, then an int64 for each row, its id. Little-endian.
namespace cloc::index {
namespace {

static_assert(std::endian::native == std::endian::little, "embeddings are mapped as the file has them");

constexpr std::array<char, 8> kMagic = {'C', 'L', 'O', 'C', 'E', 'M', 'B', '1'};
constexpr std::size_t kHeaderBytes = 4096;  // the rows begin on a page
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr int kMaxDim = 1 << 16;

struct Header {
  std::array<char, 8> magic = kMagic;
  std::int64_t dim = 0, rows = 0;
};

[[noreturn]] void corrupt(const std::filesystem::path& path, const std::string& why) {
  throw Error(ErrorKind::Corrupt,
              path.string() + " is cut or damaged (" + why + "). Run `cloc-cli index` to build it again.");
}

}  // namespace

EmbeddingStore::EmbeddingStore(int dim) : dim_(dim) {}
EmbeddingStore::EmbeddingStore(EmbeddingStore&&) noexcept = default;
EmbeddingStore& EmbeddingStore::operator=(EmbeddingStore&&) noexcept = default;
EmbeddingStore::~EmbeddingStore() = default;

EmbeddingStore::Memory EmbeddingStore::new_segment() const {
  // Rows are read here and there by the walk: with pages of 2 MB their addresses are found without a detour.
  // Pages that are not written to take no memory.
  const std::size_t bytes =
      (static_cast<std::size_t>(kSegmentRows) * row_bytes() + kHugePage - 1) / kHugePage * kHugePage;
  Memory memory(static_cast<std::uint8_t*>(std::aligned_alloc(kHugePage, bytes)));
  if (!memory) throw std::bad_alloc();
  ::madvise(memory.get(), bytes, MADV_HUGEPAGE);
  return memory;
}

std::uint8_t* EmbeddingStore::new_row() {
  const auto within = static_cast<std::size_t>(rows_ % kSegmentRows);
  if (static_cast<std::int64_t>(segments_.size()) * kSegmentRows == rows_) {
    owned_.reserve(owned_.size() + 1);
    segments_.reserve(segments_.size() + 1);
    owned_.push_back(new_segment());
    segments_.push_back(owned_.back().get());
  } else if (owned_.empty()) {
    // The mapped file ends within this segment, and cannot be written to.
    owned_.reserve(1);
    Memory copy = new_segment();
    std::memcpy(copy.get(), segments_.back(), within * row_bytes());
    owned_.push_back(std::move(copy));
    segments_.back() = owned_.back().get();
    mapped_rows_ -= static_cast<std::int64_t>(within);
  }
  // Counted from the last segment: an append that failed may have left some without rows.
  const std::size_t from_last = segments_.size() - static_cast<std::size_t>(rows_ / kSegmentRows);
  ++rows_;
  return owned_[owned_.size() - from_last].get() + within * row_bytes();
}

void EmbeddingStore::append(std::span<const float> rows) {
  const auto width = static_cast<std::size_t>(dim_);
  const std::int64_t before = rows_;
  try {
    for (std::size_t at = 0; at < rows.size(); at += width) encode_half(rows.data() + at, width, new_row());
  } catch (...) {
    rows_ = before;  // segments that were made meanwhile are used by the next ones
    throw;
  }
}

std::int64_t EmbeddingStore::mapped_bytes() const {
  return mapped_rows_ * static_cast<std::int64_t>(row_bytes());
}

std::int64_t EmbeddingStore::memory_bytes() const {
  return (rows_ - mapped_rows_) * static_cast<std::int64_t>(row_bytes());
}

FileRecord EmbeddingStore::write(const std::filesystem::path& path, std::span<const std::int64_t> ids,
                                 bool all) const {
  const auto kept = [&](std::int64_t row) { return all || ids[static_cast<std::size_t>(row)] >= 0; };
  std::vector<std::int64_t> kept_ids;
  for (const std::int64_t id : ids) {
    if (all || id >= 0) kept_ids.push_back(id);
  }
  HashedFile file(path);
  std::vector<std::byte> start(kHeaderBytes);
  const Header header{kMagic, dim_, static_cast<std::int64_t>(kept_ids.size())};
  std::memcpy(start.data(), &header, sizeof header);
  file.write(start);
  for (std::int64_t first = 0; first < rows_;) {
    // As many rows at once as lie together.
    std::int64_t last = first;
    const std::int64_t segment_end = std::min(rows_, (first / kSegmentRows + 1) * kSegmentRows);
    while (last < segment_end && kept(last)) ++last;
    file.write(std::as_bytes(std::span(row(first), static_cast<std::size_t>(last - first) * row_bytes())));
    first = std::max(last, first + (last == first ? 1 : 0));
  }
  file.write(std::as_bytes(std::span<const std::int64_t>(kept_ids)));
  return file.commit();
}

EmbeddingStore::Opened EmbeddingStore::open(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path))
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Run `cloc-cli index` to build it.");
  auto mapping = std::make_unique<MappedFile>(path);
  const auto bytes = mapping->bytes();
  Header header;
  if (bytes.size() < kHeaderBytes) corrupt(path, "it is shorter than its header");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != kMagic) corrupt(path, "it does not begin as it should");
  if (header.dim < 1 || header.dim > kMaxDim || header.rows < 0) corrupt(path, "its header makes no sense");
  Opened opened{EmbeddingStore(static_cast<int>(header.dim)), {}};
  auto& store = opened.store;
  const std::size_t body = bytes.size() - kHeaderBytes, each = store.row_bytes() + sizeof(std::int64_t);
  if (body % each != 0 || body / each != static_cast<std::size_t>(header.rows)) {
    corrupt(path, "it has " + std::to_string(body) + " bytes for " + std::to_string(header.rows) + " rows");
  }
  store.rows_ = store.mapped_rows_ = header.rows;
  for (std::int64_t row = 0; row < header.rows; row += kSegmentRows) {
    store.segments_.push_back(bytes.data() + kHeaderBytes +
                              static_cast<std::size_t>(row) * store.row_bytes());
  }
  opened.ids.resize(static_cast<std::size_t>(header.rows));
  if (header.rows > 0) {
    std::memcpy(opened.ids.data(),
                bytes.data() + kHeaderBytes + static_cast<std::size_t>(header.rows) * store.row_bytes(),
                opened.ids.size() * sizeof(std::int64_t));
  }
  store.mapping_ = std::move(mapping);
  return opened;
}

}  // namespace cloc::index
