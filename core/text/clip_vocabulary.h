// SPDX-License-Identifier: Apache-2.0
// The vocabulary of CLIP's byte-pair tokenizer, in the two forms that it is handed around in. Read here, used
// by ClipTokenizer; nothing here cuts texts.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace cloc::text {

struct ClipVocabulary {
  struct Merge {
    std::int32_t rank = 0;  // lower merges first
    std::int32_t id = 0;    // of the two joined
  };
  static std::uint64_t pair_key(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
  }

  std::vector<std::string> tokens;  // by id: the bytes it stands for, a blank behind where a word ends
  std::array<std::int32_t, 256> byte_ids{};      // of a byte inside a word
  std::array<std::int32_t, 256> byte_end_ids{};  // of a byte that ends a word
  std::unordered_map<std::uint64_t, Merge> merges;
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

}  // namespace cloc::text
