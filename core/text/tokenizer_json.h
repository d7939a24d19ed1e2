// SPDX-License-Identifier: Apache-2.0
// Hugging Face's tokenizer.json, of which two kinds are understood: CLIP's byte pairs, and Gemma's, which
// SigLIP 2 reads texts with. Such a file can describe any chain of steps; one that is not the chain of these
// two is refused, naming the step, because its texts would be cut in another way than the model was trained
// with. Reads; what cuts texts is ClipTokenizer and GemmaTokenizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/text/added_tokens.h"
#include "core/text/byte_pairs.h"

namespace cloc::text {

struct TokenizerJson {
  enum class Kind { Clip, Gemma };

  Kind kind = Kind::Clip;
  TokenIds ids;                                             // each of [0, ids.size()) once
  std::vector<std::pair<std::string, std::string>> merges;  // in the order of their ranks
  AddedTokens added;
  std::vector<std::int32_t> special_ids;  // of the added tokens those that are no text
  std::int32_t begin_id = -1;             // what is put in front of a text; -1: nothing
  std::int32_t end_id = 0;                // and behind it
  std::int32_t pad_id = 0;
};

// Throws Error{Unsupported} naming the setting that is not understood, Error{Corrupt} for what is no such
// file or at odds with itself, Error{NotFound, Io}.
TokenizerJson read_tokenizer_json(const std::filesystem::path& path);

}  // namespace cloc::text
