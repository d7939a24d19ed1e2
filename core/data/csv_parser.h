// SPDX-License-Identifier: Apache-2.0
// Rows of a CSV file of any size (RFC 4180 and what spreadsheets make of it): comma, semicolon or tab, quotes
// with line ends inside, LF, CRLF or CR, a byte order mark, UTF-16. Used by csv.cpp, which knows what the
// columns mean.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/issue_report.h"

namespace cloc::data {

class CsvParser {
 public:
  // The separator is the one of which the first line has most. Throws Error{NotFound, Io}; Error{Unsupported}
  // for UTF-16 above 512 MB.
  CsvParser(const std::filesystem::path& path, IssueReport& report);

  // The next row that is not empty; false at the end. A quote that is not closed before the end is reported
  // ("quote that is not closed") and its row left out. Throws Error{Corrupt} naming the line for a row of
  // more than 16 MB.
  bool next(std::vector<std::string>& fields);
  // Of the row given last: for seek(), and its line counted from 1 (0 after seek()).
  std::int64_t row_offset() const { return row_offset_; }
  std::int64_t line() const { return row_line_; }
  // next() goes on with the row that begins there.
  void seek(std::int64_t row_offset);

  char separator() const { return separator_; }
  std::int64_t size() const { return size_; }

 private:
  int get() { return at_ < buffer_.size() || fill() ? static_cast<unsigned char>(buffer_[at_++]) : -1; }
  int peek() { return at_ < buffer_.size() || fill() ? static_cast<unsigned char>(buffer_[at_]) : -1; }
  std::int64_t position() const { return before_ + static_cast<std::int64_t>(at_); }
  bool fill();
  void skip_line_end(int first);

  const std::filesystem::path path_;
  IssueReport& report_;
  std::ifstream file_;
  bool in_memory_ = false;
  std::string buffer_;
  std::size_t at_ = 0;
  std::int64_t before_ = 0, size_ = 0;  // bytes before the buffer, in all
  std::int64_t row_offset_ = 0, row_line_ = 0, line_ = 1;
  char separator_ = ',';
};

// As a field, in quotes where it needs them.
std::string csv_field(std::string_view text);

}  // namespace cloc::data
