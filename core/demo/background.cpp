// SPDX-License-Identifier: Apache-2.0
#include "core/demo/background.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace cloc::demo {
namespace {

int between(Random& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<std::uint64_t>(high - low) + 1));
}

cv::Scalar scalar(const cv::Vec3b& colour) {
  return {double(colour[0]), double(colour[1]), double(colour[2])};
}

// CV_8UC3 of independent random colours, `columns` wide and about as tall as `size` asks for, resized to
// `size`.
cv::Mat colour_noise(cv::Size size, int columns, int interpolation, Random& random) {
  const int rows = std::max(2, columns * size.height / std::max(1, size.width));
  cv::Mat grid(rows, std::max(2, columns), CV_8UC3);
  cv::RNG(random.next()).fill(grid, cv::RNG::UNIFORM, 0, 256);
  cv::Mat image;
  cv::resize(grid, image, size, 0, 0, interpolation);
  return image;
}

// Value noise, CV_8U: octaves of random grids, each twice as fine and `persistence` times as strong as the
// one before.
cv::Mat value_noise(cv::Size size, int columns, int octaves, double persistence, Random& random) {
  cv::Mat sum = cv::Mat::zeros(size, CV_32F);
  double weight = 1, weights = 0;
  for (int octave = 0; octave < octaves; ++octave, columns *= 2, weight *= persistence) {
    const int rows = std::max(2, columns * size.height / std::max(1, size.width));
    cv::Mat grid(rows, columns, CV_32F), layer;
    cv::RNG(random.next()).fill(grid, cv::RNG::UNIFORM, 0, 255);
    cv::resize(grid, layer, size, 0, 0, cv::INTER_CUBIC);
    cv::scaleAdd(layer, weight, sum, sum);
    weights += weight;
  }
  cv::Mat noise;
  sum.convertTo(noise, CV_8U, 1.6 / weights, -0.3 * 255);  // a sum of octaves is greyer than one: spread it
  return noise;
}

// 0 becomes `from`, 255 becomes `to`.
cv::Mat colourise(const cv::Mat& grey, const cv::Vec3b& from, const cv::Vec3b& to) {
  cv::Mat table(1, 256, CV_8UC3), three, image;
  for (int i = 0; i < 256; ++i) {
    for (int c = 0; c < 3; ++c) {
      table.at<cv::Vec3b>(0, i)[c] = static_cast<uchar>((from[c] * (255 - i) + to[c] * i) / 255);
    }
  }
  cv::cvtColor(grey, three, cv::COLOR_GRAY2BGR);
  cv::LUT(three, table, image);
  return image;
}

// A second colour for patterns: between near (hardly a pattern) and unrelated.
cv::Vec3b companion(const cv::Vec3b& colour, Random& random) {
  const cv::Vec3b other = random_colour(random);
  const double mix = random.uniform(0.25, 1.0);
  cv::Vec3b result;
  for (int c = 0; c < 3; ++c) result[c] = cv::saturate_cast<uchar>(colour[c] + mix * (other[c] - colour[c]));
  return result;
}

cv::Mat gradient(cv::Size size, Random& random) {
  const cv::Vec3b from = random_colour(random);
  cv::Mat corners(2, 2, CV_8UC3), image;
  for (int i = 0; i < 4; ++i) corners.at<cv::Vec3b>(i / 2, i % 2) = companion(from, random);
  cv::resize(corners, image, size, 0, 0, cv::INTER_CUBIC);
  return image;
}

// A pattern of period `period` pixels along a turned axis pair; `value(u, v)` gives 0..1 for positions in
// periods.
template <class Value>
cv::Mat pattern(cv::Size size, Random& random, Value&& value) {
  const double longer = std::max(size.width, size.height);
  const double period = longer * random.uniform(0.04, 0.25);
  const double angle = random.uniform(0, std::numbers::pi);
  const double du = std::cos(angle) / period, dv = std::sin(angle) / period;
  const double u0 = random.uniform(), v0 = random.uniform();
  cv::Mat grey(size, CV_8U);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      grey.at<uchar>(y, x) = static_cast<uchar>(255 * value(u0 + x * du + y * dv, v0 - x * dv + y * du));
    }
  }
  const cv::Vec3b from = random_colour(random);
  return colourise(grey, from, companion(from, random));
}

double fraction(double value) {
  return value - std::floor(value);
}

cv::Mat stripes(cv::Size size, Random& random) {
  const double width = random.uniform(0.25, 0.75);
  return pattern(size, random, [width](double u, double) { return fraction(u) < width ? 1.0 : 0.0; });
}

cv::Mat checks(cv::Size size, Random& random) {
  return pattern(size, random, [](double u, double v) {
    return (static_cast<long>(std::floor(u)) + static_cast<long>(std::floor(v))) % 2 == 0 ? 1.0 : 0.0;
  });
}

cv::Mat dots(cv::Size size, Random& random) {
  const double radius = random.uniform(0.18, 0.38);
  return pattern(size, random, [radius](double u, double v) {
    const double x = fraction(u) - 0.5, y = fraction(v) - 0.5;
    return x * x + y * y < radius * radius ? 1.0 : 0.0;
  });
}

cv::Mat waves(cv::Size size, Random& random) {
  const double bend = random.uniform(0.1, 0.5);
  return pattern(size, random, [bend](double u, double v) {
    return 0.5 + 0.5 * std::sin(2 * std::numbers::pi * (u + bend * std::sin(v)));
  });
}

cv::Mat clouds(cv::Size size, Random& random) {
  const cv::Vec3b from = random_colour(random);
  return colourise(value_noise(size, between(random, 2, 5), 3, 0.45, random), from, companion(from, random));
}

cv::Mat grain(cv::Size size, Random& random) {
  const cv::Vec3b from = random_colour(random);
  return colourise(value_noise(size, between(random, 6, 16), 4, 0.9, random), from, companion(from, random));
}

// Like a photograph out of focus: colours that vary slowly, with a little detail.
cv::Mat bokeh(cv::Size size, Random& random) {
  cv::Mat slow = colour_noise(size, between(random, 3, 7), cv::INTER_CUBIC, random);
  const cv::Mat fine = colour_noise(size, between(random, 12, 40), cv::INTER_LINEAR, random);
  const cv::Mat flat(size, CV_8UC3, scalar(random_colour(random)));
  const double keep = random.uniform(0.3, 0.8);
  cv::addWeighted(slow, keep, flat, 1 - keep, 0, slow);
  cv::addWeighted(slow, 0.88, fine, 0.12, 0, slow);
  return slow;
}

void paint_shape(cv::Mat& image, Random& random) {
  const double longer = std::max(image.cols, image.rows);
  const cv::Point centre(between(random, 0, image.cols - 1), between(random, 0, image.rows - 1));
  const int radius = std::max(2, static_cast<int>(longer * random.uniform(0.02, 0.14)));
  const cv::Scalar colour = scalar(random_colour(random));
  const int outline = random.chance(0.35) ? between(random, 1, 3) : cv::FILLED;
  const double turn = random.uniform(0, 360);
  switch (random.below(5)) {
    case 0:
      cv::ellipse(image, centre, {radius, std::max(1, int(radius * random.uniform(0.3, 1.0)))}, turn, 0, 360,
                  colour, outline, cv::LINE_AA);
      return;
    case 1:
      cv::ellipse(image, centre, {radius, radius}, turn, 0, random.uniform(60, 240), colour,
                  between(random, 1, 4), cv::LINE_AA);
      return;
    case 2: {
      const cv::Point end(between(random, 0, image.cols - 1), between(random, 0, image.rows - 1));
      cv::line(image, centre, end, colour, between(random, 1, 3), cv::LINE_AA);
      return;
    }
    default: {
      std::vector<cv::Point> corners;
      cv::ellipse2Poly(centre, {radius, std::max(1, int(radius * random.uniform(0.4, 1.0)))},
                       static_cast<int>(turn), 0, 359, 360 / between(random, 3, 6), corners);
      if (outline == cv::FILLED) {
        cv::fillPoly(image, corners, colour, cv::LINE_AA);
      } else {
        cv::polylines(image, corners, true, colour, outline, cv::LINE_AA);
      }
    }
  }
}

}  // namespace

cv::Vec3b random_colour(Random& random) {
  const bool greyish = random.chance(0.25);
  const double hue = random.uniform(0, 6);
  const double saturation = greyish ? random.uniform(0, 0.12) : random.uniform(0.15, 0.95);
  const double value = std::sqrt(random.uniform(0.01, 1.0));
  cv::Vec3b colour;
  for (int c = 0; c < 3; ++c) {
    // The three channels are one trapezoid wave of the hue, a third of the circle apart.
    const double phase = std::fmod(hue + 2 * c, 6.0);
    const double wave = std::clamp(std::abs(phase - 3) - 1, 0.0, 1.0);
    colour[c] = cv::saturate_cast<uchar>(255 * value * (1 - saturation * (1 - wave)));
  }
  return colour;
}

Background paint_background(cv::Size size, Random& random) {
  using Painter = cv::Mat (*)(cv::Size, Random&);
  struct Kind {
    const char* name;
    Painter paint;
  };
  static constexpr auto plain = [](cv::Size area, Random& r) -> cv::Mat {
    return cv::Mat(area, CV_8UC3, scalar(random_colour(r)));
  };
  static constexpr std::array<Kind, 12> kinds = {{{"plain", plain},
                                                  {"smooth", gradient},
                                                  {"striped", stripes},
                                                  {"checked", checks},
                                                  {"dotted", dots},
                                                  {"wavy", waves},
                                                  {"cloudy", clouds},
                                                  {"cloudy", clouds},
                                                  {"grainy", grain},
                                                  {"grainy", grain},
                                                  {"colourful", bokeh},
                                                  {"colourful", bokeh}}};
  const Kind& kind = kinds[random.below(kinds.size())];
  return {kind.paint(size, random), kind.name};
}

void paint_clutter(cv::Mat& image, Random& random) {
  const int layers = between(random, 0, 3);
  for (int layer = 0; layer < layers; ++layer) {
    cv::Mat painted = image.clone();
    const int shapes = between(random, 1, 5);
    for (int i = 0; i < shapes; ++i) paint_shape(painted, random);
    if (random.chance(0.25)) {
      const int kernel = 2 * between(random, 1, 4) + 1;
      cv::blur(painted, painted, {kernel, kernel});
    }
    const double opacity = random.chance(0.5) ? 1.0 : random.uniform(0.25, 0.8);
    cv::addWeighted(painted, opacity, image, 1 - opacity, 0, image);
  }
}

void paint_fragments(cv::Mat& image, const GlyphSet& glyphs, Random& random) {
  const double longer = std::max(image.cols, image.rows);
  const int count = between(random, 2, 6);
  for (int i = 0; i < count; ++i) {
    const cv::Mat& whole = glyphs[random.below(glyphs.size())].levels[1];
    const int side =
        std::max(4, static_cast<int>(std::min(whole.cols, whole.rows) * random.uniform(0.3, 0.45)));
    if (side > std::min(whole.cols, whole.rows)) continue;
    const cv::Rect cut(between(random, 0, whole.cols - side), between(random, 0, whole.rows - side), side,
                       side);
    const int length = std::max(4, static_cast<int>(longer * random.uniform(0.05, 0.14)));
    cv::Mat fragment;
    cv::resize(whole(cut), fragment, {length, length}, 0, 0, cv::INTER_LINEAR);
    cv::blur(fragment, fragment, {3, 3});
    const double opacity = random.uniform(0.4, 0.95), middle = (length - 1) / 2.0;
    const cv::Point corner(between(random, 0, std::max(0, image.cols - length)),
                           between(random, 0, std::max(0, image.rows - length)));
    for (int y = 0; y < std::min(length, image.rows); ++y) {
      const auto* row = fragment.ptr<cv::Vec4b>(y);
      auto* pixels = image.ptr<cv::Vec3b>(y + corner.y) + corner.x;
      for (int x = 0; x < std::min(length, image.cols); ++x) {
        // Round, with a soft border: a square cut would give itself away.
        const double away = std::hypot(x - middle, y - middle) / (middle + 0.5);
        const double keep = opacity * std::clamp(4 * (1 - away), 0.0, 1.0);
        const double through = 1 - keep * row[x][3] / 255;
        for (int c = 0; c < 3; ++c) {
          pixels[x][c] = cv::saturate_cast<uchar>(keep * row[x][c] + through * pixels[x][c]);
        }
      }
    }
  }
}

}  // namespace cloc::demo
