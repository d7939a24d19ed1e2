// SPDX-License-Identifier: Apache-2.0
#include "core/engine/heat.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace cloc::engine {
namespace {

void check_size(int width, int height) {
  if (width >= 1 && height >= 1) return;
  throw Error(ErrorKind::InvalidInput, "A heat map needs an image with pixels, not one of " +
                                           std::to_string(width) + " x " + std::to_string(height) + ".");
}

// Where boxes of `side` begin along an edge of `length`: from 0 to length - side, at most side / 2 apart.
std::vector<float> starts(float length, float side) {
  const float room = length - side;
  const int steps = std::max(1, static_cast<int>(std::ceil(room / (side / 2))));
  if (room <= 0) return {0.f};
  std::vector<float> places;
  for (int i = 0; i <= steps; ++i) places.push_back(room * static_cast<float>(i) / static_cast<float>(steps));
  return places;
}

}  // namespace

std::vector<PixelBox> heat_boxes(int width, int height) {
  check_size(width, height);
  const auto w = static_cast<float>(width), h = static_cast<float>(height);
  std::vector<PixelBox> boxes;
  for (const float part : {3.f, 5.f, 8.f}) {
    const float side = std::min({std::max(w, h) / part, w, h});
    for (const float y : starts(h, side)) {
      for (const float x : starts(w, side)) boxes.push_back({x, y, x + side, y + side});
    }
  }
  return boxes;
}

HeatMap heat_map(int width, int height, int cells, std::span<const PixelBox> boxes,
                 std::span<const float> scores) {
  check_size(width, height);
  if (boxes.size() != scores.size() || cells < 1) {
    throw Error(ErrorKind::InvalidInput, "A heat map needs a score for each box and at least one cell; got " +
                                             std::to_string(boxes.size()) + " boxes, " +
                                             std::to_string(scores.size()) + " scores, " +
                                             std::to_string(cells) + " cells.");
  }
  const float cell = static_cast<float>(std::max(width, height)) / static_cast<float>(cells);
  HeatMap map;
  map.columns = std::max(1, static_cast<int>(std::lround(static_cast<float>(width) / cell)));
  map.rows = std::max(1, static_cast<int>(std::lround(static_cast<float>(height) / cell)));
  const auto count = static_cast<std::size_t>(map.columns) * static_cast<std::size_t>(map.rows);
  std::vector<float> sum(count, 0.f), weight(count, 0.f);
  const float cell_width = static_cast<float>(width) / static_cast<float>(map.columns);
  const float cell_height = static_cast<float>(height) / static_cast<float>(map.rows);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& box = boxes[i];
    const float importance = 1 / std::max(1.f, box.area());
    // Cells whose centre the box covers.
    const int first_column = std::max(0, static_cast<int>(std::ceil(box.x1 / cell_width - 0.5f)));
    const int last_column =
        std::min(map.columns - 1, static_cast<int>(std::floor(box.x2 / cell_width - 0.5f)));
    const int first_row = std::max(0, static_cast<int>(std::ceil(box.y1 / cell_height - 0.5f)));
    const int last_row = std::min(map.rows - 1, static_cast<int>(std::floor(box.y2 / cell_height - 0.5f)));
    for (int row = first_row; row <= last_row; ++row) {
      for (int column = first_column; column <= last_column; ++column) {
        const auto place = static_cast<std::size_t>(row) * static_cast<std::size_t>(map.columns) +
                           static_cast<std::size_t>(column);
        sum[place] += importance * scores[i];
        weight[place] += importance;
      }
    }
  }
  map.values.resize(count);
  for (std::size_t i = 0; i < count; ++i) map.values[i] = weight[i] > 0 ? sum[i] / weight[i] : 0.f;
  return map;
}

}  // namespace cloc::engine
