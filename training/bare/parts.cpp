// SPDX-License-Identifier: Apache-2.0
// What the whole program does with libraries that a bare machine lacks, done with packs alone: texts are
// looked up in the pack's table, images and captions come from it, and nothing is evaluated.
#include <array>
#include <system_error>

#include "core/base/error.h"
#include "core/text/token_table.h"
#include "training/evaluation/evaluate.h"
#include "training/examples.h"
#include "training/pack/pack.h"

namespace cloc::text {

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& path, const TokenizerOptions&) {
  return read_token_table(path / kTokenTableFile);
}

// All that lie in the pack, by the names that load_tokenizer of the whole program looks for.
std::vector<std::pair<std::filesystem::path, std::string>> vocabulary_files(
    const std::filesystem::path& path) {
  constexpr std::array kNames = {"tokenizer.model",
                                 "vocab.json",
                                 "merges.txt",
                                 "tokenizer.json",
                                 "bpe_simple_vocab_16e6.txt.gz",
                                 "bpe_simple_vocab_16e6.txt"};
  std::vector<std::pair<std::filesystem::path, std::string>> files;
  std::error_code none;
  for (const auto* name : kNames) {
    if (std::filesystem::exists(path / name, none)) files.emplace_back(path / name, name);
  }
  return files;
}

}  // namespace cloc::text

namespace cloc::training {

data::Dataset open_examples(const std::filesystem::path& path, IssueReport&, const ProgressSink&,
                            const CancelToken&) {
  if (!Pack::is_pack(path)) {
    throw Error(ErrorKind::Unsupported,
                path.string() +
                    " is no pack. This program trains on packs alone: make one with cloc-cli data "
                    "pack --tokenizer, where the whole program is.");
  }
  return Pack(path).dataset();
}

std::unique_ptr<PixelSource> pixels_of(const std::filesystem::path& path) {
  return std::make_unique<Pack>(path);
}

EvaluationReport evaluate(model::Cloc&, const text::Tokenizer&, const data::Dataset&,
                          const EvaluationOptions&, const ProgressSink&, const CancelToken&) {
  throw Error(ErrorKind::Unsupported,
              "This program evaluates nothing. Evaluate its checkpoints with cloc-cli eval, where the whole "
              "program is.");
}

}  // namespace cloc::training
