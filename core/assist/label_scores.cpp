// SPDX-License-Identifier: Apache-2.0
#include "core/assist/label_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "core/base/error.h"

namespace cloc::assist {

std::vector<LabelScore> label_scores(std::span<const float> embedding, const LabelTexts& texts,
                                     std::span<const Neighbour> neighbours, const FusionOptions& options) {
  const std::size_t dim = embedding.size();
  if (texts.rows.size() != texts.labels.size() * dim) {
    throw Error(ErrorKind::InvalidInput,
                "The names of " + std::to_string(texts.labels.size()) + " labels need as many rows of " +
                    std::to_string(dim) + " numbers; " + std::to_string(texts.rows.size()) +
                    " numbers were given. Embed the names with the model that embeds the boxes.");
  }
  std::vector<LabelScore> scores;
  scores.reserve(texts.labels.size());
  std::unordered_map<store::LabelId, std::size_t> places;
  float best_text = -2;
  for (std::size_t i = 0; i < texts.labels.size(); ++i) {
    const auto row = texts.rows.begin() + static_cast<std::ptrdiff_t>(i * dim);
    const float cosine = std::inner_product(embedding.begin(), embedding.end(), row, 0.f);
    if (!places.emplace(texts.labels[i], scores.size()).second) continue;
    scores.push_back({texts.labels[i], 0, cosine, 0, 0});
    best_text = std::max(best_text, cosine);
  }
  const auto named = scores.size();
  double vote = 0;
  for (const auto& neighbour : neighbours) {
    const auto [place, is_new] = places.emplace(neighbour.label, scores.size());
    if (is_new) scores.push_back({neighbour.label, 0, 0, 0, 0});
    const float weight = std::exp(options.neighbour_scale * (neighbour.score - neighbours.front().score));
    scores[place->second].neighbours += weight;
    vote += weight;
  }
  std::vector<double> words(named);
  double sum = 0;
  for (std::size_t i = 0; i < named; ++i) {
    words[i] = std::exp(static_cast<double>(options.text_scale) * (scores[i].text - best_text));
    sum += words[i];
  }
  const auto n = static_cast<double>(neighbours.size());
  double trust = options.most_trust * n / (n + 2);
  if (named == 0 || options.most_trust >= 1) trust = n > 0 ? 1 : 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    auto& score = scores[i];
    if (vote > 0) score.neighbours = static_cast<float>(score.neighbours / vote);
    const double word = i < named ? words[i] / sum : 0;
    score.words = static_cast<float>(word);
    score.score = static_cast<float>((1 - trust) * word + trust * score.neighbours);
  }
  std::sort(scores.begin(), scores.end(), [](const LabelScore& a, const LabelScore& b) {
    return a.score != b.score ? a.score > b.score : a.label < b.label;
  });
  return scores;
}

float name_weight(std::span<const float> embedding, const LabelTexts& texts, store::LabelId label,
                  const FusionOptions& options) {
  for (const auto& score : label_scores(embedding, texts, {}, options)) {
    if (score.label == label) return score.words;
  }
  return 0;
}

std::span<const float> name_row(const LabelTexts& texts, store::LabelId label) {
  const auto found = std::find(texts.labels.begin(), texts.labels.end(), label);
  if (found == texts.labels.end()) return {};
  const auto dim = texts.rows.size() / texts.labels.size();
  return std::span(texts.rows).subspan(static_cast<std::size_t>(found - texts.labels.begin()) * dim, dim);
}

}  // namespace cloc::assist
