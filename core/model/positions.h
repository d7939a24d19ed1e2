// SPDX-License-Identifier: Apache-2.0
// Sinusoidal encodings of points in the image: what box corners are encoded with, and what the positions of
// the image tokens start from, so that both speak of a place in the same way.
#pragma once

#include <torch/types.h>

namespace cloc::model {

// points: [..., 2] float, x and y normalised to [0, 1]. Returns [..., width]: sine and cosine of x at width /
// 4 frequencies, then of y. Frequencies run geometrically from pi / 2 to pi * grid, the finest that a grid of
// grid x grid tokens can tell apart.
at::Tensor sinusoidal_encoding(const at::Tensor& points, std::int64_t width, std::int64_t grid);

// Centres of the cells of a rows x columns grid, row by row: [rows * columns, 2] float, normalised.
at::Tensor grid_centres(std::int64_t rows, std::int64_t columns, const at::TensorOptions& options);

// positions: [grid * grid, width], of a square grid. Returns [rows * columns, width], bicubic without
// antialiasing (the rule of Hugging Face's CLIP); the same tensor when the grid is unchanged.
at::Tensor interpolate_positions(const at::Tensor& positions, std::int64_t rows, std::int64_t columns);

}  // namespace cloc::model
