// SPDX-License-Identifier: Apache-2.0
// Errors on purpose: boxes as a detector would place them and captions as a labeller would mix them up. For
// ablations that ask what a method makes of imperfect labels; done once, before training, so that every epoch
// sees the same errors, as it does with machine labels.
#pragma once

#include <cstdint>

#include "core/data/dataset.h"

namespace cloc::training {

struct LabelNoise {
  double box_jitter = 0;     // each edge moves by up to this share of the box's width or height, [0, 1]
  double caption_noise = 0;  // of the captioned regions: they get the caption of another one, [0, 1]
};

// The image's size is not known here: boxes may leave it by their jitter, and are clipped where they are
// read. The same seed makes the same errors. Edges that crossed are put in order again.
void add_label_noise(data::Dataset& dataset, const LabelNoise& noise, std::uint64_t seed);

}  // namespace cloc::training
