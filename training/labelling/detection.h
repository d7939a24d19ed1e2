// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "core/geometry/box.h"

namespace cloc::labelling {

// A box in which a detector sees what one of the phrases says that it was asked for.
struct Detection {
  PixelBox box;            // original pixels, inside the image
  std::size_t phrase = 0;  // its place in the image's list of phrases
  float score = 0;         // [0, 1]
  // [0, 1], how surely there is an object at all, whichever; of detectors that tell.
  std::optional<float> objectness = {};
};

}  // namespace cloc::labelling
