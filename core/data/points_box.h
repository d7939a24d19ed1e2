// SPDX-License-Identifier: Apache-2.0
// The box around points: what becomes of polygons, masks and turned boxes. Used by the readers.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/data/record_box.h"

namespace cloc::data {

// Points in any order; one that is no number makes the box no number either, so that box_in_image reports it.
class PointsBox {
 public:
  void add(double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) broken_ = true;
    box_.x1 = std::min(box_.x1, x);
    box_.y1 = std::min(box_.y1, y);
    box_.x2 = std::max(box_.x2, x);
    box_.y2 = std::max(box_.y2, y);
    ++count_;
  }
  int count() const { return count_; }
  // Not a number when there are no points.
  FileBox box() const {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    return broken_ || count_ == 0 ? FileBox{kNone, kNone, kNone, kNone} : box_;
  }

 private:
  FileBox box_{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
               -std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  int count_ = 0;
  bool broken_ = false;
};

// The corners of a box turned by `degrees` clockwise around (centre_x, centre_y).
inline FileBox turned_box(const FileBox& box, double centre_x, double centre_y, double degrees) {
  const double angle = degrees * 3.14159265358979323846 / 180, cosine = std::cos(angle),
               sine = std::sin(angle);
  PointsBox around;
  for (const double x : {box.x1, box.x2}) {
    for (const double y : {box.y1, box.y2}) {
      const double dx = x - centre_x, dy = y - centre_y;
      around.add(centre_x + dx * cosine - dy * sine, centre_y + dx * sine + dy * cosine);
    }
  }
  return around.box();
}

// Said of each region that was more than a box, once it is kept.
inline void report_made_box(IssueReport& report, const std::string& where) {
  report.add("box made from a mask or polygon", where, "Kept as the box around it.");
}
inline void report_turned_box(IssueReport& report, const std::string& where) {
  report.add("rotated box made straight", where, "Kept as the box around it.");
}

}  // namespace cloc::data
