// SPDX-License-Identifier: Apache-2.0
// Axis-aligned boxes, each in a named frame, so that a box in pixels cannot be taken for a normalised one.
#pragma once

#include <algorithm>
#include <cmath>

namespace cloc {

// Frames.
struct OriginalPixels {};  // of the image as the user sees it: after the EXIF turn, origin top left
struct Normalised {};      // [0, 1] of the padded, square model input: what the Prompter and BoxHead speak

// Top-left and bottom-right corners. Valid when finite, x1 < x2 and y1 < y2.
template <class Frame>
struct BoxIn {
  float x1 = 0, y1 = 0, x2 = 0, y2 = 0;

  float width() const { return x2 - x1; }
  float height() const { return y2 - y1; }
  float area() const { return std::max(0.f, width()) * std::max(0.f, height()); }
  bool finite() const {
    return std::isfinite(x1) && std::isfinite(y1) && std::isfinite(x2) && std::isfinite(y2);
  }
  bool valid() const { return finite() && x1 < x2 && y1 < y2; }
  bool operator==(const BoxIn&) const = default;
};

using PixelBox = BoxIn<OriginalPixels>;
using NormBox = BoxIn<Normalised>;

// The part of `box` inside [0, width] x [0, height]; not valid() when they do not meet.
template <class Frame>
BoxIn<Frame> clip(const BoxIn<Frame>& box, float width, float height) {
  return {std::clamp(box.x1, 0.f, width), std::clamp(box.y1, 0.f, height), std::clamp(box.x2, 0.f, width),
          std::clamp(box.y2, 0.f, height)};
}

// The box that two opposite corners span, in whatever order they are given (a box head does not order them).
template <class Frame>
BoxIn<Frame> spanned(const BoxIn<Frame>& corners) {
  return {std::min(corners.x1, corners.x2), std::min(corners.y1, corners.y2),
          std::max(corners.x1, corners.x2), std::max(corners.y1, corners.y2)};
}

template <class Frame>
float intersection_area(const BoxIn<Frame>& a, const BoxIn<Frame>& b) {
  return BoxIn<Frame>{std::max(a.x1, b.x1), std::max(a.y1, b.y1), std::min(a.x2, b.x2), std::min(a.y2, b.y2)}
      .area();
}

// The smallest box that holds both.
template <class Frame>
BoxIn<Frame> around(const BoxIn<Frame>& a, const BoxIn<Frame>& b) {
  return {std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
}

// Intersection over union, [0, 1]; 0 when both have no area.
template <class Frame>
float iou(const BoxIn<Frame>& a, const BoxIn<Frame>& b) {
  const float intersection = intersection_area(a, b);
  const float union_area = a.area() + b.area() - intersection;
  return union_area > 0 ? intersection / union_area : 0.f;
}

// Generalised IoU, [-1, 1] (Rezatofighi et al. 2019, arXiv 1902.09630): IoU - |hull \ union| / |hull|.
template <class Frame>
float giou(const BoxIn<Frame>& a, const BoxIn<Frame>& b) {
  const auto hull = around(a, b);
  const float union_area = a.area() + b.area() - intersection_area(a, b);
  return hull.area() > 0 ? iou(a, b) - (hull.area() - union_area) / hull.area() : 0.f;
}

}  // namespace cloc
