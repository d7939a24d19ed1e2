// SPDX-License-Identifier: Apache-2.0
#include "core/model/positions.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>

namespace cloc::model {

at::Tensor sinusoidal_encoding(const at::Tensor& points, std::int64_t width, std::int64_t grid) {
  const double lowest = std::numbers::pi / 2, highest = std::numbers::pi * static_cast<double>(grid);
  const auto count = width / 4;
  const auto frequencies = torch::exp(
      torch::linspace(std::log(lowest), std::log(highest), count, points.options().requires_grad(false)));
  const auto angles = points.unsqueeze(-1) * frequencies;  // [..., 2, count]
  return torch::cat({angles.sin(), angles.cos()}, -1).flatten(-2);
}

at::Tensor grid_centres(std::int64_t rows, std::int64_t columns, const at::TensorOptions& options) {
  const auto y = (torch::arange(rows, options) + 0.5) / static_cast<double>(rows);
  const auto x = (torch::arange(columns, options) + 0.5) / static_cast<double>(columns);
  return torch::stack({x.unsqueeze(0).expand({rows, columns}), y.unsqueeze(1).expand({rows, columns})}, -1)
      .reshape({rows * columns, 2});
}

at::Tensor interpolate_positions(const at::Tensor& positions, std::int64_t rows, std::int64_t columns) {
  const auto grid = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(positions.size(0)))));
  if (rows == grid && columns == grid) return positions;
  namespace F = torch::nn::functional;
  const auto image = positions.reshape({1, grid, grid, -1}).permute({0, 3, 1, 2});
  const auto resized = F::interpolate(image, F::InterpolateFuncOptions()
                                                 .size(std::vector<std::int64_t>{rows, columns})
                                                 .mode(torch::kBicubic)
                                                 .align_corners(false));
  return resized.permute({0, 2, 3, 1}).reshape({rows * columns, -1});
}

}  // namespace cloc::model
