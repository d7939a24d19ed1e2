// SPDX-License-Identifier: Apache-2.0
// The elements of a large JSON list, one after the other, without the list in memory: for files of records
// such as Label Studio's tasks. Also takes records one after the other without a list (JSON lines) and a
// single one. It finds where a record ends and parses nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/format.h"

namespace cloc::data {

class JsonItems {
 public:
  // Throws Error{NotFound, Io}; Error{Corrupt} for UTF-16.
  JsonItems(const std::filesystem::path& path, const Context& context);

  // The text of the next record, without blanks around it; false at the end. A file that ends within a record
  // is reported as "file that ends too early" (naming the byte), unless it was the first: then, and for a
  // record of more than 512 MB or text that is none of the above, throws Error{Corrupt}. Throws
  // Error{Cancelled}.
  bool next(std::string& record);
  // Of the last one given, from 1.
  std::int64_t number() const { return number_; }

 private:
  int get();
  [[noreturn]] void fail(const std::string& why) const;

  const std::filesystem::path path_;
  Context context_;
  std::ifstream file_;
  std::string buffer_;
  std::size_t at_ = 0;       // in the buffer
  std::int64_t before_ = 0;  // bytes of the file before the buffer
  std::int64_t number_ = 0;
  bool list_ = false, started_ = false, ended_ = false;
  ProgressMeter meter_;
};

}  // namespace cloc::data
