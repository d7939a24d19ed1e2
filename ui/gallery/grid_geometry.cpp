// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/grid_geometry.h"

#include <algorithm>

namespace cloc::ui {

GridGeometry::GridGeometry(Flow flow, int count, QSize cell, int spacing, QSize viewport)
    : flow_(flow), count_(count), spacing_(spacing), cell_(cell), viewport_(viewport) {
  left_ = top_ = spacing;
  if (flow == Flow::Strip) {
    columns_ = std::max(1, count);
    return;
  }
  const int step = cell.width() + spacing;
  columns_ = std::max(1, (viewport.width() - spacing) / step);
  // What is left over goes to both sides, so that the grid does not jump to one when the window grows.
  left_ = std::max(spacing, (viewport.width() - columns_ * step + spacing) / 2);
}

int GridGeometry::page() const {
  const int room = flow_ == Flow::Strip ? viewport_.width() : viewport_.height();
  const int step = (flow_ == Flow::Strip ? cell_.width() : cell_.height()) + spacing_;
  return std::max(1, room / step);
}

QSize GridGeometry::contents() const {
  if (flow_ == Flow::Strip) {
    return {2 * left_ + count_ * (cell_.width() + spacing_) - spacing_, viewport_.height()};
  }
  return {viewport_.width(), 2 * top_ + rows() * (cell_.height() + spacing_) - spacing_};
}

QRect GridGeometry::cell(int position) const {
  return {QPoint(left_ + position % columns_ * (cell_.width() + spacing_),
                 top_ + position / columns_ * (cell_.height() + spacing_)),
          cell_};
}

int GridGeometry::at(const QPoint& point) const {
  const QPoint inside = point - QPoint(left_, top_);
  if (inside.x() < 0 || inside.y() < 0) return -1;
  const int column = inside.x() / (cell_.width() + spacing_), row = inside.y() / (cell_.height() + spacing_);
  if (column >= columns_ || row >= rows()) return -1;
  const int position = row * columns_ + column;
  return position < count_ && cell(position).contains(point) ? position : -1;
}

GridGeometry::Range GridGeometry::within(const QRect& area) const {
  if (count_ == 0 || area.isEmpty()) return {};
  if (flow_ == Flow::Strip) {
    const int step = cell_.width() + spacing_;
    if (area.right() < left_) return {};
    return {std::clamp((area.left() - left_) / step, 0, count_),
            std::min(count_ - 1, (area.right() - left_) / step)};
  }
  const int step = cell_.height() + spacing_;
  if (area.bottom() < top_) return {};
  const int firstRow = std::max(0, area.top() - top_) / step, lastRow = (area.bottom() - top_) / step;
  return {std::min(firstRow * columns_, count_), std::min(count_, (lastRow + 1) * columns_) - 1};
}

}  // namespace cloc::ui
