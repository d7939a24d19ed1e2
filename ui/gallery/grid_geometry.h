// SPDX-License-Identifier: GPL-3.0-or-later
// Where the cells of a grid are: arithmetic alone, for any number of cells. Used by GridView.
#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>

namespace cloc::ui {

// In contents pixels: the viewport's plus the scroll position.
class GridGeometry {
 public:
  enum class Flow { Wrapped, Strip };  // rows that scroll down; one row that scrolls sideways

  // First and last position; empty when last < first.
  struct Range {
    int first = 0, last = -1;
    int count() const { return last - first + 1; }
    bool empty() const { return last < first; }
    bool operator==(const Range&) const = default;
  };

  GridGeometry() = default;
  GridGeometry(Flow flow, int count, QSize cell, int spacing, QSize viewport);

  int columns() const { return columns_; }
  int rows() const { return columns_ > 0 ? (count_ + columns_ - 1) / columns_ : 0; }
  // Whole rows (or, in a strip, cells) that the viewport has room for; at least 1.
  int page() const;
  // Less than 2^31 for 10 million cells of 200 pixels in one column.
  QSize contents() const;
  QRect cell(int position) const;
  // -1 outside any.
  int at(const QPoint& point) const;
  // Cells that `area` touches.
  Range within(const QRect& area) const;
  // The part of `range` that is in `area`'s columns too: calls `visit` with each position.
  template <class Visit>
  void forEachIn(const QRect& area, Visit visit) const {
    const Range range = within(area);
    for (int position = range.first; position <= range.last; ++position) {
      if (cell(position).intersects(area)) visit(position);
    }
  }

 private:
  Flow flow_ = Flow::Wrapped;
  int count_ = 0, spacing_ = 0, columns_ = 1, left_ = 0, top_ = 0;
  QSize cell_{1, 1}, viewport_;
};

}  // namespace cloc::ui
