// SPDX-License-Identifier: GPL-3.0-or-later
// Where the lines of a grid are drawn and what is written at them. Pure functions for MetricChart.
#pragma once

#include <QString>
#include <vector>

namespace cloc::ui {

struct Tick {
  double at = 0;  // on the axis: the value, or its decimal logarithm on a logarithmic axis
  QString label;
};

// About `count` round values (1, 2 or 5 times a power of ten) within [low, high].
std::vector<Tick> linearTicks(double low, double high, int count);
// Of an axis in decimal logarithms: powers of ten and, when those are few, what lies between them.
std::vector<Tick> logarithmicTicks(double low, double high, int count);
// "0.0005", "12.5k", "3.2M": at most `digits` significant digits.
QString shortNumber(double value, int digits = 4);

}  // namespace cloc::ui
