// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/chart_math.h"

#include <algorithm>
#include <cmath>

namespace cloc::ui {
namespace {

bool leftOf(const QPointF& point, double x) {
  return point.x() < x;
}

}  // namespace

double MovingAverage::add(double value) {
  if (std::isfinite(value)) {
    sum_ = weight_ * sum_ + value;
    norm_ = weight_ * norm_ + 1;
  }
  return norm_ > 0 ? sum_ / norm_ : value;
}

QList<QPointF> smoothed(const QList<QPointF>& points, double weight) {
  MovingAverage average(weight);
  QList<QPointF> result;
  result.reserve(points.size());
  for (const auto& point : points) result.append({point.x(), average.add(point.y())});
  return result;
}

QList<QPointF> thinned(const QList<QPointF>& points, double from, double to, int columns) {
  QList<QPointF> result;
  if (points.isEmpty() || columns < 1 || !(from < to)) {
    std::copy_if(points.begin(), points.end(), std::back_inserter(result), [&](const QPointF& point) {
      return std::isfinite(point.y()) && point.x() >= from && point.x() <= to;
    });
    return result;
  }
  auto first = std::lower_bound(points.begin(), points.end(), from, leftOf);
  auto last = std::upper_bound(points.begin(), points.end(), to,
                               [](double x, const QPointF& point) { return x < point.x(); });
  const auto before = first == points.begin() ? nullptr : &*(first - 1);
  const auto after = last == points.end() ? nullptr : &*last;
  if (before != nullptr && std::isfinite(before->y())) result.append(*before);
  if (last - first <= std::ptrdiff_t{2} * columns) {
    std::copy_if(first, last, std::back_inserter(result),
                 [](const QPointF& point) { return std::isfinite(point.y()); });
  } else {
    const double scale = columns / (to - from);
    const auto column = [&](const QPointF& point) {
      return std::min(columns - 1, static_cast<int>((point.x() - from) * scale));
    };
    // Each column's end is searched for, not tested point by point: the pass over the points is then nothing
    // but comparisons.
    for (auto at = first; at != last;) {
      const int here = column(*at);
      const auto end =
          std::partition_point(at, last, [&](const QPointF& point) { return column(point) <= here; });
      const QPointF *lowest = nullptr, *highest = nullptr;
      for (; at != end; ++at) {
        if (!std::isfinite(at->y())) continue;
        if (lowest == nullptr || at->y() < lowest->y()) lowest = &*at;
        if (highest == nullptr || at->y() > highest->y()) highest = &*at;
      }
      if (lowest == nullptr) continue;
      if (lowest == highest) {
        result.append(*lowest);
      } else {
        result.append(*std::min(lowest, highest));
        result.append(*std::max(lowest, highest));
      }
    }
  }
  if (after != nullptr && std::isfinite(after->y())) result.append(*after);
  return result;
}

const QPointF* nearest(const QList<QPointF>& points, double x) {
  if (points.isEmpty()) return nullptr;
  const auto right = std::lower_bound(points.begin(), points.end(), x, leftOf);
  if (right == points.end()) return &points.back();
  if (right == points.begin()) return &points.front();
  const auto left = right - 1;
  return x - left->x() <= right->x() - x ? &*left : &*right;
}

}  // namespace cloc::ui
