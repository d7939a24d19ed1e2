// SPDX-License-Identifier: Apache-2.0
// Turns captions, region phrases and queries into the token ids that the text transformer reads. Training,
// evaluation, indexing and search all come through here, so that the same words give the same ids everywhere.
// It knows nothing of embeddings or tensors.
//
//   const auto tokenizer = text::load_tokenizer(resource_path("text/demo_unigram.model"));
//   const auto batch = text::encode_batch(*tokenizer, captions);    // batch.ids: [captions, batch.length]
//   // the end marker of text i is at batch.ids[i * batch.length + batch.lengths[i] - 1]
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloc::text {

inline constexpr int kDefaultContextLength = 77;

struct Encoding {
  std::vector<std::int32_t> ids;  // with the begin marker, if the vocabulary has one, and the end marker
  bool truncated = false;         // the text was longer than the context and its tail was left out
};

// One vocabulary. Every method is const and may be called from many threads at once.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  // Ids of `text` (UTF-8) with its markers: at least the markers, at most context_length(); the last id is
  // end_id() whatever was left out. Takes any bytes: broken UTF-8 reads as U+FFFD, an empty text gives the
  // markers alone.
  Encoding encode_checked(std::string_view text) const;
  std::vector<std::int32_t> encode(std::string_view text) const { return encode_checked(text).ids; }

  // The cleaned text (lower case, single spaces) that `ids` stand for; markers, padding and ids outside the
  // vocabulary are left out.
  virtual std::string decode(std::span<const std::int32_t> ids) const = 0;

  // Ids are in [0, vocab_size()): the rows that the model's token embedding needs at least.
  virtual std::int64_t vocab_size() const = 0;
  virtual std::int32_t pad_id() const = 0;
  virtual std::int32_t end_id() const = 0;
  // -1 for a vocabulary without one, such as T5's.
  virtual std::int32_t begin_id() const = 0;
  // "sentencepiece", "clip_bpe" or "gemma_bpe".
  virtual std::string_view name() const = 0;
  int context_length() const { return context_length_; }

 protected:
  // Throws Error{InvalidInput} when `context_length` leaves no room for a token between the markers.
  explicit Tokenizer(int context_length);

  // Ids of `text` without markers; the rest may be left out once there are more than `limit`.
  virtual std::vector<std::int32_t> encode_words(std::string_view text, std::size_t limit) const = 0;

 private:
  int context_length_;
};

// Texts of one batch, padded behind their end marker to the longest of them and not to the context: the text
// transformer is causal, so the shorter batch gives the same embeddings, and region phrases have about two
// tokens.
struct TokenBatch {
  std::vector<std::int64_t> ids;      // [texts, length], row after row
  std::vector<std::int64_t> lengths;  // [texts], ids before the padding, markers included
  std::int64_t texts = 0;
  std::int64_t length = 0;     // of the longest text; 0 when there are no texts
  std::int64_t truncated = 0;  // texts that were longer than the context
};
TokenBatch encode_batch(const Tokenizer& tokenizer, std::span<const std::string> texts);

struct TokenizerOptions {
  int context_length = kDefaultContextLength;
  // SigLIP's rule, for SentencePiece and Gemma alone: ASCII punctuation is taken out of the text.
  bool strip_punctuation = false;
  // With it, open_clip's form of the rule ("canonicalize"): entities and odd characters are mended first, as
  // of CLIP's texts, and "_" is a blank.
  bool mend_web_text = false;
};

// Reads a vocabulary, told by its name:
//   *.model                   SentencePiece (T5's spiece.model, the demo's, Gemma's)
//   vocab.json or merges.txt  CLIP byte pairs as Hugging Face keeps them; both lie in one folder
//   *.json                    CLIP byte pairs or Gemma's, as tokenizer.json
//   *.txt or *.txt.gz         CLIP byte pairs as OpenAI and open_clip keep them
//   a folder                  the first that is there of tokenizer.model, spiece.model, vocab.json,
//                             bpe_simple_vocab_16e6.txt.gz, bpe_simple_vocab_16e6.txt, tokenizer.json
// Throws Error{NotFound, Corrupt, Io} naming the file, Error{Unsupported} for a vocabulary without an end
// marker or a tokenizer.json with settings that are not understood, and Error{InvalidInput} for a name that
// is none of these or a context length too small.
std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& path,
                                          const TokenizerOptions& options = {});

// What load_tokenizer reads of `path`: each file, and the name under which a folder keeps it so that it is
// found there. Throws Error{NotFound, InvalidInput} as load_tokenizer does.
std::vector<std::pair<std::filesystem::path, std::string>> vocabulary_files(
    const std::filesystem::path& path);

}  // namespace cloc::text
