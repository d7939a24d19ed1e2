// SPDX-License-Identifier: Apache-2.0
// CLIP's byte-pair tokenizer (Radford et al. 2021, arXiv 2103.00020): gives the ids of OpenAI's and
// open_clip's own, so that their weights can be used; of a tokenizer.json those of Hugging Face's fast
// tokenizer, which mends less of a text. Made by load_tokenizer. Text whose encoding was mistaken on the way
// is not mended as ftfy would: see cleaned_as_clip.
#pragma once

#include <optional>

#include "core/text/added_tokens.h"
#include "core/text/clip_vocabulary.h"
#include "core/text/tokenizer.h"

namespace cloc::text {

class ClipTokenizer final : public Tokenizer {
 public:
  ClipTokenizer(ClipVocabulary vocabulary, int context_length);
  // As Hugging Face's fast tokenizer, which finds `added` in the text first.
  ClipTokenizer(ClipVocabulary vocabulary, AddedTokens added, int context_length);

  std::string decode(std::span<const std::int32_t> ids) const override;
  std::int64_t vocab_size() const override { return static_cast<std::int64_t>(vocabulary_.tokens.size()); }
  std::int32_t pad_id() const override { return 0; }  // as open_clip pads
  std::int32_t end_id() const override { return vocabulary_.end_id; }
  std::int32_t begin_id() const override { return vocabulary_.begin_id; }
  std::string_view name() const override { return "clip_bpe"; }

 protected:
  std::vector<std::int32_t> encode_words(std::string_view text, std::size_t limit) const override;

 private:
  // Appends the ids of a cleaned text, until there are more than `limit`. `markers`: their names in the text
  // are markers.
  void append_words(std::u32string_view text, bool markers, std::size_t limit,
                    std::vector<std::int32_t>& ids) const;
  // The ids of one word, not empty, as UTF-8.
  std::vector<std::int32_t> merge_word(std::string_view word) const;

  ClipVocabulary vocabulary_;
  std::optional<AddedTokens> added_;  // absent: OpenAI's way
};

}  // namespace cloc::text
