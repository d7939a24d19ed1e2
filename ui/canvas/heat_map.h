// SPDX-License-Identifier: GPL-3.0-or-later
// Scores over the image as colours: a grid of numbers, smoothly stretched, in a colour map whose lightness
// rises evenly with the value. Given to CanvasView by whoever computes scores (grounding).
#pragma once

#include <QImage>
#include <QRgb>
#include <optional>
#include <utility>
#include <vector>

namespace cloc::ui {

struct HeatMap {
  int rows = 0, columns = 0;
  std::vector<float> values;  // [rows * columns], row by row, the grid stretched over the whole image
  // What the darkest and the brightest colour stand for; absent: the least and greatest value. Values that
  // are not finite are taken for the least.
  std::optional<std::pair<float, float>> range;
  double opacity = 0.55;  // 0 .. 1

  // Whether colouredHeatMap() would give the same.
  bool sameColours(const HeatMap& other) const {
    return rows == other.rows && columns == other.columns && values == other.values && range == other.range;
  }
  bool isValid() const {
    return rows > 0 && columns > 0 &&
           values.size() == static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  }
};

// `value` in [0, 1]. From dark violet over green to yellow: computed in OKLab (Ottosson 2020) with lightness
// linear in the value, so that order and steps are seen, also in grey and with a colour deficiency.
QRgb heatColour(double value);

// The grid in colours, Format_RGB32, made finer by smooth interpolation (at most 512 pixels a side, so that
// drawing it larger shows no facets). Null when not isValid().
QImage colouredHeatMap(const HeatMap& map);

}  // namespace cloc::ui
