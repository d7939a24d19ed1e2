// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

namespace cloc::model {

// RoI-Align with one output bin (He et al. 2017, aligned coordinates): the mean of samples x samples bilinear
// readings spread evenly over each box, cell centres at half-integers, readings outside clamped to the
// border. tokens: [batch, rows * columns, width], row by row; boxes: [regions, 4] normalised x1 y1 x2 y2;
// image_index: [regions] int64 into the batch. Returns [regions, width].
at::Tensor roi_align(const at::Tensor& tokens, std::int64_t rows, std::int64_t columns,
                     const at::Tensor& boxes, const at::Tensor& image_index, std::int64_t samples = 8);

}  // namespace cloc::model
