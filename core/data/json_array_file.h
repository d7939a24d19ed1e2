// SPDX-License-Identifier: Apache-2.0
// A JSON array that grows on the disk while others do, for writers whose file holds several of them or whose
// records must not pile up in memory. Used by writers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <unordered_set>

#include "core/base/atomic_file.h"

namespace cloc::data {

class JsonArrayFile {
 public:
  explicit JsonArrayFile(std::filesystem::path path);
  // A value, as JSON. Throws Error{Io}.
  void add(const std::string& json);
  std::int64_t count() const { return count_; }
  // "[...]" with all that was added. Nothing can be added any more.
  void copy_to(AtomicFile& target);
  // What was written is not needed any more.
  void remove();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::ofstream file_;
  std::int64_t count_ = 0;
};

// Ids in a file that is written: the wanted one while nobody has it, else the next that is free.
class RecordIds {
 public:
  explicit RecordIds(std::int64_t least) : least_(least), next_(least > 1 ? least : 1) {}
  std::int64_t take(std::int64_t wanted);

 private:
  const std::int64_t least_;
  std::int64_t next_;
  std::unordered_set<std::int64_t> taken_;
};

}  // namespace cloc::data
