// SPDX-License-Identifier: Apache-2.0
#include "core/model/roi_align.h"

#include <torch/torch.h>

namespace cloc::model {
namespace {

// The mean weight that each of `cells` cells gets from `samples` linear readings between low and high:
// [regions, cells].
at::Tensor axis_weights(const at::Tensor& low, const at::Tensor& high, std::int64_t cells,
                        std::int64_t samples) {
  const auto steps = (torch::arange(samples, low.options()) + 0.5) / static_cast<double>(samples);
  const auto places =
      (low.unsqueeze(1) + (high - low).unsqueeze(1) * steps) * static_cast<double>(cells) - 0.5;
  const auto clamped =
      places.clamp(0, static_cast<double>(cells - 1)).unsqueeze(-1);  // [regions, samples, 1]
  const auto distance = (clamped - torch::arange(cells, low.options())).abs();
  return (1 - distance).clamp_min(0).mean(1);
}

}  // namespace

// Bilinear reading is linear in the tokens and separates over the axes, so the mean of all readings is one
// weighted sum.
at::Tensor roi_align(const at::Tensor& tokens, std::int64_t rows, std::int64_t columns,
                     const at::Tensor& boxes, const at::Tensor& image_index, std::int64_t samples) {
  const auto corners = boxes.unbind(1);
  const auto x = axis_weights(corners[0], corners[2], columns, samples);
  const auto y = axis_weights(corners[1], corners[3], rows, samples);
  const auto weights = (y.unsqueeze(2) * x.unsqueeze(1)).flatten(1);  // [regions, rows * columns]
  const auto own =
      tokens.size(0) == 1 ? tokens.expand({boxes.size(0), -1, -1}) : tokens.index_select(0, image_index);
  return torch::bmm(weights.unsqueeze(1), own).squeeze(1);
}

}  // namespace cloc::model
