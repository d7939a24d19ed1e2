// SPDX-License-Identifier: Apache-2.0
#include "core/model/positions.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>

namespace cloc::model {

at::Tensor sinusoidal_frequencies(std::int64_t width, std::int64_t grid, const at::TensorOptions& options) {
  const double lowest = std::numbers::pi / 2, highest = std::numbers::pi * static_cast<double>(grid);
  return torch::exp(torch::linspace(std::log(lowest), std::log(highest), width / 4, options));
}

at::Tensor sinusoidal_encoding(const at::Tensor& points, std::int64_t width, std::int64_t grid) {
  const auto frequencies = sinusoidal_frequencies(width, grid, points.options().requires_grad(false));
  const auto angles = points.unsqueeze(-1) * frequencies;  // [..., 2, width / 4]
  return torch::cat({angles.sin(), angles.cos()}, -1).flatten(-2);
}

at::Tensor grid_centres(std::int64_t rows, std::int64_t columns, const at::TensorOptions& options) {
  const auto y = (torch::arange(rows, options) + 0.5) / static_cast<double>(rows);
  const auto x = (torch::arange(columns, options) + 0.5) / static_cast<double>(columns);
  return torch::stack({x.unsqueeze(0).expand({rows, columns}), y.unsqueeze(1).expand({rows, columns})}, -1)
      .reshape({rows * columns, 2});
}

at::Tensor interpolate_positions(const at::Tensor& positions, std::int64_t rows, std::int64_t columns,
                                 PositionRule rule) {
  const auto grid = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(positions.size(0)))));
  if (rows == grid && columns == grid) return positions;
  namespace F = torch::nn::functional;
  const auto image = positions.reshape({1, grid, grid, -1}).permute({0, 3, 1, 2});
  auto options = F::InterpolateFuncOptions()
                     .size(std::vector<std::int64_t>{rows, columns})
                     .align_corners(false)
                     .antialias(rule != PositionRule::Bicubic);
  if (rule == PositionRule::BilinearAntialias) {
    options.mode(torch::kBilinear);
  } else {
    options.mode(torch::kBicubic);
  }
  return F::interpolate(image, options).permute({0, 2, 3, 1}).reshape({rows * columns, -1});
}

Rotation rotary_positions(std::int64_t rows, std::int64_t columns, std::int64_t before,
                          std::int64_t head_width, std::int64_t trained_grid, double offset,
                          const at::TensorOptions& options) {
  const auto single = options.dtype(torch::kFloat).requires_grad(false);
  const auto bands = head_width / 4;
  const auto frequencies = torch::pow(10000.0, -torch::arange(bands, single) / static_cast<double>(bands));
  const auto along = [&](std::int64_t count) {
    const auto places = (torch::arange(count, single) + offset) *
                        (static_cast<double>(trained_grid) / static_cast<double>(count));
    return places.unsqueeze(1) * frequencies;  // [count, bands]
  };
  const auto x = along(columns).unsqueeze(0).expand({rows, columns, bands});
  const auto y = along(rows).unsqueeze(1).expand({rows, columns, bands});
  auto angles = torch::cat({x, y}, -1).reshape({rows * columns, 2 * bands}).repeat_interleave(2, 1);
  angles = torch::cat({torch::zeros({before, head_width}, single), angles});
  return {angles.cos(), angles.sin()};
}

at::Tensor rotated(const at::Tensor& x, const Rotation& rotation) {
  const auto pairs = x.unflatten(-1, {-1, 2});
  const auto turned = torch::stack({-pairs.select(-1, 1), pairs.select(-1, 0)}, -1).flatten(-2);
  return (x * rotation.cosine + turned * rotation.sine).to(x.scalar_type());
}

}  // namespace cloc::model
