// SPDX-License-Identifier: Apache-2.0
// The records of a large JSON file, one after another, without the file in memory: the elements of its top
// array, or those of the arrays that are members of its top object. Used by the readers of formats that are
// one such file (COCO, Visual Genome, ...), which take each record apart with simdjson. Small files are read
// whole instead.
//
//   JsonRecords records(path, "reading objects.json", progress, cancel);
//   for (JsonRecords::Record record; records.next(record);)
//     records.read(record, [&](ondemand::document& json) { ... });
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "core/base/progress.h"

namespace cloc::data {

class JsonRecords {
 public:
  enum class Root { Object, Array };

  struct Record {
    std::string_view key;      // the member of the top object; empty when the top is an array
    bool element = false;      // of the array that the member is; else `text` is the member's value itself
    std::size_t index = 0;     // in its array
    std::string_view text;     // one JSON value; valid until the next call of next()
    std::uint64_t offset = 0;  // of `text` in the file, bytes
  };

  // Nesting beyond this is refused: nothing of ours writes it, and it would only exhaust the stack.
  static constexpr int kMaxDepth = 512;
  static constexpr std::size_t kMaxRecord = std::size_t{256} << 20;  // bytes

  // Throws Error{NotFound, Io}; Error{Corrupt} for an empty file, UTF-16 or UTF-32, or what begins like no
  // JSON object or array. `stage` is what progress says, in bytes.
  JsonRecords(std::filesystem::path path, const std::string& stage, const ProgressSink& progress,
              CancelToken cancel);

  Root root() const { return root_; }
  const std::filesystem::path& path() const { return path_; }
  // Whether a member of this name has come by, also one that is an empty array.
  bool has_member(std::string_view key) const;
  // False after the last one. Throws Error{Corrupt} naming file and byte, Error{Unsupported} for a record
  // above kMaxRecord, Error{Cancelled}.
  bool next(Record& record);
  // Takes the record apart; simdjson's exceptions that `use` lets through become Error{Corrupt} naming file
  // and byte.
  template <class Use>
  void read(const Record& record, Use&& use) {
    simdjson::ondemand::document document;
    try {
      document = parser_.iterate(padded(record.text));
      use(document);
    } catch (const simdjson::simdjson_error& error) {
      fail(error.error(), document, record);
    }
  }
  // Of a part of the record at hand, for a parser of its own.
  static simdjson::padded_string_view padded(std::string_view text) {
    return simdjson::padded_string_view(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
  }
  // "Error{Corrupt}: <file> cannot be read as JSON: <why>, at byte ...".
  [[noreturn]] void fail_at(std::uint64_t offset, const std::string& why) const;

 private:
  enum class State { BeforeMember, InMember, InRoot, End };
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  bool refill();
  int peek();  // the next byte that is no blank, -1 at the end
  void expect(char wanted, const char* what);
  std::string take_key();
  std::string_view take_value();
  bool next_element(Record& record, bool of_root);
  void finish();
  [[noreturn]] void fail(simdjson::error_code error, simdjson::ondemand::document& document,
                         const Record& record) const;

  std::filesystem::path path_;
  CancelToken cancel_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::uint64_t size_ = 0;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what of the buffer is not yet taken
  std::uint64_t offset_ = 0;         // of buffer_[0] in the file
  Root root_ = Root::Object;
  State state_ = State::End;
  bool first_ = true;  // nothing has been taken yet from the array or object at hand
  std::size_t index_ = 0;
  std::string key_;
  std::vector<std::string> members_;
  simdjson::ondemand::parser parser_;
  ProgressMeter meter_;
};

}  // namespace cloc::data
