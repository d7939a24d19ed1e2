// SPDX-License-Identifier: Apache-2.0
// The words that boxes are named with: the project's labels and region captions, embedded a few at a time.
// Part of the engine; not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/engine/engine.h"
#include "core/engine/vocabulary_file.h"
#include "core/inference/session.h"

namespace cloc::engine {

class Vocabulary {
 public:
  // Drops what was embedded of words that are not in `words` any more; keeps the rest.
  void set_words(std::vector<std::string> words);
  // What was embedded earlier, by the same model; instead of what is here. Before set_words(), which drops
  // the words that are not wanted any more.
  void restore(EmbeddedWords embedded);

  // Embeds for about `budget`; true while there are more to come.
  bool advance(inference::Session& session, std::chrono::milliseconds budget);
  // The `k` best of the embedded words for the unit vector `query` [dim].
  std::vector<WordMatch> best(std::span<const float> query, int k) const;
  // The embedding of `word`, [dim]; empty when it is not embedded. Until the next change.
  std::span<const float> row(const std::string& word) const;
  std::span<const std::string> embedded_words() const { return std::span(words_).first(embedded_); }
  std::span<const float> rows() const { return rows_; }  // [embedded, dim]
  // Whether words were embedded since restore() or mark_written().
  bool grown() const { return embedded_ > written_; }
  void mark_written() { written_ = embedded_; }

 private:
  std::vector<std::string> words_;                               // embedded ones first
  mutable std::unordered_map<std::string, std::size_t> places_;  // of embedded words, as far as asked for
  std::size_t embedded_ = 0;
  std::size_t written_ = 0;  // of the embedded ones
  std::vector<float> rows_;  // [embedded, dim]
};

}  // namespace cloc::engine
