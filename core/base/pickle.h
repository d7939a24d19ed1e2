// SPDX-License-Identifier: Apache-2.0
// Python pickles (protocols 0 to 5), read as a tree of values: None, bool, int, float, str, bytes, list,
// tuple, dict, and the few names of Python's that the caller allows. It is no unpickler: nothing is ever
// imported, called or executed; what a pickle would call is a value that says so. Used by the RefCOCO reader
// and for PyTorch's checkpoints.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/progress.h"

namespace cloc {

// Belongs to the Pickle that gave it. Values may hold themselves: walk to a known depth only.
struct PickleValue {
  enum class Kind : std::uint8_t {
    None,
    Bool,
    Int,
    Float,
    Text,
    List,
    Dict,
    Global,    // text: "module name", which was allowed
    Object,    // what a call of a Global would make. items: the Global and the arguments
    Reference  // to something outside the pickle. items: its name
  };
  Kind kind = Kind::None;
  std::int64_t integer = 0;  // and Bool
  double number = 0;
  std::string text;                                                        // str and bytes, as they are
  std::vector<const PickleValue*> items;                                   // list and tuple
  std::vector<std::pair<const PickleValue*, const PickleValue*>> entries;  // dict, or set on an object
  const PickleValue* state = nullptr;                                      // given to an object (BUILD)

  // Of a dict with this text as key; null when there is none, or this is no dict.
  const PickleValue* find(std::string_view key) const;
};

struct PickleRules {
  // Which of Python's names may occur, each as "module name". Empty: none, the pickle is plain data.
  std::function<bool(std::string_view global)> allows = {};
  // Whether values outside the pickle may be referred to.
  bool references = false;
};

class Pickle {
 public:
  // More values than this, or more bytes, are refused.
  static constexpr std::size_t kMaxValues = std::size_t{1} << 23;
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

  // Of the file, plain data alone. Throws Error{NotFound, Io}, and as below.
  static Pickle read_plain(const std::filesystem::path& path, const CancelToken& cancel);
  // `bytes` begins with a pickle and may go on behind it; `name` stands for it in messages. Throws
  // Error{Unsupported} naming byte and opcode, or the name, for what the rules do not allow or is too large;
  // Error{Corrupt} naming the byte for what is cut or no pickle; Error{Cancelled}.
  Pickle(std::string_view bytes, const std::string& name, const PickleRules& rules = {},
         const CancelToken& cancel = {});

  Pickle(Pickle&&) = default;  // values keep their places
  Pickle& operator=(Pickle&&) = default;

  const PickleValue& root() const { return *root_; }
  // Bytes that it took.
  std::size_t size() const { return size_; }

 private:
  friend class PickleParser;
  std::deque<PickleValue> values_;
  const PickleValue* root_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace cloc
