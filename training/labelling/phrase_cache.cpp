// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/phrase_cache.h"

#include <algorithm>
#include <set>
#include <utility>

namespace cloc::labelling {

PhraseCache::PhraseCache(Encode encode, std::size_t limit) : encode_(std::move(encode)), limit_(limit) {}

std::vector<float> PhraseCache::rows(std::span<const std::string> phrases) {
  const std::set<std::string> asked(phrases.begin(), phrases.end());
  std::vector<std::string> unknown;
  const auto is_new = [&](const std::string& phrase) { return !known_.contains(phrase); };
  std::copy_if(asked.begin(), asked.end(), std::back_inserter(unknown), is_new);
  if (known_.size() + unknown.size() > limit_) {
    known_.clear();
    unknown.assign(asked.begin(), asked.end());
  }
  for (std::size_t first = 0; first < unknown.size(); first += kTogether) {
    const auto part = std::span(unknown).subspan(first, std::min(kTogether, unknown.size() - first));
    const auto embedded = encode_(part);
    const auto dim = embedded.size() / part.size();
    for (std::size_t i = 0; i < part.size(); ++i) {
      const auto row = std::span(embedded).subspan(i * dim, dim);
      known_[part[i]].assign(row.begin(), row.end());
    }
    encoded_ += static_cast<std::int64_t>(part.size());
  }
  std::vector<float> rows;
  for (const auto& phrase : phrases) {
    const auto& row = known_.at(phrase);
    rows.insert(rows.end(), row.begin(), row.end());
  }
  return rows;
}

}  // namespace cloc::labelling
