// SPDX-License-Identifier: Apache-2.0
// The vocabularies that there are, told by their names.
#include <array>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/text/clip_tokenizer.h"
#include "core/text/gemma_tokenizer.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_json.h"

namespace cloc::text {
namespace {

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
