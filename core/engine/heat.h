// SPDX-License-Identifier: Apache-2.0
// Heat maps of phrases: which boxes are asked of the model, and how their scores become a map. No model in
// here.
#pragma once

#include <span>
#include <vector>

#include "core/engine/engine.h"
#include "core/geometry/box.h"

namespace cloc::engine {

// Square boxes of three sizes (1/3, 1/5 and 1/8 of the image's long side, or its short side where that is
// less), each size evenly spaced from edge to edge at no more than half its side: [N], original pixels,
// inside the image. Throws Error{InvalidInput} for sizes below 1.
std::vector<PixelBox> heat_boxes(int width, int height);

// [rows, columns] with `cells` along the long side: at the centre of each cell the mean of the scores of the
// boxes that cover it, each weighted by 1 / area, so that small boxes, which say more exactly where, count
// more. `scores`: one for each box. Throws Error{InvalidInput} for lists of different lengths.
HeatMap heat_map(int width, int height, int cells, std::span<const PixelBox> boxes,
                 std::span<const float> scores);

}  // namespace cloc::engine
