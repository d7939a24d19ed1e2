// SPDX-License-Identifier: Apache-2.0
#include "training/label_noise.h"

#include <string>
#include <vector>

#include "core/base/random.h"

namespace cloc::training {
namespace {

constexpr std::uint64_t kBoxStream = 1, kCaptionStream = 2;

void jitter(data::Dataset& dataset, double share, std::uint64_t seed) {
  for (std::size_t i = 0; i < dataset.images.size(); ++i) {
    Random random(seed, kBoxStream, i);
    const auto moved = [&](float edge, float side) {
      return edge + static_cast<float>((2 * random.uniform() - 1) * share) * side;
    };
    for (auto& region : dataset.images[i].regions) {
      const auto box = region.box;
      region.box = spanned(PixelBox{moved(box.x1, box.width()), moved(box.y1, box.height()),
                                    moved(box.x2, box.width()), moved(box.y2, box.height())});
    }
  }
}

void mix_captions(data::Dataset& dataset, double share, std::uint64_t seed) {
  std::vector<std::string*> captions;
  for (auto& image : dataset.images) {
    for (auto& region : image.regions) {
      if (!region.caption.empty()) captions.push_back(&region.caption);
    }
  }
  if (captions.empty()) return;
  const std::vector<std::string> said = [&] {
    std::vector<std::string> texts;
    for (const auto* caption : captions) texts.push_back(*caption);
    return texts;
  }();
  Random random(seed, kCaptionStream);
  for (auto* caption : captions) {
    if (random.uniform() < share) *caption = said[random.below(said.size())];
  }
}

}  // namespace

void add_label_noise(data::Dataset& dataset, const LabelNoise& noise, std::uint64_t seed) {
  if (noise.box_jitter > 0) jitter(dataset, noise.box_jitter, seed);
  if (noise.caption_noise > 0) mix_captions(dataset, noise.caption_noise, seed);
}

}  // namespace cloc::training
