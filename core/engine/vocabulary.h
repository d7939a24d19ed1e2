// SPDX-License-Identifier: Apache-2.0
// The words that boxes are named with: the project's labels and region captions, embedded a few at a time.
// Part of the engine; not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/inference/session.h"

namespace cloc::engine {

class Vocabulary {
 public:
  // Drops what was embedded of words that are not in `words` any more; keeps the rest.
  void set_words(std::vector<std::string> words);
  // For a new model.
  void forget_embeddings();

  // Embeds for about `budget`; true while there are more to come.
  bool advance(inference::Session& session, std::chrono::milliseconds budget);
  // The `k` best of the embedded words for the unit vector `query` [dim].
  std::vector<WordMatch> best(std::span<const float> query, int k) const;
  std::size_t size() const { return words_.size(); }
  std::size_t embedded() const { return embedded_; }

 private:
  std::vector<std::string> words_;  // embedded ones first
  std::size_t embedded_ = 0;
  std::vector<float> rows_;  // [embedded, dim]
};

}  // namespace cloc::engine
