// SPDX-License-Identifier: Apache-2.0
#include "core/engine/vocabulary.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace cloc::engine {

void Vocabulary::set_words(std::vector<std::string> words) {
  places_.clear();
  std::unordered_set<std::string> wanted(words.begin(), words.end());
  const std::size_t dim = embedded_ > 0 ? rows_.size() / embedded_ : 0;
  std::vector<std::string> kept;
  std::vector<float> rows;
  std::size_t written = 0;
  for (std::size_t i = 0; i < embedded_; ++i) {
    if (wanted.erase(words_[i]) == 0) continue;
    if (i < written_) ++written;
    kept.push_back(std::move(words_[i]));
    const auto row = rows_.begin() + static_cast<std::ptrdiff_t>(i * dim);
    rows.insert(rows.end(), row, row + static_cast<std::ptrdiff_t>(dim));
  }
  embedded_ = kept.size();
  written_ = written;
  rows_ = std::move(rows);
  // In the order given, which is the order of importance.
  for (auto& word : words) {
    if (wanted.erase(word) == 1) kept.push_back(std::move(word));
  }
  words_ = std::move(kept);
}

void Vocabulary::restore(EmbeddedWords embedded) {
  places_.clear();
  words_ = std::move(embedded.words);
  rows_ = std::move(embedded.rows);
  embedded_ = written_ = words_.size();
}

bool Vocabulary::advance(inference::Session& session, std::chrono::milliseconds budget) {
  constexpr std::size_t kBatch = 32;
  const auto end = std::chrono::steady_clock::now() + budget;
  while (embedded_ < words_.size() && std::chrono::steady_clock::now() < end) {
    const auto count = std::min(kBatch, words_.size() - embedded_);
    const auto embeddings = session.embed_texts(std::span(words_).subspan(embedded_, count));
    rows_.insert(rows_.end(), embeddings.values.begin(), embeddings.values.end());
    embedded_ += count;
  }
  return embedded_ < words_.size();
}

std::span<const float> Vocabulary::row(const std::string& word) const {
  // Embedded words only grow in number between two set_words().
  for (auto i = places_.size(); i < embedded_; ++i) places_.emplace(words_[i], i);
  const auto place = places_.find(word);
  if (place == places_.end()) return {};
  const auto dim = rows_.size() / embedded_;
  return std::span(rows_).subspan(place->second * dim, dim);
}

std::vector<WordMatch> Vocabulary::best(std::span<const float> query, int k) const {
  std::vector<std::pair<float, std::size_t>> scores(embedded_);
  for (std::size_t i = 0; i < embedded_; ++i) {
    scores[i] = {inference::dot(query, std::span(rows_).subspan(i * query.size(), query.size())), i};
  }
  const auto count = std::min<std::size_t>(scores.size(), static_cast<std::size_t>(std::max(0, k)));
  std::partial_sort(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(count), scores.end(),
                    [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<WordMatch> matches;
  for (std::size_t i = 0; i < count; ++i) matches.push_back({words_[scores[i].second], scores[i].first});
  return matches;
}

}  // namespace cloc::engine
