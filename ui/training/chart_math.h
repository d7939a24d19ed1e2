// SPDX-License-Identifier: GPL-3.0-or-later
// Curves as numbers: smoothing, and thinning to what a screen can show. Pure functions for MetricChart; x is
// the training step and never falls along a curve.
#pragma once

#include <QList>
#include <QPointF>

namespace cloc::ui {

// Exponential moving average without the pull of its start: after values v_1 .. v_n it is
// sum_i w^(n-i) v_i / sum_i w^(n-i). w = 0: the values themselves. Values that are not finite are passed
// over.
class MovingAverage {
 public:
  // weight in [0, 1).
  explicit MovingAverage(double weight = 0) : weight_(weight) {}
  // The average with `value` in it.
  double add(double value);

 private:
  double weight_;
  double sum_ = 0, norm_ = 0;
};

QList<QPointF> smoothed(const QList<QPointF>& points, double weight);

// What is needed to draw the curve's part in [from, to], `columns` pixels wide: of each column of pixels the
// lowest and the highest point, in the order they come, and the neighbours on both sides so that the line
// reaches the edges. Points whose y is not finite are left out. At most 2 * columns + 2 points, unless there
// are no more than that to begin with.
QList<QPointF> thinned(const QList<QPointF>& points, double from, double to, int columns);

// The point whose x is nearest to `x`; null when there is none.
const QPointF* nearest(const QList<QPointF>& points, double x);

}  // namespace cloc::ui
