// SPDX-License-Identifier: Apache-2.0
#include "core/data/csv_parser.h"

#include <algorithm>
#include <system_error>

#include "core/base/error.h"
#include "core/data/annotation_text.h"

namespace cloc::data {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostRowBytes = std::size_t{16} << 20;
constexpr std::size_t kChunk = 1 << 18;

}  // namespace

CsvParser::CsvParser(const fs::path& path, IssueReport& report) : path_(path), report_(report) {
  std::error_code error;
  if (!fs::exists(path, error))
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
  const auto size = fs::is_directory(path, error) ? 0 : fs::file_size(path, error);
  file_.open(path, std::ios::binary);
  if (error || !file_)
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  size_ = static_cast<std::int64_t>(size);
  fill();
  if (buffer_.starts_with("\xff\xfe") || buffer_.starts_with("\xfe\xff")) {
    buffer_ = read_annotation_text(path, report);
    in_memory_ = true;
    at_ = 0;
    size_ = static_cast<std::int64_t>(buffer_.size());
  }
  if (buffer_.starts_with("\xef\xbb\xbf")) at_ = 3;
  std::size_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    std::size_t count = 0;
    bool in_quotes = false;
    for (std::size_t i = at_; i < buffer_.size(); ++i) {
      const char c = buffer_[i];
      if (c == '"') in_quotes = !in_quotes;
      if (!in_quotes && (c == '\n' || c == '\r')) break;
      if (!in_quotes && c == candidate) ++count;
    }
    if (count <= most) continue;
    most = count;
    separator_ = candidate;
  }
}

bool CsvParser::fill() {
  if (in_memory_) return false;
  before_ += static_cast<std::int64_t>(buffer_.size());
  buffer_.resize(kChunk);
  file_.read(buffer_.data(), static_cast<std::streamsize>(kChunk));
  buffer_.resize(static_cast<std::size_t>(file_.gcount()));
  at_ = 0;
  if (file_.bad()) throw Error(ErrorKind::Io, "Cannot read " + path_.string() + " to its end.");
  return !buffer_.empty();
}

void CsvParser::seek(std::int64_t row_offset) {
  line_ = 0;
  if (row_offset >= before_ && row_offset <= before_ + static_cast<std::int64_t>(buffer_.size())) {
    at_ = static_cast<std::size_t>(row_offset - before_);
    return;
  }
  file_.clear();
  file_.seekg(row_offset);
  before_ = row_offset;
  buffer_.clear();
  at_ = 0;
}

// "\r\n" is one line end.
void CsvParser::skip_line_end(int first) {
  if (first == '\r' && peek() == '\n') get();
  if (line_ > 0) ++line_;
}

bool CsvParser::next(std::vector<std::string>& fields) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  const auto start_field = [&] {
    if (count == fields.size()) fields.emplace_back();
    fields[count++].clear();
  };
  // Empty lines.
  int c = get();
  while (c == '\r' || c == '\n') {
    skip_line_end(c);
    c = get();
  }
  if (c < 0) return false;
  row_offset_ = position() - 1;
  row_line_ = line_;
  start_field();
  bool in_quotes = false, was_quoted = false;
  for (; c >= 0; c = get()) {
    auto& field = fields[count - 1];
    if (++bytes > kMostRowBytes) {
      throw Error(ErrorKind::Corrupt,
                  path_.string() + ", line " + std::to_string(row_line_) +
                      ": the row has no end within 16 MB, perhaps because a quote is not closed. "
                      "Correct that line.");
    }
    if (in_quotes) {
      if (c == '\n' && line_ > 0) ++line_;
      if (c != '"') {
        field += static_cast<char>(c);
      } else if (peek() == '"') {
        field += static_cast<char>(get());
      } else {
        in_quotes = false;
      }
    } else if (c == separator_) {
      start_field();
      was_quoted = false;
    } else if (c == '\n' || c == '\r') {
      skip_line_end(c);
      break;
    } else if (c == '"' && field.empty() && !was_quoted) {
      in_quotes = was_quoted = true;
    } else {
      field += static_cast<char>(c);
      // The plain stretch at once: most of every file.
      const auto end = std::find_if(
          buffer_.begin() + static_cast<std::ptrdiff_t>(at_), buffer_.end(),
          [this](char next) { return next == separator_ || next == '\n' || next == '\r' || next == '"'; });
      const auto length = static_cast<std::size_t>(end - buffer_.begin()) - at_;
      field.append(buffer_, at_, length);
      at_ += length;
      bytes += length;
    }
  }
  fields.resize(count);
  if (in_quotes) {
    report_.add("quote that is not closed", path_.string() + ", line " + std::to_string(row_line_),
                "Left out, with all that follows it.");
    return false;
  }
  return true;
}

std::string csv_field(std::string_view text) {
  const bool plain = text.find_first_of(",;\t\"\r\n") == std::string_view::npos && !text.starts_with(' ') &&
                     !text.ends_with(' ');
  if (plain) return std::string(text);
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

}  // namespace cloc::data
