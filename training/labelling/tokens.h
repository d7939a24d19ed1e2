// SPDX-License-Identifier: Apache-2.0
// A caption cut into words and signs, each with its place in the caption: what the part-of-speech tagger and
// the search for noun phrases read. Not a model's tokenizer (core/text has those).
//
// Cut as the Penn Treebank does where captions need it: "man's" is "man" and "'s", "isn't" is "is" and "n't";
// "black-and-white", "o'clock", "u.s." and "1,000" stay whole; every other sign stands alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloc::labelling {

enum class TokenKind : std::uint8_t {
  Word,         // letters of the Latin alphabet, digits
  Sign,         // punctuation; a byte that is not UTF-8
  OtherScript,  // a word with letters of another alphabet
  TooLong       // more than kLongestWord bytes without a gap: no word of any language
};

inline constexpr std::size_t kLongestWord = 64;  // bytes

struct Token {
  std::string text;                // lower case, UTF-8; U+FFFD for a byte that is not; empty when TooLong
  std::size_t begin = 0, end = 0;  // bytes of the caption
  TokenKind kind = TokenKind::Word;
};

// Any bytes are allowed. Time is linear in the caption's length.
std::vector<Token> tokens(std::string_view caption);

}  // namespace cloc::labelling
