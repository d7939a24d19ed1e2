// SPDX-License-Identifier: Apache-2.0
#include "core/assist/fusion_fit.h"

#include <algorithm>

namespace cloc::assist {

void FusionFit::add(const std::vector<LabelScore>& scores, store::LabelId label) {
  Seen seen;
  for (const auto& score : scores) {
    if (score.label == label) seen = {score.words, score.neighbours};
  }
  if (seen_.size() < kMost) {
    seen_.push_back(seen);
  } else {
    seen_[next_] = seen;
    next_ = (next_ + 1) % kMost;
  }
}

FusionOptions FusionFit::fitted(FusionOptions options) const {
  constexpr int kRounds = 30;
  constexpr double kStrength = 10;  // regions that the default is worth
  const double prior = options.most_trust * kStrength;
  double trust = options.most_trust;
  for (int round = 0; round < kRounds; ++round) {
    double owed = prior, count = kStrength;
    for (const auto& seen : seen_) {
      const double both = (1 - trust) * seen.words + trust * seen.neighbours;
      // Neither knows it: a mistake, or the first of its label.
      if (both < 1e-6) continue;
      owed += trust * seen.neighbours / both;
      ++count;
    }
    trust = owed / count;
  }
  // Neither is silenced: what is labelled next may be what only one of them knows.
  options.most_trust = static_cast<float>(std::clamp(trust, 0.05, 0.95));
  return options;
}

FusionFit fit_fusion(const LabelledEntries& labelled, const index::SavedIndex& index, const LabelTexts& texts,
                     std::int64_t neighbours, const FusionOptions& options) {
  FusionFit fit;
  const auto& items = labelled.items();
  if (items.empty() || texts.labels.empty()) return fit;
  const auto step = std::max<std::size_t>(1, items.size() / FusionFit::kMost);
  for (std::size_t i = 0; i < items.size() && fit.count() < FusionFit::kMost; i += step) {
    const auto embedding = index.index.embedding(items[i].entry);
    const auto found = labelled.nearest(embedding, neighbours, std::span(&items[i].entry, 1))[0];
    fit.add(label_scores(embedding, texts, to_neighbours(found), options), items[i].label);
  }
  return fit;
}

}  // namespace cloc::assist
