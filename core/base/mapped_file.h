// SPDX-License-Identifier: Apache-2.0
// A whole file in the program's address space: read from the disk where it is touched, and not before. Used
// for embeddings and weights, which are as large as the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace cloc {

// The file may be removed or replaced meanwhile, but not cut: touching what is gone kills the program
// (SIGBUS).
class MappedFile {
 public:
  enum class Access {
    Read,
    CopyOnWrite  // writing changes this program's pages and never the file
  };

  // Throws Error{NotFound, Io} naming the file.
  explicit MappedFile(const std::filesystem::path& path, Access access = Access::Read);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::uint8_t> bytes() const { return {static_cast<const std::uint8_t*>(memory_), size_}; }
  // For CopyOnWrite alone.
  std::span<std::uint8_t> writable() { return {static_cast<std::uint8_t*>(memory_), size_}; }

 private:
  void* memory_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace cloc
