// SPDX-License-Identifier: Apache-2.0
// Writes a file so that it is either whole or not there: into a temporary name beside it, flushed to the
// disk, renamed.
//
//   AtomicFile file(path);
//   file.write(bytes);
//   file.commit();      // without this, the destructor removes the temporary file and `path` stays as it was
//
// Every failure (full disk, no permission, missing folder) is an Error{Io} that names the path.
#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string_view>

namespace cloc {

class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  // Flushes, fsyncs and renames over `path`.
  void commit();

 private:
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::FILE* file_ = nullptr;
  std::size_t waiting_ = 0;  // bytes that the disk has not been told to begin with
};

// The whole of a small file. Throws Error{NotFound} or Error{Io} naming the path.
std::string read_text_file(const std::filesystem::path& path);
void write_text_file(const std::filesystem::path& path, std::string_view text);

}  // namespace cloc
