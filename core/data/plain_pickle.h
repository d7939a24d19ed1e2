// SPDX-License-Identifier: Apache-2.0
// Python pickles (protocols 0 to 5) of plain data: None, bool, int, float, str, bytes, list, tuple, dict.
// Used by the RefCOCO reader. It is no unpickler: whatever would name or call something of Python's is
// refused, and nothing is ever executed.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/progress.h"

namespace cloc::data {

// Belongs to the PlainPickle that gave it. Lists may hold themselves: walk to a known depth only.
struct PickleValue {
  enum class Kind : std::uint8_t { None, Bool, Int, Float, Text, List, Dict };
  Kind kind = Kind::None;
  std::int64_t integer = 0;  // and Bool
  double number = 0;
  std::string text;                                                        // str and bytes, as they are
  std::vector<const PickleValue*> items;                                   // list and tuple
  std::vector<std::pair<const PickleValue*, const PickleValue*>> entries;  // dict

  // Of a dict with this text as key; null when there is none, or this is no dict.
  const PickleValue* find(std::string_view key) const;
};

class PlainPickle {
 public:
  // More values than this, or more bytes, are refused.
  static constexpr std::size_t kMaxValues = std::size_t{1} << 23;
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

  // Throws Error{NotFound, Io}; Error{Unsupported} naming byte and opcode for what is not plain data or too
  // large; Error{Corrupt} naming the byte for what is cut or no pickle; Error{Cancelled}.
  PlainPickle(const std::filesystem::path& path, const CancelToken& cancel);
  const PickleValue& root() const { return *root_; }

 private:
  friend class PickleParser;
  std::deque<PickleValue> values_;
  const PickleValue* root_ = nullptr;
};

}  // namespace cloc::data
