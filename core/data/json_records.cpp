// SPDX-License-Identifier: Apache-2.0
#include "core/data/json_records.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "core/base/error.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 20;

std::uint64_t size_of(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw Error(ErrorKind::NotFound,
                "The annotation file " + path.string() + " does not exist. Check the path.");
  }
  const auto size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
  if (error || !fs::is_regular_file(path, error)) {
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  }
  return size;
}

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Where UTF-8 goes wrong or a string holds a raw control character: simdjson says that, but not where. The
// size of the text when it ends inside a string.
std::size_t first_bad_byte(std::string_view text) {
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (in_string && byte < 0x20) return i;
      if (in_string && byte == '\\') ++i;
      if (byte == '"') in_string = !in_string;
      ++i;
      continue;
    }
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (!simdjson::validate_utf8(text.data() + i, std::min(length, text.size() - i))) return i;
    i += length;
  }
  return text.size();
}

}  // namespace

JsonRecords::JsonRecords(fs::path path, const std::string& stage, const ProgressSink& progress,
                         CancelToken cancel)
    : path_(std::move(path)),
      cancel_(std::move(cancel)),
      size_(size_of(path_)),
      buffer_(kBlock + simdjson::SIMDJSON_PADDING),
      meter_(stage, static_cast<std::int64_t>(size_), progress) {
  file_.reset(std::fopen(path_.c_str(), "rb"));
  if (file_ == nullptr) {
    throw Error(ErrorKind::Io, "Cannot read " + path_.string() + ": " + std::strerror(errno) +
                                   ". Check that it is a file you may read.");
  }
  refill();
  const std::string_view start(buffer_.data(), std::min<std::size_t>(end_, 4));
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff") ||
      (start.size() >= 2 && (start[0] == '\0' || start[1] == '\0'))) {
    throw Error(ErrorKind::Corrupt,
                path_.string() + " is UTF-16 or UTF-32 text. Save it as UTF-8 and try again.");
  }
  if (start.starts_with("\xef\xbb\xbf")) begin_ = 3;
  const int first = peek();
  if (first < 0) {
    throw Error(ErrorKind::Corrupt, path_.string() + " is empty (" + std::to_string(size_) +
                                        " bytes). Copy or download it again.");
  }
  if (first != '{' && first != '[') fail_at(offset_ + begin_, "it must begin with { or [");
  root_ = first == '{' ? Root::Object : Root::Array;
  state_ = first == '{' ? State::BeforeMember : State::InRoot;
  ++begin_;
}

bool JsonRecords::has_member(std::string_view key) const {
  return std::find(members_.begin(), members_.end(), key) != members_.end();
}

// More of the file behind what is not yet taken; false at its end.
bool JsonRecords::refill() {
  cancel_.throw_if_cancelled();
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    offset_ += begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  const std::size_t room = buffer_.size() - simdjson::SIMDJSON_PADDING - end_;
  if (room < kBlock / 2) {
    if (buffer_.size() > kMaxRecord) {
      throw Error(ErrorKind::Unsupported,
                  path_.string() + " holds a single record of more than 256 MB, at byte " +
                      std::to_string(offset_) + ". Split the file, or check that it is what its name says.");
    }
    buffer_.resize(buffer_.size() * 2);
  }
  const std::size_t wanted = buffer_.size() - simdjson::SIMDJSON_PADDING - end_;
  const std::size_t got = std::fread(buffer_.data() + end_, 1, wanted, file_.get());
  if (got == 0 && std::ferror(file_.get()) != 0) {
    throw Error(ErrorKind::Io, "Reading " + path_.string() + " failed: " + std::strerror(errno) + ".");
  }
  end_ += got;
  meter_.advance(static_cast<std::int64_t>(got));
  return got > 0;
}

int JsonRecords::peek() {
  for (;;) {
    while (begin_ < end_ && blank(buffer_[begin_])) ++begin_;
    if (begin_ < end_) return static_cast<unsigned char>(buffer_[begin_]);
    if (!refill()) return -1;
  }
}

void JsonRecords::expect(char wanted, const char* what) {
  const int found = peek();
  if (found < 0) fail_at(size_, "");
  if (found != wanted) fail_at(offset_ + begin_, what);
  ++begin_;
}

std::string JsonRecords::take_key() {
  if (const int found = peek(); found >= 0 && found != '"')
    fail_at(offset_ + begin_, "a name in quotes is missing");
  const auto quoted = take_value();
  return std::string(quoted.substr(1, quoted.size() - 2));
}

// The value that begins at the next byte, whole in the buffer.
std::string_view JsonRecords::take_value() {
  // What the scan stops at; all else is content.
  static const std::array<bool, 256> kMark = [] {
    std::array<bool, 256> marks{};
    for (const char c : std::string_view("{}[]\"")) marks[static_cast<unsigned char>(c)] = true;
    return marks;
  }();
  if (peek() < 0) fail_at(size_, "");
  std::size_t at = 0;  // behind begin_, which refill() moves
  const auto more = [&] {
    if (!refill()) fail_at(size_, "");
  };
  const auto byte = [&](std::size_t i) { return buffer_[begin_ + i]; };
  const auto pass_string = [&] {  // `at` is behind the opening quote
    for (;; ++at) {
      while (begin_ + at >= end_) more();
      if (byte(at) == '"') break;
      if (byte(at) == '\\') ++at;
    }
    ++at;
  };
  const char first = byte(0);
  if (first == '"') {
    ++at;
    pass_string();
  } else if (first == '{' || first == '[') {
    int depth = 0;
    do {
      while (begin_ + at < end_ && !kMark[static_cast<unsigned char>(byte(at))]) ++at;
      if (begin_ + at >= end_) {
        more();
        continue;
      }
      const char mark = byte(at++);
      if (mark == '"') {
        pass_string();
      } else if (mark == '{' || mark == '[') {
        if (++depth > kMaxDepth) fail_at(offset_ + begin_ + at, "it is nested too deeply");
      } else {
        --depth;
      }
    } while (depth > 0);
  } else {
    for (;; ++at) {
      if (begin_ + at >= end_ && !refill()) break;
      const char c = byte(at);
      if (blank(c) || c == ',' || c == ']' || c == '}' || c == ':') break;
    }
    if (at == 0) fail_at(offset_ + begin_, "a value is missing");
  }
  const std::string_view text(buffer_.data() + begin_, at);
  begin_ += at;
  return text;
}

bool JsonRecords::next_element(Record& record, bool of_root) {
  int found = peek();
  if (found < 0) fail_at(size_, "");
  if (found == ']') {
    ++begin_;
    state_ = of_root ? State::End : State::BeforeMember;
    first_ = false;
    if (of_root) finish();
    return false;
  }
  if (!first_) expect(',', "a comma is missing");
  first_ = false;
  found = peek();
  record.key = key_;
  record.element = true;
  record.index = index_++;
  record.text = take_value();
  record.offset = offset_ + static_cast<std::uint64_t>(record.text.data() - buffer_.data());
  return true;
}

bool JsonRecords::next(Record& record) {
  for (;;) {
    switch (state_) {
      case State::End:
        return false;
      case State::InRoot:
        return next_element(record, true);
      case State::InMember:
        if (next_element(record, false)) return true;
        break;
      case State::BeforeMember: {
        if (peek() == '}') {
          ++begin_;
          state_ = State::End;
          finish();
          return false;
        }
        if (!first_) expect(',', "a comma is missing");
        key_ = take_key();
        members_.push_back(key_);
        expect(':', "a colon is missing");
        if (peek() == '[') {
          ++begin_;
          state_ = State::InMember;
          first_ = true;
          index_ = 0;
          break;
        }
        first_ = false;
        record.key = key_;
        record.element = false;
        record.index = 0;
        record.text = take_value();
        record.offset = offset_ + static_cast<std::uint64_t>(record.text.data() - buffer_.data());
        return true;
      }
    }
  }
}

void JsonRecords::finish() {
  if (peek() >= 0) fail_at(offset_ + begin_, "more follows after its end");
}

void JsonRecords::fail_at(std::uint64_t offset, const std::string& why) const {
  const bool cut = offset >= size_;
  std::string message = path_.string() + " cannot be read as JSON: ";
  if (cut) message += "it ends too early, ";
  message += "at byte " + std::to_string(offset) + " of " + std::to_string(size_);
  if (!why.empty()) message += " (" + why + ")";
  message += cut ? ". Copy or download it again." : ". Correct that place, or write the file again.";
  throw Error(ErrorKind::Corrupt, message);
}

void JsonRecords::fail(simdjson::error_code error, simdjson::ondemand::document& document,
                       const Record& record) const {
  if (error == simdjson::MEMALLOC) {
    throw Error(ErrorKind::OutOfMemory, "Not enough memory to read " + path_.string() + ".");
  }
  std::size_t place = 0;  // in the record
  const char* at = nullptr;
  if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS ||
      error == simdjson::UNCLOSED_STRING) {
    place = first_bad_byte(record.text);
  } else if (error != simdjson::INCOMPLETE_ARRAY_OR_OBJECT &&
             document.current_location().get(at) == simdjson::SUCCESS && at >= record.text.data()) {
    place = static_cast<std::size_t>(at - record.text.data());
  } else {
    place = record.text.size() - 1;
  }
  fail_at(record.offset + std::min(place, record.text.size() - 1), simdjson::error_message(error));
}

}  // namespace cloc::data
