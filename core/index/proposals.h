// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/geometry/box.h"

namespace cloc::index {

struct GridOptions {
  // Sides of the boxes as parts of the image's sides, each in (0, 1].
  std::vector<float> scales = {1.f / 2, 1.f / 3};
  // How much of a box its neighbour covers at least, in [0, 0.9].
  float overlap = 0.5f;
  // Boxes with a side below this many pixels are left out.
  float min_side = 16;
  bool whole_image = true;
};

// Where regions come from when a project has no boxes: a grid of boxes of the image's shape at each scale,
// evenly spaced from edge to edge, largest scale first, after the whole image. [N] boxes inside [0, width] x
// [0, height], original pixels; 1 + 9 + 25 with the default options. The whole image is there however small
// it is. Throws Error{InvalidInput} for sizes below 1 and options out of range.
std::vector<PixelBox> grid_proposals(int width, int height, const GridOptions& options = {});

}  // namespace cloc::index
