// SPDX-License-Identifier: Apache-2.0
#include "core/index/faiss_file.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <new>
#include <span>
#include <stdexcept>
#include <system_error>

#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>

#include "core/base/error.h"

namespace cloc::index {
namespace {

struct HashingWriter : faiss::IOWriter {
  explicit HashingWriter(HashedFile& target) : file(target) {}
  std::size_t operator()(const void* data, std::size_t size, std::size_t items) override {
    file.write(std::span(static_cast<const std::byte*>(data), size * items));
    return items;
  }
  HashedFile& file;
};

// FAISS writes this number where its headers had fields once; no other is larger than what follows it in the
// file.
constexpr std::uintmax_t kFillerInHeaders = 1 << 20;

// The 64-bit numbers of a graph's file that are no counts: the shares of its levels. Above 1e-12, where no
// count looks the same.
bool is_probability(std::uint64_t bits) {
  const auto value = std::bit_cast<double>(bits);
  return value > 1e-12 && value <= 1;
}

// What FAISS writes as the size of the codes of lists that lie in blocks; it takes no length like it.
constexpr std::uint64_t kNoCodeSize = ~std::uint64_t{0};

// Refuses a length beyond the end of the file before FAISS has allocated and read it.
struct BoundedReader : faiss::IOReader {
  explicit BoundedReader(const std::filesystem::path& path) : file(path, std::ios::binary) {
    name = path.string();
    std::error_code error;  // gone meanwhile: as a file without a byte
    left = std::filesystem::file_size(path, error);
    if (error) left = 0;
    total = left;
  }
  std::size_t operator()(void* data, std::size_t size, std::size_t items) override {
    if (size == 0 || items > left / size) return 0;
    file.read(static_cast<char*>(data), static_cast<std::streamsize>(size * items));
    if (!file) return 0;
    left -= size * items;
    // FAISS makes room for what it has read a length of: one beyond the file would take all memory. Alone,
    // such a number is a length of what follows; in a row, lengths of lists, places or rows, none of which
    // the file has fewer bytes for.
    if (size == sizeof(std::uint64_t)) {
      const auto limit = std::max<std::uintmax_t>(items == 1 ? left : total, kFillerInHeaders);
      for (std::size_t i = 0; i < items; ++i) {
        std::uint64_t number = 0;
        std::memcpy(&number, static_cast<const char*>(data) + i * size, sizeof number);
        const bool no_length = is_probability(number) || (items == 1 && number == kNoCodeSize);
        if (number > limit && !no_length) return 0;
      }
    }
    return items;
  }
  std::ifstream file;
  std::uintmax_t left = 0, total = 0;
};

[[noreturn]] void corrupt(const std::filesystem::path& path, const std::string& why) {
  throw Error(ErrorKind::Corrupt,
              path.string() + " is cut or damaged (" + why + "). Run `cloc-cli index` to build it again.");
}

}  // namespace

FileRecord write_faiss(const faiss::Index& index, const std::filesystem::path& path) {
  HashedFile file(path);
  HashingWriter writer(file);
  try {
    faiss::write_index(&index, &writer);
  } catch (const faiss::FaissException& error) {
    throw Error(ErrorKind::Internal, "FAISS cannot write " + path.string() + ": " + error.what());
  }
  return file.commit();
}

std::unique_ptr<faiss::Index> read_faiss(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Run `cloc-cli index` to build it.");
  }
  BoundedReader reader(path);
  if (!reader.file) throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check its permissions.");
  try {
    return std::unique_ptr<faiss::Index>(faiss::read_index(&reader));
  } catch (const faiss::FaissException& error) {
    corrupt(path, error.what());
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::OutOfMemory,
                "Not enough memory to open " + path.string() +
                    ". Close other programs, or run `cloc-cli index` if the file is damaged.");
  } catch (const std::length_error&) {
    corrupt(path, "a length in it makes no sense");
  }
}

}  // namespace cloc::index
