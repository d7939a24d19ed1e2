// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/box_index.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/canvas/box_geometry.h"

namespace cloc::ui {
namespace {

constexpr int kMaxCells = 256 * 256;
constexpr int kLargeFrom = 64;  // cells

bool touches(const PixelBox& box, const QRectF& area) {
  return box.x1 <= area.right() && box.x2 >= area.left() && box.y1 <= area.bottom() && box.y2 >= area.top();
}

}  // namespace

void BoxIndex::build(std::span<const PixelBox> boxes) {
  boxes_.assign(boxes.begin(), boxes.end());
  bounds_ = {};
  for (const auto& box : boxes_) {
    if (box.valid()) bounds_ = bounds_.isNull() ? toRect(box) : bounds_.united(toRect(box));
  }
  begins_.clear();
  items_.clear();
  large_.clear();
  columns_ = rows_ = 0;
  if (bounds_.isNull()) return;

  // About one cell for each box, cells near to square.
  const auto wanted = static_cast<double>(std::clamp<std::size_t>(boxes_.size(), 1, kMaxCells));
  const double aspect = std::max(1e-6, bounds_.width()) / std::max(1e-6, bounds_.height());
  columns_ = std::clamp(static_cast<int>(std::sqrt(wanted * aspect)), 1, kMaxCells);
  rows_ = std::clamp(static_cast<int>(wanted / columns_), 1, kMaxCells);

  const auto forEachCell = [this](const PixelBox& box, auto&& visit) {
    const auto cells = cellsOf(toRect(box));
    for (int y = cells.y1; y <= cells.y2; ++y) {
      for (int x = cells.x1; x <= cells.x2; ++x)
        visit(static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x));
    }
  };
  const auto isLarge = [this](const PixelBox& box) {
    const auto cells = cellsOf(toRect(box));
    return (cells.x2 - cells.x1 + 1) * (cells.y2 - cells.y1 + 1) >= kLargeFrom;
  };
  // Counting sort by cell: one pass for the counts, one for the places.
  begins_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_) + 1, 0);
  for (std::size_t i = 0; i < boxes_.size(); ++i) {
    if (!boxes_[i].valid()) continue;
    if (isLarge(boxes_[i])) {
      large_.push_back(static_cast<std::int32_t>(i));
    } else {
      forEachCell(boxes_[i], [this](std::size_t cell) { ++begins_[cell + 1]; });
    }
  }
  for (std::size_t cell = 1; cell < begins_.size(); ++cell) begins_[cell] += begins_[cell - 1];
  items_.resize(static_cast<std::size_t>(begins_.back()));
  auto next = begins_;
  for (std::size_t i = 0; i < boxes_.size(); ++i) {
    if (!boxes_[i].valid() || isLarge(boxes_[i])) continue;
    forEachCell(boxes_[i], [&](std::size_t cell) {
      items_[static_cast<std::size_t>(next[cell]++)] = static_cast<std::int32_t>(i);
    });
  }
}

BoxIndex::CellRange BoxIndex::cellsOf(const QRectF& area) const {
  const auto cell = [](double value, double low, double length, int count) {
    const double place = length > 0 ? (value - low) / length * count : 0;
    return static_cast<int>(std::clamp(std::floor(place), 0.0, count - 1.0));
  };
  return {cell(area.left(), bounds_.left(), bounds_.width(), columns_),
          cell(area.top(), bounds_.top(), bounds_.height(), rows_),
          cell(area.right(), bounds_.left(), bounds_.width(), columns_),
          cell(area.bottom(), bounds_.top(), bounds_.height(), rows_)};
}

std::vector<int> BoxIndex::intersecting(const QRectF& area) const {
  std::vector<int> found;
  if (columns_ == 0) return found;
  const auto cells = cellsOf(area);
  const auto inRow = [&](int y) {
    const auto first = begins_.begin() + static_cast<std::ptrdiff_t>(y) * columns_;
    return std::pair(*(first + cells.x1), *(first + cells.x2 + 1));
  };
  std::size_t candidates = large_.size();
  for (int y = cells.y1; y <= cells.y2; ++y) {
    candidates += static_cast<std::size_t>(inRow(y).second - inRow(y).first);
  }
  const auto forEach = [&](auto&& visit) {
    const auto look = [&](std::int32_t i) {
      if (touches(boxes_[static_cast<std::size_t>(i)], area)) visit(i);
    };
    for (const auto i : large_) look(i);
    // The cells of a row are one range of items.
    for (int y = cells.y1; y <= cells.y2; ++y) {
      const auto [begin, end] = inRow(y);
      for (auto at = begin; at < end; ++at) look(items_[static_cast<std::size_t>(at)]);
    }
  };
  // A box may be in several cells. Many are put in order by marking them, a few by sorting.
  if (candidates > boxes_.size() / 16) {
    std::vector<std::uint8_t> marked(boxes_.size());
    forEach([&](std::int32_t i) { marked[static_cast<std::size_t>(i)] = 1; });
    found.reserve(boxes_.size());
    for (std::size_t i = 0; i < marked.size(); ++i) {
      if (marked[i] != 0) found.push_back(static_cast<int>(i));
    }
    return found;
  }
  forEach([&](std::int32_t i) { found.push_back(i); });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<int> BoxIndex::at(const QPointF& point, double tolerance) const {
  auto found = intersecting({point.x() - tolerance, point.y() - tolerance, 2 * tolerance, 2 * tolerance});
  std::sort(found.begin(), found.end(), [this](int a, int b) {
    const float areaA = boxes_[static_cast<std::size_t>(a)].area();
    const float areaB = boxes_[static_cast<std::size_t>(b)].area();
    return areaA != areaB ? areaA < areaB : a > b;
  });
  return found;
}

}  // namespace cloc::ui
