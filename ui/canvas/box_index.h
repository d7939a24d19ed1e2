// SPDX-License-Identifier: GPL-3.0-or-later
// Which boxes are at a point or in a rectangle, for tens of thousands of boxes: a uniform grid over the
// image. Built anew when boxes change, which takes less than a frame. Used by CanvasView for painting and
// hit testing.
#pragma once

#include <QPointF>
#include <QRectF>
#include <cstdint>
#include <span>
#include <vector>

#include "core/geometry/box.h"

namespace cloc::ui {

class BoxIndex {
 public:
  // Boxes in any one frame; those that are not valid() are never found.
  void build(std::span<const PixelBox> boxes);

  // Positions in `boxes` of what touches `area` (its edges count), in ascending order.
  std::vector<int> intersecting(const QRectF& area) const;
  // Positions of the boxes that contain `point`, grown on each side by `tolerance`: smallest area first, of
  // equal ones the later first, as it is drawn above.
  std::vector<int> at(const QPointF& point, double tolerance = 0) const;

 private:
  struct CellRange {
    int x1, y1, x2, y2;
  };
  CellRange cellsOf(const QRectF& area) const;

  std::vector<PixelBox> boxes_;
  QRectF bounds_;
  int columns_ = 0, rows_ = 0;
  // The boxes of cell i are items_[begins_[i] .. begins_[i + 1]).
  std::vector<std::int32_t> begins_;
  std::vector<std::int32_t> items_;
  // Boxes over so many cells that they are looked at one by one.
  std::vector<std::int32_t> large_;
};

}  // namespace cloc::ui
