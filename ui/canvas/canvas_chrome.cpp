// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_chrome.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QPalette>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr double kMajorDistance = 64;  // view pixels
constexpr int kIconSide = 40;

QFont smallFont(const QPainter& painter) {
  QFont font = painter.font();
  font.setPixelSize(10);
  return font;
}

QString number(double value, double distance, bool fractions) {
  if (!fractions) return QString::number(std::llround(value));
  const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(distance) - 1e-9)), 1, 6);
  return QString::number(value, 'f', digits);
}

}  // namespace

std::vector<RulerTick> rulerTicks(double from, double to, double least, bool fractions) {
  std::vector<RulerTick> ticks;
  if (!(to > from) || !(least > 0)) return ticks;
  if (!fractions) least = std::max(least, 1.0);
  const double power = std::pow(10, std::floor(std::log10(least)));
  double distance = 10 * power;
  int parts = 5;
  for (const int factor : {1, 2, 5}) {
    if (factor * power >= least * (1 - 1e-9)) {
      distance = factor * power;
      parts = factor == 2 ? 4 : 5;
      break;
    }
  }
  if (!fractions) {
    while (parts > 1 && std::fmod(distance, parts) != 0) --parts;
  }
  const double step = distance / parts;
  for (auto i = static_cast<std::int64_t>(std::ceil(from / step - 1e-9));
       static_cast<double>(i) * step <= to + step * 1e-9; ++i) {
    ticks.push_back({static_cast<double>(i) * step, i % parts == 0});
  }
  return ticks;
}

void paintRulers(QPainter& painter, const QRectF& widget, const ViewTransform& transform, bool normalised,
                 const std::optional<QPointF>& pointer) {
  const QPalette palette = QGuiApplication::palette();
  const QRectF top(widget.left(), widget.top(), widget.width(), kRulerSide);
  const QRectF left(widget.left(), widget.top(), kRulerSide, widget.height());
  painter.save();
  painter.fillRect(top, palette.color(QPalette::Window));
  painter.fillRect(left, palette.color(QPalette::Window));
  painter.setFont(smallFont(painter));
  const QColor line = tone(Tone::Muted);
  QColor faint = line;
  faint.setAlphaF(0.45F);
  const QRectF& viewport = transform.viewport();
  for (const bool across : {true, false}) {
    if (!transform.isValid()) break;
    const double side = across ? transform.imageSize().width() : transform.imageSize().height();
    const double unit = normalised ? side : 1;  // original pixels
    const QRectF seen = transform.toOriginal(viewport);
    const double from = std::max(0.0, across ? seen.left() : seen.top()) / unit;
    const double to = std::min(side, across ? seen.right() : seen.bottom()) / unit;
    const double least = kMajorDistance / transform.scale() / unit;
    const auto ticks = rulerTicks(from, to, least, normalised);
    double distance = least;
    std::optional<double> previous;
    for (const auto& tick : ticks) {
      if (!tick.major) continue;
      if (previous) {
        distance = tick.position - *previous;
        break;
      }
      previous = tick.position;
    }
    painter.save();
    painter.setClipRect(across ? QRectF(kRulerSide, 0, top.width(), kRulerSide)
                               : QRectF(0, kRulerSide, kRulerSide, left.height()));
    for (const auto& tick : ticks) {
      const QPointF at = transform.toView(QPointF(tick.position * unit, tick.position * unit));
      // On the middle of a pixel, so that the line is one pixel wide.
      const double place = std::floor(across ? at.x() : at.y()) + 0.5;
      painter.setPen(QPen(tick.major ? line : faint, 1));
      const double begin = tick.major ? 5 : kRulerSide - 5;
      if (across) {
        painter.drawLine(QPointF(place, begin), QPointF(place, kRulerSide - 1));
      } else {
        painter.drawLine(QPointF(begin, place), QPointF(kRulerSide - 1, place));
      }
      if (!tick.major) continue;
      const QString text = number(tick.position, distance, normalised);
      if (across) {
        painter.drawText(QPointF(place + 3, 12), text);
      } else {
        painter.save();
        painter.translate(6, place + 3);
        painter.rotate(90);
        painter.drawText(QPointF(0, 0), text);
        painter.restore();
      }
    }
    if (pointer && viewport.contains(*pointer)) {
      painter.setPen(QPen(tone(Tone::Accent), 1));
      const double place = std::floor(across ? pointer->x() : pointer->y()) + 0.5;
      if (across) {
        painter.drawLine(QPointF(place, 0), QPointF(place, kRulerSide - 1));
      } else {
        painter.drawLine(QPointF(0, place), QPointF(kRulerSide - 1, place));
      }
    }
    painter.restore();
  }
  painter.fillRect(QRectF(0, 0, kRulerSide, kRulerSide), palette.color(QPalette::Window));
  painter.setPen(QPen(tone(Tone::Border), 1));
  painter.drawLine(QPointF(0, kRulerSide - 0.5), QPointF(top.right(), kRulerSide - 0.5));
  painter.drawLine(QPointF(kRulerSide - 0.5, 0), QPointF(kRulerSide - 0.5, left.bottom()));
  painter.restore();
}

void paintCrosshair(QPainter& painter, const ViewTransform& transform, const QPointF& pointer) {
  const QRectF& viewport = transform.viewport();
  if (!viewport.contains(pointer)) return;
  painter.save();
  // Light on dark: one of the two is seen on any picture.
  for (const auto& [colour, style] : {std::pair(QColor(0, 0, 0, 150), Qt::SolidLine),
                                      std::pair(QColor(255, 255, 255, 210), Qt::DashLine)}) {
    painter.setPen(QPen(colour, 1, style));
    const double x = std::floor(pointer.x()) + 0.5;
    const double y = std::floor(pointer.y()) + 0.5;
    painter.drawLine(QPointF(x, viewport.top()), QPointF(x, viewport.bottom()));
    painter.drawLine(QPointF(viewport.left(), y), QPointF(viewport.right(), y));
  }
  painter.restore();
}

void paintFocusFrame(QPainter& painter, const QRectF& widget) {
  QColor accent = tone(Tone::Accent);
  accent.setAlphaF(0.8F);
  painter.setPen(QPen(accent, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(widget.adjusted(0.5, 0.5, -0.5, -0.5));
}

void paintBadge(QPainter& painter, const QRectF& area, const QString& text) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(12);
  font.setWeight(QFont::DemiBold);
  painter.setFont(font);
  constexpr double kInset = 8, kTick = 9, kPadding = 9, kGap = 6, kHeight = 22;
  const double width = 2 * kPadding + kTick + kGap + QFontMetricsF(font).horizontalAdvance(text);
  const QRectF chip(area.right() - kInset - width, area.top() + kInset, width, kHeight);
  if (chip.left() >= area.left()) {
    const QColor ground = tone(Tone::Good);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(chip, kHeight / 2, kHeight / 2);
    const QPointF tick(chip.left() + kPadding, chip.center().y());
    painter.setPen(QPen(textOn(ground), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF corners[] = {tick, tick + QPointF(kTick / 3, kTick / 3), tick + QPointF(kTick, -kTick / 3)};
    painter.drawPolyline(corners, 3);
    painter.drawText(chip.adjusted(kPadding + kTick + kGap, 0, -kPadding, 0), Qt::AlignVCenter, text);
  }
  painter.restore();
}

void paintMessage(QPainter& painter, const QRectF& area, const QIcon& icon, const QString& title,
                  const QString& text) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette palette = QGuiApplication::palette();
  QFont titleFont = painter.font();
  titleFont.setPixelSize(15);
  titleFont.setWeight(QFont::DemiBold);
  QFont textFont = painter.font();
  textFont.setPixelSize(13);
  const double width = std::min(440.0, area.width() - 64);
  if (width < 80) {
    painter.restore();
    return;
  }
  const int flags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWrapAnywhere | Qt::TextWordWrap;
  const QRectF limits(0, 0, width, 1e4);
  const QRectF titleRect = QFontMetricsF(titleFont).boundingRect(limits, flags, title);
  const QRectF textRect =
      text.isEmpty() ? QRectF() : QFontMetricsF(textFont).boundingRect(limits, flags, text);
  const double gap = 10;
  const double height = kIconSide + gap + titleRect.height() + (text.isEmpty() ? 0 : gap + textRect.height());
  QRectF card(0, 0, width + 48, height + 48);
  card.moveCenter(area.center());
  QColor raised = tone(Tone::Raised);
  raised.setAlphaF(0.94F);
  painter.setPen(QPen(tone(Tone::Border), 1));
  painter.setBrush(raised);
  painter.drawRoundedRect(card, 10, 10);
  double y = card.top() + 24;
  icon.paint(&painter, QRectF(card.center().x() - kIconSide / 2.0, y, kIconSide, kIconSide).toRect());
  y += kIconSide + gap;
  painter.setFont(titleFont);
  painter.setPen(palette.color(QPalette::WindowText));
  painter.drawText(QRectF(card.left() + 24, y, width, titleRect.height() + 2), flags, title);
  y += titleRect.height() + gap;
  painter.setFont(textFont);
  painter.setPen(tone(Tone::Muted));
  painter.drawText(QRectF(card.left() + 24, y, width, textRect.height() + 2), flags, text);
  painter.restore();
}

}  // namespace cloc::ui
