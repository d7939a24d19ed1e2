// SPDX-License-Identifier: Apache-2.0
#include "core/image/padded_square.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace cloc::image {
namespace {

// Of a pixel beyond an edge, the one that stands for it: ... 2 1 | 0 1 2 ... n-2 n-1 | n-2 n-3 ...
int mirrored(int place, int length) {
  if (length == 1) return 0;
  const int period = 2 * (length - 1);
  place = std::abs(place) % period;
  return place < length ? place : period - place;
}

// What an output pixel is made of along one axis: weights of the pixels from `first` on.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

std::vector<double> gaussian(double deviation) {
  const int radius = static_cast<int>(4 * deviation + 0.5);
  std::vector<double> kernel;
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) {
    kernel.push_back(deviation > 0 ? std::exp(-0.5 * i * i / (deviation * deviation)) : 1);
    sum += kernel.back();
  }
  for (double& weight : kernel) weight /= sum;
  return kernel;
}

// For each of `side` output pixels of an axis of `length`, of which the first `filled` are the image's and
// the others black.
std::vector<Taps> taps_of(int length, int filled, int side) {
  const double scale = static_cast<double>(length) / side;
  const auto kernel = gaussian(std::max(0.0, (scale - 1) / 2));
  const int radius = static_cast<int>(kernel.size() / 2);
  std::vector<double> weights(static_cast<std::size_t>(filled));
  std::vector<Taps> taps(static_cast<std::size_t>(side));
  for (int output = 0; output < side; ++output) {
    const double place = (output + 0.5) * scale - 0.5;
    const int low = static_cast<int>(std::floor(place));
    const double above = place - low;
    int begin = filled, end = 0;
    for (int i = -radius; i <= radius + 1; ++i) {
      // Its share as the neighbour below the place and as the one above.
      const auto of = [&](int k) {
        return k < -radius || k > radius ? 0.0 : kernel[static_cast<std::size_t>(k + radius)];
      };
      const int pixel = mirrored(low + i, length);
      if (pixel >= filled) continue;
      weights[static_cast<std::size_t>(pixel)] += (1 - above) * of(i) + above * of(i - 1);
      begin = std::min(begin, pixel);
      end = std::max(end, pixel + 1);
    }
    auto& one = taps[static_cast<std::size_t>(output)];
    one.first = std::min(begin, end);
    for (int pixel = begin; pixel < end; ++pixel) {
      one.weights.push_back(static_cast<float>(weights[static_cast<std::size_t>(pixel)]));
      weights[static_cast<std::size_t>(pixel)] = 0;
    }
  }
  return taps;
}

}  // namespace

void padded_square_into(const cv::Mat& rgb, int side, float* out) {
  if (rgb.empty() || rgb.type() != CV_8UC3 || side < 1) {
    throw Error(ErrorKind::InvalidInput, "Cannot make a square of " + std::to_string(side) +
                                             " pixels of an image of " + std::to_string(rgb.cols) + " x " +
                                             std::to_string(rgb.rows) +
                                             ": it must be 8-bit RGB, and neither empty.");
  }
  const int length = std::max(rgb.rows, rgb.cols);
  const auto columns = taps_of(length, rgb.cols, side), rows = taps_of(length, rgb.rows, side);
  const auto values = static_cast<std::size_t>(side) * 3;
  std::vector<float> across(static_cast<std::size_t>(rgb.rows) * values);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* row = rgb.ptr<std::uint8_t>(y);
    auto* to = across.data() + static_cast<std::size_t>(y) * values;
    for (const auto& taps : columns) {
      float r = 0, g = 0, b = 0;
      const auto* from = row + 3 * static_cast<std::ptrdiff_t>(taps.first);
      for (const float weight : taps.weights) {
        r += weight * static_cast<float>(from[0]);
        g += weight * static_cast<float>(from[1]);
        b += weight * static_cast<float>(from[2]);
        from += 3;
      }
      *to++ = r / 255;
      *to++ = g / 255;
      *to++ = b / 255;
    }
  }
  for (const auto& taps : rows) {
    std::fill(out, out + values, 0.f);
    const auto* from = across.data() + static_cast<std::size_t>(taps.first) * values;
    for (const float weight : taps.weights) {
      for (std::size_t v = 0; v < values; ++v) out[v] += weight * from[v];
      from += values;
    }
    out += values;
  }
}

}  // namespace cloc::image
