// SPDX-License-Identifier: Apache-2.0
// The vocabulary of CLIP's byte-pair tokenizer, in the forms that it is handed around in. Read here, used by
// ClipTokenizer; nothing here cuts texts.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/text/byte_pairs.h"

namespace cloc::text {

struct ClipVocabulary {
  std::vector<std::string> tokens;  // by id: the bytes it stands for, a blank behind where a word ends
  std::array<std::int32_t, 256> byte_ids{};      // of a byte inside a word
  std::array<std::int32_t, 256> byte_end_ids{};  // of a byte that ends a word
  PairMerges merges;
  std::int32_t begin_id = 0;
  std::int32_t end_id = 0;
};

// OpenAI's and open_clip's bpe_simple_vocab_16e6.txt, plain or gzipped: a header line, then merges, of which
// the first 48,894 count. Ids: 256 bytes, the same ending a word, the merges, begin and end marker (49,406
// and 49,407 for the real file). Throws Error{Corrupt, NotFound, Io} naming the file and line.
ClipVocabulary read_openai_vocabulary(const std::filesystem::path& path);

// Hugging Face's pair of files: token -> id as JSON with <|startoftext|> and <|endoftext|> (or
// <start_of_text> and <end_of_text>), and the merges after a "#version" line. Throws as above, naming the
// token or line.
ClipVocabulary read_hugging_face_vocabulary(const std::filesystem::path& vocab_json,
                                            const std::filesystem::path& merges_txt);

// The same of tokens and merges that were read already, from `path`, which errors name. The ids are each of
// [0, ids.size()) once.
ClipVocabulary make_clip_vocabulary(const TokenIds& ids,
                                    const std::vector<std::pair<std::string, std::string>>& merges,
                                    const std::filesystem::path& path);

}  // namespace cloc::text
