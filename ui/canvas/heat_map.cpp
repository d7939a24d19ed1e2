// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/heat_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cloc::ui {
namespace {

constexpr int kFinest = 512;
constexpr int kFiner = 16;

int channel(double linear) {
  linear = std::clamp(linear, 0.0, 1.0);
  const double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
  return static_cast<int>(std::lround(value * 255));
}

QRgb computeColour(double value) {
  // Hue turns from violet (310 degrees) to yellow (105); chroma is as much as sRGB holds on that way.
  const double lightness = 0.26 + 0.66 * value;
  const double hue = (310 - 205 * value) * std::numbers::pi / 180;
  const double chroma = 0.10 + 0.07 * value;
  const double a = chroma * std::cos(hue);
  const double b = chroma * std::sin(hue);
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return qRgb(channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
              channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
              channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
}

// Cubic B-spline weights of the four neighbours: smooth, and never beyond the values themselves.
std::array<double, 4> splineWeights(double t) {
  const double u = 1 - t;
  return {u * u * u / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * u * u * u - 6 * u * u + 4) / 6,
          t * t * t / 6};
}

}  // namespace

QRgb heatColour(double value) {
  static const auto table = [] {
    std::array<QRgb, 256> colours{};
    for (std::size_t i = 0; i < colours.size(); ++i) colours[i] = computeColour(static_cast<double>(i) / 255);
    return colours;
  }();
  return table[static_cast<std::size_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255))];
}

QImage colouredHeatMap(const HeatMap& map) {
  if (!map.isValid()) return {};
  double low = 0, high = 0;
  if (map.range) {
    low = map.range->first;
    high = map.range->second;
  } else {
    bool first = true;
    for (const float value : map.values) {
      if (!std::isfinite(value)) continue;
      low = first ? value : std::min<double>(low, value);
      high = first ? value : std::max<double>(high, value);
      first = false;
    }
  }
  const double span = high > low ? high - low : 1;
  const int width = std::max(map.columns, std::min(kFinest, map.columns * kFiner));
  const int height = std::max(map.rows, std::min(kFinest, map.rows * kFiner));
  std::vector<double> shares;
  shares.reserve(map.values.size());
  for (const float value : map.values) {
    shares.push_back(std::isfinite(value) ? std::clamp((value - low) / span, 0.0, 1.0) : 0.0);
  }
  const auto clampedTo = [](int index, int count) {
    return static_cast<std::size_t>(std::clamp(index, 0, count - 1));
  };
  const auto columns = static_cast<std::size_t>(map.columns);
  QImage image(width, height, QImage::Format_RGB32);
  std::vector<double> line(columns);  // one row of the picture, still as coarse as the grid across
  for (int y = 0; y < height; ++y) {
    // Cell centres are at +0.5 in both grids.
    const double sourceY = (y + 0.5) * map.rows / height - 0.5;
    const int row = static_cast<int>(std::floor(sourceY));
    const auto weightsY = splineWeights(sourceY - row);
    std::fill(line.begin(), line.end(), 0.0);
    for (int i = 0; i < 4; ++i) {
      const double* in = shares.data() + clampedTo(row - 1 + i, map.rows) * columns;
      for (std::size_t c = 0; c < columns; ++c) line[c] += weightsY[static_cast<std::size_t>(i)] * in[c];
    }
    auto* out = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < width; ++x) {
      const double sourceX = (x + 0.5) * map.columns / width - 0.5;
      const int column = static_cast<int>(std::floor(sourceX));
      const auto weightsX = splineWeights(sourceX - column);
      double value = 0;
      for (int j = 0; j < 4; ++j) {
        value += weightsX[static_cast<std::size_t>(j)] * line[clampedTo(column - 1 + j, map.columns)];
      }
      out[x] = heatColour(value);
    }
  }
  return image;
}

}  // namespace cloc::ui
