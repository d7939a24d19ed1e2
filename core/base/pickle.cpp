// SPDX-License-Identifier: Apache-2.0
#include "core/base/pickle.h"

#include <bit>
#include <charconv>
#include <cstdio>
#include <optional>
#include <system_error>
#include <unordered_map>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc {

namespace fs = std::filesystem;

const PickleValue* PickleValue::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name->kind == Kind::Text && name->text == key) return value;
  }
  return nullptr;
}

// The machine of Python's pickletools, with the opcodes of plain data and of what the rules allow.
class PickleParser {
 public:
  PickleParser(Pickle& pickle, const std::string& name, std::string_view bytes, const PickleRules& rules,
               const CancelToken& cancel)
      : pickle_(pickle), name_(name), bytes_(bytes), rules_(rules), cancel_(cancel) {}

  void run() {
    if (bytes_.empty()) corrupt("it is empty");
    for (std::size_t count = 0; !done_; ++count) {
      if (count % 65536 == 0) cancel_.throw_if_cancelled();
      opcode_at_ = at_;
      step(static_cast<unsigned char>(take(1)[0]));
    }
    pickle_.size_ = at_;
  }

 private:
  using Kind = PickleValue::Kind;

  void step(unsigned char opcode) {
    switch (opcode) {
      case '.':
        pickle_.root_ = pop();
        done_ = true;
        return;
      case '(':
        marks_.push_back(stack_.size());
        return;
      case '0':
        pop();
        return;
      case '1':
        pop_to_mark();
        return;
      case '2':
        push_known(top());
        return;
      case 0x80:
        take(1);
        return;  // PROTO
      case 0x95:
        take(8);
        return;  // FRAME
      case 'N':
        push(Kind::None);
        return;
      case 0x88:
        push(Kind::Bool).integer = 1;
        return;
      case 0x89:
        push(Kind::Bool);
        return;
      case 'I':
        push_line_number();
        return;
      case 'L':
        push_line_number();
        return;
      case 'J':
        push_integer(little_endian(4, true));
        return;
      case 'K':
        push_integer(little_endian(1, false));
        return;
      case 'M':
        push_integer(little_endian(2, false));
        return;
      case 0x8a:
        push_long(size(1));
        return;
      case 0x8b:
        push_long(size(4));
        return;
      case 'F':
        push_line_float();
        return;
      case 'G':
        push_binary_float();
        return;
      case 'S':
        push_text(unquoted(line()));
        return;
      case 'V':
        push_text(unescaped_unicode(line()));
        return;
      case 'U':
      case 0x8c:
      case 'C':
        push_text(take(size(1)));
        return;
      case 'T':
      case 'X':
      case 'B':
        push_text(take(size(4)));
        return;
      case 0x8d:
      case 0x8e:
        push_text(take(size(8)));
        return;
      case ']':
      case ')':
        push(Kind::List);
        return;
      case '}':
        push(Kind::Dict);
        return;
      case 'l':
      case 't':
        push(Kind::List).items = pop_to_mark();
        return;
      case 'd':
        set_items(push_dict_from_mark());
        return;
      case 0x85:
        push_tuple(1);
        return;
      case 0x86:
        push_tuple(2);
        return;
      case 0x87:
        push_tuple(3);
        return;
      case 'a': {
        const auto* item = pop();
        container(Kind::List).items.push_back(item);
        return;
      }
      case 'e': {
        const auto items = pop_to_mark();
        auto& list = container(Kind::List).items;
        list.insert(list.end(), items.begin(), items.end());
        return;
      }
      case 's': {
        const auto* value = pop();
        const auto* key = pop();
        container(Kind::Dict).entries.emplace_back(key, value);
        return;
      }
      case 'u':
        set_items(pop_to_mark());
        return;
      case 'p':
        memo_[line_integer()] = top();
        return;
      case 'q':
        memo_[little_endian(1, false)] = top();
        return;
      case 'r':
        memo_[little_endian(4, false)] = top();
        return;
      case 0x94: {
        const auto next = static_cast<std::int64_t>(memo_.size());
        memo_[next] = top();
        return;
      }
      case 'g':
        recall(line_integer());
        return;
      case 'h':
        recall(little_endian(1, false));
        return;
      case 'j':
        recall(little_endian(4, false));
        return;
      case 'c': {
        std::string name(line());
        name += ' ';
        name += line();
        push_global(std::move(name));
        return;
      }
      case 0x93: {  // STACK_GLOBAL
        const auto* name = pop();
        const auto* module = pop();
        if (name->kind != Kind::Text || module->kind != Kind::Text) corrupt("a name is no text");
        push_global(module->text + " " + name->text);
        return;
      }
      case 'R':     // REDUCE
      case 0x81: {  // NEWOBJ
        const auto* arguments = pop();
        const auto* global = pop();
        if (global->kind != Kind::Global || arguments->kind != Kind::List) refuse(opcode);
        push(Kind::Object).items = {global, arguments};
        return;
      }
      case 'b': {
        const auto* state = pop();
        auto* object = top();
        if (object->kind != Kind::Object) refuse(opcode);
        object->state = state;
        return;
      }
      case 'Q': {
        if (!rules_.references) refuse(opcode);
        const auto* name = pop();
        push(Kind::Reference).items = {name};
        return;
      }
      default:
        refuse(opcode);
    }
  }

  void push_global(std::string name) {
    if (!rules_.allows) refuse(static_cast<unsigned char>(bytes_[opcode_at_]));
    if (!rules_.allows(name)) {
      throw Error(
          ErrorKind::Unsupported,
          name_ + " would have Python load " + shown(name) + ", at byte " + std::to_string(opcode_at_) +
              ". It is refused, and nothing of it was executed: only tensors and plain data are read. "
              "Save the weights alone, best as safetensors.");
    }
    push(Kind::Global).text = std::move(name);
  }
  // For a message: printable, and short.
  static std::string shown(std::string_view name) {
    std::string text = "'";
    for (const char c : name.substr(0, 100)) text += c == ' ' ? '.' : c > ' ' && c < 0x7f ? c : '?';
    return text + "'";
  }

  // Those that are pickle, and reach into Python.
  [[noreturn]] void refuse(unsigned char opcode) {
    constexpr std::string_view kReaching = "cRioPQb";
    const bool known = kReaching.find(static_cast<char>(opcode)) != std::string_view::npos ||
                       (opcode >= 0x81 && opcode <= 0x84) || (opcode >= 0x8f && opcode <= 0x98);
    if (!known) corrupt("unknown opcode");
    char code[8];
    std::snprintf(code, sizeof code, "0x%02x", opcode);
    throw Error(
        ErrorKind::Unsupported,
        name_ + " holds more than plain data: at byte " + std::to_string(opcode_at_) + " (opcode " + code +
            ") it would have Python load or call something. Nothing of it was executed. Convert it with "
            "the program that made it: lists, dicts, numbers and texts alone.");
  }

  [[noreturn]] void corrupt(const std::string& why) const {
    throw Error(ErrorKind::Corrupt, name_ + " cannot be read as a pickle: " + why + ", at byte " +
                                        std::to_string(opcode_at_) + " of " + std::to_string(bytes_.size()) +
                                        ". Copy or download it again.");
  }

  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - at_) corrupt("it ends too early");
    const std::string_view part(bytes_.data() + at_, static_cast<std::size_t>(count));
    at_ += static_cast<std::size_t>(count);
    return part;
  }
  std::string_view line() {
    const auto end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) corrupt("it ends too early");
    const auto text = take(end - at_);
    take(1);
    return text;
  }
  std::int64_t little_endian(int bytes, bool is_signed) {
    const auto part = take(static_cast<std::uint64_t>(bytes));
    std::uint64_t value = 0;
    for (int i = bytes; i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(part[static_cast<std::size_t>(i)]);
    if (is_signed && bytes == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(value);
  }
  std::uint64_t size(int bytes) {
    const auto count = little_endian(bytes, false);
    if (count < 0) corrupt("a length makes no sense");
    return static_cast<std::uint64_t>(count);
  }
  std::int64_t line_integer() {
    auto text = line();
    if (!text.empty() && text.back() == 'L') text.remove_suffix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) corrupt("a number makes no sense");
    return value;
  }

  PickleValue& push(Kind kind) {
    if (pickle_.values_.size() >= Pickle::kMaxValues) {
      throw Error(ErrorKind::Unsupported, name_ + " holds more than " + std::to_string(Pickle::kMaxValues) +
                                              " values. Split it into smaller files.");
    }
    auto& value = pickle_.values_.emplace_back();
    value.kind = kind;
    stack_.push_back(&value);
    return value;
  }
  void push_known(PickleValue* value) {
    if (stack_.size() >= Pickle::kMaxValues) corrupt("its stack has no end");
    stack_.push_back(value);
  }
  void push_integer(std::int64_t number) { push(Kind::Int).integer = number; }
  void push_text(std::string_view text) { push(Kind::Text).text = text; }
  void push_text(std::string text) { push(Kind::Text).text = std::move(text); }
  void push_line_number() {
    const auto begin = at_;
    const auto text = line();
    if (text == "00" || text == "01") {
      push(Kind::Bool).integer = text == "01" ? 1 : 0;
      return;
    }
    at_ = begin;
    push_integer(line_integer());
  }
  void push_long(std::uint64_t bytes) {
    if (bytes > 8) corrupt("a whole number is larger than 64 bits");
    const auto part = take(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = part.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(part[i]);
    const bool negative = !part.empty() && (static_cast<unsigned char>(part.back()) & 0x80) != 0;
    if (negative && bytes < 8) value |= ~std::uint64_t{0} << (8 * bytes);
    push_integer(static_cast<std::int64_t>(value));
  }
  void push_line_float() {
    const auto text = line();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) corrupt("a number makes no sense");
    push(Kind::Float).number = value;
  }
  void push_binary_float() {
    std::uint64_t bits = 0;
    for (const char byte : take(8)) bits = bits << 8 | static_cast<unsigned char>(byte);
    push(Kind::Float).number = std::bit_cast<double>(bits);
  }
  void push_tuple(std::size_t count) {
    std::vector<const PickleValue*> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    push(Kind::List).items = std::move(items);
  }

  PickleValue* top() {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() <= floor) corrupt("it takes what is not there");
    return stack_.back();
  }
  const PickleValue* pop() {
    const auto* value = top();
    stack_.pop_back();
    return value;
  }
  std::vector<const PickleValue*> pop_to_mark() {
    if (marks_.empty()) corrupt("a mark is missing");
    std::vector<const PickleValue*> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()),
                                          stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return items;
  }
  std::vector<const PickleValue*> push_dict_from_mark() {
    auto items = pop_to_mark();
    push(Kind::Dict);
    return items;
  }
  PickleValue& container(Kind kind) {
    auto* value = top();
    const bool filled_object = kind == Kind::Dict && value->kind == Kind::Object;  // an OrderedDict
    if (value->kind != kind && !filled_object) corrupt("it fills what is no list or dict");
    return *value;
  }
  void set_items(const std::vector<const PickleValue*>& items) {
    if (items.size() % 2 != 0) corrupt("a key has no value");
    auto& entries = container(Kind::Dict).entries;
    for (std::size_t i = 0; i < items.size(); i += 2) entries.emplace_back(items[i], items[i + 1]);
  }
  void recall(std::int64_t number) {
    const auto found = memo_.find(number);
    if (found == memo_.end()) corrupt("it recalls what was never kept");
    push_known(found->second);
  }

  // Python 2's repr of a str: quotes around, \n \x41 \' within.
  std::string unquoted(std::string_view text) const {
    if (text.size() < 2 || text.front() != text.back() || (text.front() != '\'' && text.front() != '"'))
      corrupt("a text has no quotes");
    text = text.substr(1, text.size() - 2);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\' || i + 1 == text.size()) {
        plain += text[i];
        continue;
      }
      const char escape = text[++i];
      if (escape == 'x') {
        plain += static_cast<char>(hexadecimal(text, i + 1, 2));
        i += 2;
      } else {
        plain += escape == 'n' ? '\n' : escape == 't' ? '\t' : escape == 'r' ? '\r' : escape;
      }
    }
    return plain;
  }

  // Latin-1 bytes with \u00e9 and \U0001f34e within.
  std::string unescaped_unicode(std::string_view text) const {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::uint32_t code = static_cast<unsigned char>(text[i]);
      if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'u' || text[i + 1] == 'U')) {
        const std::size_t digits = text[i + 1] == 'u' ? 4 : 8;
        code = hexadecimal(text, i + 2, digits);
        i += 1 + digits;
      }
      append_utf8(plain, code);
    }
    return plain;
  }
  std::uint32_t hexadecimal(std::string_view text, std::size_t begin, std::size_t digits) const {
    std::uint32_t value = 0;
    const bool whole = begin + digits <= text.size();
    const char* first = whole ? text.data() + begin : text.data();
    const auto [end, error] = std::from_chars(first, first + (whole ? digits : 0), value, 16);
    if (!whole || error != std::errc() || end != first + digits)
      corrupt("an escaped character makes no sense");
    return value;
  }
  static void append_utf8(std::string& text, std::uint32_t code) {
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
    if (code < 0x80) {
      text += static_cast<char>(code);
      return;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr unsigned char kLead[] = {0, 0xc0, 0xe0, 0xf0};
    text += static_cast<char>(kLead[more] | code >> (6 * more));
    for (int i = more; i-- > 0;) text += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3f));
  }

  Pickle& pickle_;
  const std::string& name_;
  const std::string_view bytes_;
  const PickleRules& rules_;
  const CancelToken& cancel_;
  std::size_t at_ = 0, opcode_at_ = 0;
  bool done_ = false;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;  // sizes of the stack
  std::unordered_map<std::int64_t, PickleValue*> memo_;
};

Pickle::Pickle(std::string_view bytes, const std::string& name, const PickleRules& rules,
               const CancelToken& cancel) {
  if (bytes.size() > kMaxBytes) {
    throw Error(ErrorKind::Unsupported, name + " is larger than 1 GB. Split it into smaller files.");
  }
  PickleParser(*this, name, bytes, rules, cancel).run();
}

Pickle Pickle::read_plain(const fs::path& path, const CancelToken& cancel) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (!error && size > kMaxBytes) {
    throw Error(ErrorKind::Unsupported, path.string() + " is larger than 1 GB. Split it into smaller files.");
  }
  return Pickle(read_text_file(path), path.string(), {}, cancel);
}

}  // namespace cloc
