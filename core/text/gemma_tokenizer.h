// SPDX-License-Identifier: Apache-2.0
// Gemma's byte-pair tokenizer as SigLIP 2 uses it (Tschannen et al. 2025, arXiv 2502.14786): texts in lower
// case, white space as it is, an end marker. Pairs of whole characters are merged, over the whole text at
// once; a character that the vocabulary does not hold is its bytes. Made by load_tokenizer of a
// tokenizer.json.
#pragma once

#include <array>
#include <filesystem>

#include "core/text/tokenizer.h"
#include "core/text/tokenizer_json.h"

namespace cloc::text {

class GemmaTokenizer final : public Tokenizer {
 public:
  // Throws Error{Corrupt} naming `path`, where `contents` are from, for a vocabulary without its bytes or
  // with merges of tokens that it does not hold.
  GemmaTokenizer(TokenizerJson contents, const std::filesystem::path& path, const TokenizerOptions& options);

  std::string decode(std::span<const std::int32_t> ids) const override;
  std::int64_t vocab_size() const override { return static_cast<std::int64_t>(tokens_.size()); }
  std::int32_t pad_id() const override { return pad_id_; }
  std::int32_t end_id() const override { return end_id_; }
  std::int32_t begin_id() const override { return begin_id_; }
  std::string_view name() const override { return "gemma_bpe"; }

 protected:
  std::vector<std::int32_t> encode_words(std::string_view text, std::size_t limit) const override;

 private:
  // Appends the ids of a text between added tokens, after the normaliser.
  void append_merged(std::string_view text, std::vector<std::int32_t>& ids) const;

  const bool strip_punctuation_, mend_web_text_;
  TokenIds ids_;
  std::vector<std::string> tokens_;  // by id: the text or the byte it stands for
  std::array<std::int32_t, 256> byte_ids_{};
  PairMerges merges_;
  AddedTokens added_;
  std::int32_t begin_id_, end_id_, pad_id_;
};

}  // namespace cloc::text
