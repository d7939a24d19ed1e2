// SPDX-License-Identifier: Apache-2.0
// Places in the image. Sinusoidal encodings of points: what box corners are encoded with, and what the
// positions of the image tokens start from, so that both speak of a place in the same way. Learned positions
// for another grid, and rotary ones.
#pragma once

#include <torch/types.h>

#include "core/model/config.h"

namespace cloc::model {

// points: [..., 2] float, x and y normalised to [0, 1]. Returns [..., width]: sine and cosine of x at width /
// 4 frequencies, then of y. Frequencies run geometrically from pi / 2 to pi * grid, the finest that a grid of
// grid x grid tokens can tell apart.
at::Tensor sinusoidal_encoding(const at::Tensor& points, std::int64_t width, std::int64_t grid);
// Its frequencies: [width / 4].
at::Tensor sinusoidal_frequencies(std::int64_t width, std::int64_t grid, const at::TensorOptions& options);

// Centres of the cells of a rows x columns grid, row by row: [rows * columns, 2] float, normalised.
at::Tensor grid_centres(std::int64_t rows, std::int64_t columns, const at::TensorOptions& options);

// positions: [grid * grid, width], of a square grid. Returns [rows * columns, width] by the rule; the same
// tensor when the grid is unchanged.
at::Tensor interpolate_positions(const at::Tensor& positions, std::int64_t rows, std::int64_t columns,
                                 PositionRule rule = PositionRule::Bicubic);

// By what queries and keys are turned (VisionConfig::rotary). Each [tokens, head width] float, the same for
// neighbouring pairs of places; `before` tokens in front of the grid's are not turned.
struct Rotation {
  at::Tensor cosine, sine;
};
// Of a rows x columns grid; the angles are those of a trained_grid x trained_grid one that is stretched over
// it.
Rotation rotary_positions(std::int64_t rows, std::int64_t columns, std::int64_t before,
                          std::int64_t head_width, std::int64_t trained_grid, double offset,
                          const at::TensorOptions& options);
// x: [batch, heads, tokens, head width]. Returns the same shape and type.
at::Tensor rotated(const at::Tensor& x, const Rotation& rotation);

}  // namespace cloc::model
