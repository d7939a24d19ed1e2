// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/tagger.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/base/resources.h"
#include "training/labelling/tagger_features.h"

namespace cloc::labelling {

Tagger::Tagger(TaggerModel model) : model_(std::move(model)) {
  const auto count = std::bit_ceil(model_.features.size() * 2 + 1);
  slots_.assign(count, 0);
  slot_mask_ = static_cast<std::uint32_t>(count - 1);
  for (std::uint32_t f = 0; f < model_.features.size(); ++f) {
    auto slot = model_.features[f] & slot_mask_;
    while (slots_[slot] != 0) slot = (slot + 1) & slot_mask_;
    slots_[slot] = f + 1;
  }
}

Tagger Tagger::shipped() {
  return Tagger(load_tagger_model(resource_path("text/caption_tagger.bin")));
}

std::vector<std::uint8_t> Tagger::tag(std::span<const Token> words) const {
  std::vector<WordView> views(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    views[i] = view_of(words[i].text);
    views[i].known = class_of(model_.words, model_.word_classes, words[i].text);
  }
  std::vector<std::uint8_t> found(words.size());
  std::uint8_t tag1 = 255, tag2 = 255;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::array<std::int32_t, 256> scores{};
    for (const auto feature : features_of(views, i, tag1, tag2)) {
      for (auto slot = feature & slot_mask_; slots_[slot] != 0; slot = (slot + 1) & slot_mask_) {
        const auto f = slots_[slot] - 1;
        if (model_.features[f] != feature) continue;
        for (auto w = model_.first_weights[f]; w < model_.first_weights[f + 1]; ++w) {
          scores[model_.weights[w].tag] += model_.weights[w].value;
        }
        break;
      }
    }
    const auto end = scores.begin() + static_cast<std::ptrdiff_t>(model_.tags.size());
    tag2 = tag1;
    tag1 = static_cast<std::uint8_t>(std::max_element(scores.begin(), end) - scores.begin());
    found[i] = tag1;
  }
  return found;
}

}  // namespace cloc::labelling
