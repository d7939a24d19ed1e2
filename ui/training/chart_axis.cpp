// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/chart_axis.h"

#include <algorithm>
#include <cmath>

namespace cloc::ui {

namespace {

// Without an exponent and without zeros at the end.
QString plain(double value, int digits) {
  if (value == 0) return QStringLiteral("0");
  const int decimals =
      std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9)));
  QString text = QString::number(value, 'f', decimals);
  if (!text.contains(QLatin1Char('.'))) return text;
  while (text.endsWith(QLatin1Char('0'))) text.chop(1);
  if (text.endsWith(QLatin1Char('.'))) text.chop(1);
  return text;
}

}  // namespace

QString shortNumber(double value, int digits) {
  const double size = std::abs(value);
  if (!std::isfinite(value) || size >= 1e9 || (size > 0 && size < 1e-3))
    return QString::number(value, 'g', digits);
  if (size >= 1e6) return plain(value / 1e6, digits) + QStringLiteral("M");
  if (size >= 1e4) return plain(value / 1e3, digits) + QStringLiteral("k");
  return plain(value, digits);
}

std::vector<Tick> linearTicks(double low, double high, int count) {
  std::vector<Tick> ticks;
  if (!(low < high) || !std::isfinite(low) || !std::isfinite(high) || count < 1) return ticks;
  const double rough = (high - low) / count;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  // A range far from 0 needs more digits to tell its ticks apart.
  const double largest = std::max(std::abs(low), std::abs(high));
  const int digits = std::clamp(static_cast<int>(std::ceil(std::log10(largest / step))) + 1, 2, 12);
  for (auto i = std::ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i) {
    ticks.push_back({i * step, shortNumber(i == 0 ? 0 : i * step, digits)});
  }
  return ticks;
}

std::vector<Tick> logarithmicTicks(double low, double high, int count) {
  if (!(low < high)) return {};
  std::vector<Tick> ticks;
  if (high - low < 1) {  // hardly a power of ten: round values are more of use
    for (auto tick : linearTicks(std::pow(10, low), std::pow(10, high), count)) {
      if (tick.at <= 0) continue;
      tick.at = std::log10(tick.at);
      ticks.push_back(tick);
    }
    return ticks;
  }
  const int every = std::max(1, static_cast<int>(std::ceil((high - low) / count)));
  for (auto power = static_cast<int>(std::floor(low)); power <= high; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double at = power + std::log10(factor);
      const bool wanted = factor == 1.0 ? power % every == 0 : high - low < 2.0;
      if (wanted && at >= low - 1e-9 && at <= high + 1e-9) {
        ticks.push_back({at, shortNumber(factor * std::pow(10, power), 2)});
      }
    }
  }
  return ticks;
}

}  // namespace cloc::ui
