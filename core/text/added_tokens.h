// SPDX-License-Identifier: Apache-2.0
// The tokens of a tokenizer.json that are looked for in the text itself, before anything is cut ("<eos>",
// "<|endoftext|>"). Used by the tokenizers that such a file describes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloc::text {

// A set of such tokens.
class TokenSet {
 public:
  struct Piece {
    std::string_view text;
    std::int32_t id = -1;  // below 0: no token, but text between them
  };
  // `content` is not empty.
  void add(const std::string& content, std::int32_t id);
  // `text` in pieces, none of them empty: the first token, of those the longest, and so on behind it.
  std::vector<Piece> split(std::string_view text) const;

 private:
  const std::pair<std::string, std::int32_t>* token_at(std::string_view text) const;

  // By first byte, the longest in front.
  std::array<std::vector<std::pair<std::string, std::int32_t>>, 256> tokens_;
};

struct AddedTokens {
  TokenSet raw;         // looked for in the text as it came
  TokenSet normalised;  // and these in what the normaliser made of the rest
};

}  // namespace cloc::text
