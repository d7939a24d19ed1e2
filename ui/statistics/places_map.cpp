// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statistics/places_map.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kCells = data::Statistics::kPlaces;

}  // namespace

PlacesMap::PlacesMap(QWidget* parent) : QWidget(parent) {
  setMinimumSize(220, 220);
  setAccessibleName(tr("Where boxes lie in their images"));
}

void PlacesMap::setPlaces(const Places& places) {
  places_ = places;
  update();
}

QRectF PlacesMap::grid() const {
  const double top = fontMetrics().height() + 16, foot = fontMetrics().height() + 12;
  const double side = std::max(40.0, std::min(width() - 24.0, height() - top - foot));
  return {(width() - side) / 2, top, side, side};
}

QString PlacesMap::textOf(int row, int column) const {
  const auto all = std::accumulate(places_.begin(), places_.end(), std::int64_t{0});
  const auto here = places_[static_cast<std::size_t>(row * kCells + column)];
  const double share = all == 0 ? 0 : 100.0 * static_cast<double>(here) / static_cast<double>(all);
  return tr("%Ln box(es), %1 %", nullptr, static_cast<int>(here)).arg(QLocale().toString(share, 'f', 1));
}

void PlacesMap::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(palette().color(QPalette::Base));
  painter.drawRoundedRect(rect().adjusted(4, 4, -4, -4), 4, 4);
  painter.setPen(palette().color(QPalette::Text));
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.drawText(QRect(0, 8, width(), fontMetrics().height() + 4), Qt::AlignCenter, tr("Where boxes lie"));
  const QRectF area = grid();
  const auto most = std::max<std::int64_t>(1, *std::max_element(places_.begin(), places_.end()));
  const double cell = area.width() / kCells;
  painter.setRenderHint(QPainter::Antialiasing, false);
  for (int row = 0; row < kCells; ++row) {
    for (int column = 0; column < kCells; ++column) {
      const auto count = places_[static_cast<std::size_t>(row * kCells + column)];
      if (count == 0) continue;
      QColor colour = tone(Tone::Accent);
      // By the root: cells with few boxes are still seen beside one with many.
      colour.setAlphaF(static_cast<float>(
          0.08 + 0.92 * std::sqrt(static_cast<double>(count) / static_cast<double>(most))));
      painter.fillRect(QRectF(area.x() + column * cell, area.y() + row * cell, cell, cell), colour);
    }
  }
  painter.setPen(tone(Tone::Border));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(area);
  painter.setPen(tone(Tone::Muted));
  painter.setFont(font());
  painter.drawText(QRectF(0, area.bottom() + 2, width(), fontMetrics().height() + 4), Qt::AlignCenter,
                   tr("Centres, at most %1 in a cell").arg(QLocale().toString(static_cast<qint64>(most))));
}

bool PlacesMap::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QRectF area = grid();
  if (area.contains(help->pos())) {
    const int column =
        std::min(kCells - 1, static_cast<int>((help->pos().x() - area.x()) / area.width() * kCells));
    const int row =
        std::min(kCells - 1, static_cast<int>((help->pos().y() - area.y()) / area.height() * kCells));
    QToolTip::showText(help->globalPos(), textOf(row, column), this);
  } else {
    QToolTip::hideText();
  }
  return true;
}

}  // namespace cloc::ui
