// SPDX-License-Identifier: Apache-2.0
// A file that grows record by record while a run goes on, the base of metrics.jsonl and the event file.
// Unlike AtomicFile what is written stays when the program dies, at most the last record in part.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string_view>

namespace cloc::training {

enum class OpenMode {
  Append,    // makes the file when there is none
  CreateNew  // refuses a file that exists
};

class AppendFile {
 public:
  // Throws Error{Io} naming the path, as do `write` and `flush` when the disk is full or gone.
  AppendFile(std::filesystem::path path, OpenMode mode);
  // Flushes; an error then goes unnoticed, so `flush` first where it matters.
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  void write(std::string_view bytes);
  // Hands what was written to the system, where other programs see it.
  void flush();
  const std::filesystem::path& path() const { return path_; }

 private:
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path path_;
  std::FILE* file_ = nullptr;
};

}  // namespace cloc::training
