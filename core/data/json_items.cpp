// SPDX-License-Identifier: Apache-2.0
#include "core/data/json_items.h"

#include <system_error>

#include "core/base/error.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = std::size_t{512} << 20;

std::int64_t size_of(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
  const auto size = fs::is_directory(path, error) ? 0 : fs::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

JsonItems::JsonItems(const fs::path& path, const Context& context)
    : path_(path),
      context_(context),
      file_(path, std::ios::binary),
      meter_("reading " + path.filename().string(), size_of(path), context.progress) {
  std::error_code ignored;
  if (!file_ || fs::is_directory(path, ignored))
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  const int first = get();
  if (first == 0xfe || first == 0xff || first == 0)
    throw Error(ErrorKind::Corrupt,
                path.string() + " is UTF-16 or UTF-32 text. Save it as UTF-8 and try again.");
  if (first >= 0) --at_;
  if (std::string_view(buffer_).starts_with("\xef\xbb\xbf")) at_ = 3;
}

int JsonItems::get() {
  if (at_ == buffer_.size()) {
    context_.cancel.throw_if_cancelled();
    before_ += static_cast<std::int64_t>(buffer_.size());
    meter_.advance(static_cast<std::int64_t>(buffer_.size()));
    buffer_.resize(1 << 18);
    file_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.resize(static_cast<std::size_t>(file_.gcount()));
    at_ = 0;
    if (file_.bad()) throw Error(ErrorKind::Io, "Cannot read " + path_.string() + " to its end.");
    if (buffer_.empty()) return -1;
  }
  return static_cast<unsigned char>(buffer_[at_++]);
}

void JsonItems::fail(const std::string& why) const {
  throw Error(ErrorKind::Corrupt, path_.string() + " cannot be read as JSON: at byte " +
                                      std::to_string(before_ + static_cast<std::int64_t>(at_)) + " " + why +
                                      ". Correct that place, or write the file again.");
}

bool JsonItems::next(std::string& record) {
  record.clear();
  if (ended_) return false;
  int c = get();
  while (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || (c == '[' && !started_)) {
    list_ |= c == '[';
    started_ |= c == '[';
    c = get();
  }
  started_ = true;
  if (c == ']' && list_) {
    ended_ = true;
    return false;
  }
  const auto cut = [&] {
    ended_ = true;
    const std::string place = "byte " + std::to_string(before_ + static_cast<std::int64_t>(at_));
    if (number_ == 0) fail("it ends too early");
    context_.report.add(
        "file that ends too early", path_.string() + ", " + place,
        "The " + std::to_string(number_) + " records before are kept. Copy or download it again.");
    return false;
  };
  if (c < 0) {
    ended_ = true;
    if (list_) return cut();
    if (number_ == 0) fail("it is empty");
    return false;
  }
  ++number_;
  int depth = 0;
  bool in_string = false;
  for (; c >= 0; c = get()) {
    if (record.size() >= kMostBytes) fail("there is a record of more than 512 MB");
    if (depth == 0 && !in_string && (c == ',' || c == ']' || c == '\n')) {
      --at_;  // after a record that is no object or list
      return true;
    }
    record += static_cast<char>(c);
    if (in_string) {
      if (c == '\\') {
        const int escaped = get();
        if (escaped < 0) break;
        record += static_cast<char>(escaped);
      }
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) return true;
    }
  }
  --number_;
  return cut();
}

}  // namespace cloc::data
