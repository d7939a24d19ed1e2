// SPDX-License-Identifier: Apache-2.0
// The paper's tokenizer: a SentencePiece model used as T5 uses it, which means no begin marker and "</s>" at
// the end. The text is lower-cased first, and its white space collapsed unless the model itself keeps it as
// it is, as Gemma's does, with which SigLIP 2 reads. Made by load_tokenizer.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>

#include "core/text/sentencepiece_module.h"
#include "core/text/tokenizer.h"

namespace cloc::text {

class SentencePieceTokenizer final : public Tokenizer {
 public:
  // Throws Error{Corrupt} when `path` is no whole model, Error{Unsupported} when the model has no end marker.
  SentencePieceTokenizer(const std::filesystem::path& path, const TokenizerOptions& options);

  std::string decode(std::span<const std::int32_t> ids) const override;
  std::int64_t vocab_size() const override { return model_->size(); }
  // 0 when the model has none: padding comes behind the end marker, where nothing looks.
  std::int32_t pad_id() const override { return std::max(0, model_->pad_id()); }
  std::int32_t end_id() const override { return model_->eos_id(); }
  std::int32_t begin_id() const override { return -1; }
  std::string_view name() const override { return "sentencepiece"; }

 protected:
  std::vector<std::int32_t> encode_words(std::string_view text, std::size_t limit) const override;

 private:
  const bool strip_punctuation_, mend_web_text_;
  bool keeps_blanks_ = false;
  std::unique_ptr<SentencePieceModel> model_;
};

}  // namespace cloc::text
