// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/tokens.h"

#include <array>

#include "core/text/text_cleaning.h"

namespace cloc::labelling {
namespace {

enum class Class : std::uint8_t { Space, Digit, Letter, OtherLetter, Apostrophe, Hyphen, Sign, Broken };

struct Character {
  Class kind = Class::Sign;
  std::size_t size = 1;  // bytes
};

Class class_of_ascii(unsigned char c) {
  if (c <= ' ' || c == 0x7F) return Class::Space;
  if (c >= '0' && c <= '9') return Class::Digit;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Class::Letter;
  if (c == '\'') return Class::Apostrophe;
  if (c == '-') return Class::Hyphen;
  return Class::Sign;
}

Class class_of(char32_t c) {
  if (c == 0x2019) return Class::Apostrophe;
  if (c == 0x2010 || c == 0x2011) return Class::Hyphen;
  if (c == 0xA0 || c == 0x85 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF) return Class::Space;
  if (c >= 0x2000 && c <= 0x200F) return Class::Space;
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA ? Class::Letter : Class::Sign;
  if (c == 0xD7 || c == 0xF7) return Class::Sign;
  if (c < 0x250 || (c >= 0x1E00 && c < 0x1F00) || (c >= 0x300 && c < 0x370)) return Class::Letter;
  // Punctuation, arrows, boxes, pictures and emoji; and the signs of East Asian writing.
  if (c >= 0x2010 && c < 0x2C00) return Class::Sign;
  if ((c >= 0x3001 && c < 0x3040) || (c >= 0xFE10 && c < 0xFE70) || (c >= 0xFF00 && c < 0xFF10))
    return Class::Sign;
  if (c >= 0x1F000 && c < 0x20000) return Class::Sign;
  return Class::OtherLetter;
}

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {class_of_ascii(first), 1};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + size > text.size()) return {Class::Broken, 1};
  char32_t value = first & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {Class::Broken, 1};
    value = (value << 6) | (byte(at + i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (value < kLeast[size] || value > 0x10FFFF || surrogate) return {Class::Broken, 1};
  return {class_of(value), size};
}

bool in_word(Class kind) {
  return kind == Class::Digit || kind == Class::Letter || kind == Class::OtherLetter;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (static_cast<unsigned char>(c) >= 0x80) return text::lowered(text::repaired(text)).toStdString();
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

struct Clitic {
  std::size_t size = 0;   // bytes in the caption
  std::string_view text;  // with the plain apostrophe
};

// "n't", "'s", "'re", ... at the end of a lower-case word that has more than that.
Clitic clitic_of(std::string_view word) {
  constexpr std::string_view kCurled = "\u2019";
  for (const std::string_view text : {"'s", "'re", "'ve", "'ll", "'d", "'m", "n't"}) {
    if (word.size() > text.size() && word.ends_with(text)) return {text.size(), text};
    const auto mark = text.find('\'');
    const auto before = text.substr(0, mark), after = text.substr(mark + 1);
    const std::size_t size = text.size() - 1 + kCurled.size();
    if (word.size() <= size || !word.ends_with(after)) continue;
    const auto ending = word.substr(word.size() - size);
    if (ending.starts_with(before) && ending.substr(before.size()).starts_with(kCurled)) return {size, text};
  }
  return {};
}

// Reads one token after another from a caption.
class Cutter {
 public:
  explicit Cutter(std::string_view caption) : caption_(caption) {}

  std::vector<Token> cut() {
    for (std::size_t at = 0; at < caption_.size();) {
      const Character c = character_at(caption_, at);
      if (c.kind == Class::Space) {
        at += c.size;
      } else if (in_word(c.kind)) {
        at = word(at);
      } else {
        add_sign(at, c);
        at += c.size;
      }
    }
    return std::move(found_);
  }

 private:
  Class kind_at(std::size_t at) const {
    return at < caption_.size() ? character_at(caption_, at).kind : Class::Space;
  }

  // Where the letters and digits from `at` on end.
  std::size_t run_end(std::size_t at, bool* other_script) const {
    while (at < caption_.size()) {
      const Character c = character_at(caption_, at);
      if (!in_word(c.kind)) break;
      *other_script = *other_script || c.kind == Class::OtherLetter;
      at += c.size;
    }
    return at;
  }

  // "u.s.": single letters, each with its full stop, at least two.
  std::size_t abbreviation_end(std::size_t at) const {
    std::size_t end = at, letters = 0;
    while (kind_at(end) == Class::Letter) {
      const std::size_t after = end + character_at(caption_, end).size;
      if (after >= caption_.size() || caption_[after] != '.') break;
      end = after + 1;
      ++letters;
    }
    return letters >= 2 ? end : at;
  }

  void add_sign(std::size_t begin, const Character& sign) {
    std::string_view text = caption_.substr(begin, sign.size);
    if (sign.kind == Class::Broken) text = "\uFFFD";
    if (sign.kind == Class::Apostrophe) text = "'";  // one form for the tagger
    found_.push_back({std::string(text), begin, begin + sign.size, TokenKind::Sign});
  }

  std::size_t word(std::size_t begin) {
    if (const std::size_t end = abbreviation_end(begin); end != begin) {
      found_.push_back({lower(caption_.substr(begin, end - begin)), begin, end, TokenKind::Word});
      return end;
    }
    bool other_script = false;
    const bool number = kind_at(begin) == Class::Digit;
    std::size_t end = run_end(begin, &other_script);
    while (end < caption_.size()) {
      const Character joint = character_at(caption_, end);
      const Class after = kind_at(end + joint.size);
      const bool digits =
          number && after == Class::Digit && kind_at(end - 1) == Class::Digit &&
          (caption_[end] == '.' || caption_[end] == ',' || caption_[end] == ':' || caption_[end] == '/');
      const bool joins = (joint.kind == Class::Apostrophe || joint.kind == Class::Hyphen) && in_word(after);
      if (!digits && !joins) break;
      end = run_end(end + joint.size, &other_script);
    }
    add_word(begin, end, other_script);
    return end;
  }

  void add_word(std::size_t begin, std::size_t end, bool other_script) {
    if (end - begin > kLongestWord) {
      found_.push_back({"", begin, end, TokenKind::TooLong});
      return;
    }
    const TokenKind kind = other_script ? TokenKind::OtherScript : TokenKind::Word;
    std::string text = lower(caption_.substr(begin, end - begin));
    // Lower case may take another number of bytes: then there is no telling where the clitic begins.
    const Clitic clitic = text.size() == end - begin ? clitic_of(text) : Clitic{};
    const std::size_t middle = end - clitic.size;
    text.resize(text.size() - clitic.size);
    found_.push_back({std::move(text), begin, middle, kind});
    if (clitic.size > 0) found_.push_back({std::string(clitic.text), middle, end, TokenKind::Word});
  }

  std::string_view caption_;
  std::vector<Token> found_;
};

}  // namespace

std::vector<Token> tokens(std::string_view caption) {
  return Cutter(caption).cut();
}

}  // namespace cloc::labelling
