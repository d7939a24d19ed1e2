// SPDX-License-Identifier: Apache-2.0
#include "core/data/record_box.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace cloc::data {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string describe(const FileBox& box, int width, int height) {
  std::string text = "The box goes from " + number(box.x1) + ", " + number(box.y1) + " to " + number(box.x2) +
                     ", " + number(box.y2);
  if (width > 0 && height > 0)
    text += " in an image of " + std::to_string(width) + " x " + std::to_string(height);
  return text + ".";
}

}  // namespace

std::optional<PixelBox> box_in_image(const FileBox& given, int width, int height, const std::string& where,
                                     IssueReport& report, Swapped swapped, double tolerance) {
  const auto leave_out = [&](const char* category) {
    report.add(category, where, describe(given, width, height) + " Left out.");
    return std::nullopt;
  };
  if (!std::isfinite(given.x1) || !std::isfinite(given.y1) || !std::isfinite(given.x2) ||
      !std::isfinite(given.y2)) {
    return leave_out("box that is not numbers");
  }
  FileBox box = given;
  if (box.x2 < box.x1 || box.y2 < box.y1) {
    if (swapped == Swapped::LeaveOut) return leave_out("box of negative size");
    box = {std::min(given.x1, given.x2), std::min(given.y1, given.y2), std::max(given.x1, given.x2),
           std::max(given.y1, given.y2)};
    report.add("box with swapped corners", where, describe(given, width, height) + " Kept, put in order.");
  }
  if (box.x1 == box.x2 || box.y1 == box.y2) return leave_out("box without area");
  const double far = std::numeric_limits<float>::max();
  const double right = width > 0 ? width : far, bottom = height > 0 ? height : far;
  const double x1 = std::clamp(box.x1, 0.0, right), x2 = std::clamp(box.x2, 0.0, right);
  const double y1 = std::clamp(box.y1, 0.0, bottom), y2 = std::clamp(box.y2, 0.0, bottom);
  const PixelBox inside{static_cast<float>(x1), static_cast<float>(y1), static_cast<float>(x2),
                        static_cast<float>(y2)};
  if (!inside.valid()) return leave_out("box outside the image");
  if (std::max({x1 - box.x1, y1 - box.y1, box.x2 - x2, box.y2 - y2}) > tolerance) {
    report.add("box clipped to the image", where, describe(given, width, height) + " Kept.");
  }
  return inside;
}

}  // namespace cloc::data
