// SPDX-License-Identifier: Apache-2.0
// Boxes as the model takes them.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <span>

#include "core/geometry/box.h"

namespace cloc::inference {

// [N, 4] float: x1 y1 x2 y2.
inline at::Tensor to_tensor(std::span<const NormBox> boxes) {
  auto out = torch::empty({static_cast<std::int64_t>(boxes.size()), 4}, torch::kFloat);
  auto* values = out.data_ptr<float>();
  for (const auto& box : boxes) {
    for (const float corner : {box.x1, box.y1, box.x2, box.y2}) *values++ = corner;
  }
  return out;
}

}  // namespace cloc::inference
