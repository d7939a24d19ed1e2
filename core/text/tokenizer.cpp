// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/text/clip_tokenizer.h"
#include "core/text/gemma_tokenizer.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tokenizer_json.h"

namespace cloc::text {
namespace {

// No vocabulary has tokens so long that 77 of them cover this much; without a bound, one endless "word" would
// cost the byte-pair merges time that grows with its square.
constexpr std::size_t kMaxBytes = 16384;

// The first kMaxBytes of `text`, cut before a UTF-8 sequence and not in it.
std::string_view head(std::string_view text) {
  if (text.size() <= kMaxBytes) return text;
  std::size_t end = kMaxBytes;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  while (end > kMaxBytes - 4 && continues(end)) --end;
  return text.substr(0, end);
}

std::filesystem::path vocabulary_in(const std::filesystem::path& folder) {
  constexpr std::array kNames = {
      "tokenizer.model",           "spiece.model",  "vocab.json", "bpe_simple_vocab_16e6.txt.gz",
      "bpe_simple_vocab_16e6.txt", "tokenizer.json"};
  std::string searched;
  std::error_code ignored;
  for (const auto* name : kNames) {
    if (std::filesystem::exists(folder / name, ignored)) return folder / name;
    searched += (searched.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(ErrorKind::NotFound,
              "The folder " + folder.string() + " holds no tokenizer (looked for " + searched +
                  "). Copy the model's tokenizer files into it, or name the file itself.");
}

enum class Form { SentencePiece, HuggingFacePair, OpenAi, Json };

struct Vocabulary {
  std::filesystem::path file;
  Form form;
};

// Told by the name of `path`, or of what lies in it.
Vocabulary vocabulary_at(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw Error(ErrorKind::NotFound, "The tokenizer " + path.string() + " does not exist. Check the path.");
  }
  if (std::filesystem::is_directory(path, ignored)) return vocabulary_at(vocabulary_in(path));

  const auto name = path.filename().string();
  if (name.ends_with(".model")) return {path, Form::SentencePiece};
  if (name == "vocab.json" || name == "merges.txt") return {path, Form::HuggingFacePair};
  if (name.ends_with(".json")) return {path, Form::Json};
  if (name.ends_with(".txt") || name.ends_with(".txt.gz")) return {path, Form::OpenAi};
  throw Error(ErrorKind::InvalidInput,
              path.string() + " is no tokenizer that we know by its name. Give a SentencePiece *.model, " +
                  "a folder with vocab.json and merges.txt, a tokenizer.json, or " +
                  "bpe_simple_vocab_16e6.txt.gz.");
}

}  // namespace

Tokenizer::Tokenizer(int context_length) : context_length_(context_length) {
  if (context_length < 3) {
    throw Error(ErrorKind::InvalidInput,
                "A text context of " + std::to_string(context_length) +
                    " tokens has no room for a word between the markers. Use 3 or more; " +
                    "CLIP and CLOC use 77.");
  }
}

Encoding Tokenizer::encode_checked(std::string_view text) const {
  const bool has_begin = begin_id() >= 0;
  const std::size_t room = static_cast<std::size_t>(context_length_) - (has_begin ? 2 : 1);
  const auto part = head(text);
  auto words = encode_words(part, room);

  Encoding encoding;
  encoding.truncated = words.size() > room || part.size() < text.size();
  words.resize(std::min(words.size(), room));
  encoding.ids.reserve(words.size() + 2);
  if (has_begin) encoding.ids.push_back(begin_id());
  encoding.ids.insert(encoding.ids.end(), words.begin(), words.end());
  encoding.ids.push_back(end_id());
  return encoding;
}

TokenBatch encode_batch(const Tokenizer& tokenizer, std::span<const std::string> texts) {
  std::vector<Encoding> encodings;
  encodings.reserve(texts.size());
  TokenBatch batch;
  batch.texts = static_cast<std::int64_t>(texts.size());
  for (const auto& text : texts) {
    const auto& encoding = encodings.emplace_back(tokenizer.encode_checked(text));
    batch.lengths.push_back(static_cast<std::int64_t>(encoding.ids.size()));
    batch.length = std::max(batch.length, batch.lengths.back());
    batch.truncated += encoding.truncated;
  }
  batch.ids.assign(static_cast<std::size_t>(batch.texts * batch.length), tokenizer.pad_id());
  auto row = batch.ids.begin();
  for (const auto& encoding : encodings) {
    std::copy(encoding.ids.begin(), encoding.ids.end(), row);
    row += batch.length;
  }
  return batch;
}

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& path,
                                          const TokenizerOptions& options) {
  const auto vocabulary = vocabulary_at(path);
  switch (vocabulary.form) {
    case Form::SentencePiece:
      return std::make_unique<SentencePieceTokenizer>(vocabulary.file, options);
    case Form::HuggingFacePair: {
      const auto folder = vocabulary.file.parent_path();
      return std::make_unique<ClipTokenizer>(
          read_hugging_face_vocabulary(folder / "vocab.json", folder / "merges.txt"), options.context_length);
    }
    case Form::OpenAi:
      return std::make_unique<ClipTokenizer>(read_openai_vocabulary(vocabulary.file), options.context_length);
    case Form::Json:
      break;
  }
  auto contents = read_tokenizer_json(vocabulary.file);
  if (contents.kind == TokenizerJson::Kind::Gemma)
    return std::make_unique<GemmaTokenizer>(std::move(contents), vocabulary.file, options);
  return std::make_unique<ClipTokenizer>(make_clip_vocabulary(contents.ids, contents.merges, vocabulary.file),
                                         std::move(contents.added), options.context_length);
}

std::vector<std::pair<std::filesystem::path, std::string>> vocabulary_files(
    const std::filesystem::path& path) {
  const auto [file, form] = vocabulary_at(path);
  switch (form) {
    case Form::SentencePiece:
      return {{file, "tokenizer.model"}};
    case Form::HuggingFacePair:
      return {{file.parent_path() / "vocab.json", "vocab.json"},
              {file.parent_path() / "merges.txt", "merges.txt"}};
    case Form::OpenAi:
      return {
          {file, file.extension() == ".gz" ? "bpe_simple_vocab_16e6.txt.gz" : "bpe_simple_vocab_16e6.txt"}};
    case Form::Json:
      break;
  }
  return {{file, "tokenizer.json"}};
}

}  // namespace cloc::text
