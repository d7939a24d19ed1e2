// SPDX-License-Identifier: Apache-2.0
#include "core/image/resample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace cloc::image {
namespace {

// Weights are whole numbers of 2^-22, so that a sum of 8-bit pixels times weights stays inside 32 bits,
// overshoot of the bicubic filter included.
constexpr int kPrecision = 22;

double triangle(double x) {
  return std::max(0.0, 1.0 - std::abs(x));
}

double keys(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

// Of one axis: which input pixels each output pixel is made of, and by how much.
struct Taps {
  std::vector<int> first, count;
  std::vector<std::int32_t> weights;  // [output, most]
  int most = 0;

  const std::int32_t* of(std::size_t output) const {
    return weights.data() + output * static_cast<std::size_t>(most);
  }
};

// Of the output's pixels from `begin` on, `length` of them.
Taps taps_of(int input, int output, int begin, int length, ResampleFilter filter) {
  const double scale = static_cast<double>(input) / output;
  const double stretch = std::max(scale, 1.0);
  const double support = (filter == ResampleFilter::Bicubic ? 2.0 : 1.0) * stretch;
  Taps taps;
  taps.most = static_cast<int>(std::ceil(support)) * 2 + 1;
  taps.weights.resize(static_cast<std::size_t>(length) * static_cast<std::size_t>(taps.most));
  std::vector<double> exact(static_cast<std::size_t>(taps.most));
  for (int x = 0; x < length; ++x) {
    const double centre = (begin + x + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(centre - support + 0.5));
    const int count = std::min(input, static_cast<int>(centre + support + 0.5)) - first;
    double sum = 0;
    for (int i = 0; i < count; ++i) {
      const double at = (i + first - centre + 0.5) * (1.0 / stretch);
      sum += exact[static_cast<std::size_t>(i)] = filter == ResampleFilter::Bicubic ? keys(at) : triangle(at);
    }
    for (int i = 0; i < count; ++i) {
      const double weight = (sum != 0 ? exact[static_cast<std::size_t>(i)] / sum : 0) * (1 << kPrecision);
      taps.weights[static_cast<std::size_t>(x) * static_cast<std::size_t>(taps.most) +
                   static_cast<std::size_t>(i)] =
          static_cast<std::int32_t>(weight + (weight < 0 ? -0.5 : 0.5));
    }
    taps.first.push_back(first);
    taps.count.push_back(count);
  }
  return taps;
}

constexpr std::int32_t kHalf = 1 << (kPrecision - 1);

std::uint8_t to_byte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kPrecision, 0, 255));
}

cv::Mat across(const cv::Mat& rgb, const Taps& taps) {
  const auto width = taps.first.size();
  cv::Mat out(rgb.rows, static_cast<int>(width), CV_8UC3);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* row = rgb.ptr<std::uint8_t>(y);
    auto* to = out.ptr<std::uint8_t>(y);
    for (std::size_t x = 0; x < width; ++x, to += 3) {
      std::int32_t r = kHalf, g = kHalf, b = kHalf;
      const auto* from = row + 3 * static_cast<std::ptrdiff_t>(taps.first[static_cast<std::size_t>(x)]);
      const auto* weight = taps.of(x);
      for (int i = taps.count[x]; i > 0; --i, from += 3, ++weight) {
        r += from[0] * *weight;
        g += from[1] * *weight;
        b += from[2] * *weight;
      }
      to[0] = to_byte(r);
      to[1] = to_byte(g);
      to[2] = to_byte(b);
    }
  }
  return out;
}

// `rgb` begins with the input's row `above`.
cv::Mat down(const cv::Mat& rgb, int above, const Taps& taps) {
  const auto height = taps.first.size();
  cv::Mat out(static_cast<int>(height), rgb.cols, CV_8UC3);
  const auto values = static_cast<std::size_t>(rgb.cols) * 3;
  std::vector<std::int32_t> sums(values);
  for (std::size_t y = 0; y < height; ++y) {
    std::fill(sums.begin(), sums.end(), kHalf);
    for (int i = 0; i < taps.count[y]; ++i) {
      const auto* row = rgb.ptr<std::uint8_t>(taps.first[y] + i - above);
      const auto weight = taps.of(y)[i];
      for (std::size_t v = 0; v < values; ++v) sums[v] += row[v] * weight;
    }
    std::transform(sums.begin(), sums.end(), out.ptr<std::uint8_t>(static_cast<int>(y)), to_byte);
  }
  return out;
}

}  // namespace

cv::Mat resample(const cv::Mat& rgb, cv::Size size, const cv::Rect& window, ResampleFilter filter) {
  const bool inside = (window & cv::Rect({0, 0}, size)) == window && !window.empty();
  if (rgb.empty() || rgb.type() != CV_8UC3 || !inside) {
    throw Error(ErrorKind::InvalidInput, "Cannot resize an image of " + std::to_string(rgb.cols) + " x " +
                                             std::to_string(rgb.rows) + " to " + std::to_string(size.width) +
                                             " x " + std::to_string(size.height) +
                                             ": it must be 8-bit RGB, and neither it nor the result empty.");
  }
  // Each pass is left out where it changes nothing. The first one makes what the second one needs.
  const auto columns = taps_of(rgb.cols, size.width, window.x, window.width, filter);
  const auto rows = taps_of(rgb.rows, size.height, window.y, window.height, filter);
  const bool resizes_across = size.width != rgb.cols, resizes_down = size.height != rgb.rows;
  const int fewer_rows = rgb.rows - size.height, fewer_columns = rgb.cols - size.width;
  const bool down_first = fewer_rows > 0 && fewer_rows > 2 * fewer_columns;
  cv::Mat out = rgb;
  const auto pass_down = [&](int above) {
    out = resizes_down ? down(out, above, rows) : out.rowRange(window.y, window.y + window.height);
  };
  const auto pass_across = [&] {
    out = resizes_across ? across(out, columns) : out.colRange(window.x, window.x + window.width);
  };
  if (down_first) {
    pass_down(0);
    pass_across();
  } else {
    const int above = resizes_down ? rows.first.front() : 0;
    if (resizes_down) out = out.rowRange(above, rows.first.back() + rows.count.back());
    pass_across();
    pass_down(above);
  }
  return out;
}

cv::Mat resample(const cv::Mat& rgb, cv::Size size, ResampleFilter filter) {
  return resample(rgb, size, cv::Rect({0, 0}, size), filter);
}

}  // namespace cloc::image
