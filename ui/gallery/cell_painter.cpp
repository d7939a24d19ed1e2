// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/cell_painter.h"

#include <QFontMetrics>
#include <QGuiApplication>
#include <QIcon>
#include <QPaintDevice>
#include <QPalette>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kRadius = 6, kTileRadius = 4, kBadgeInset = 4;

QColor withAlpha(QColor colour, int alpha) {
  colour.setAlpha(alpha);
  return colour;
}

QPoint cornerOf(const QRect& tile, CellPainter::Corner corner, const QSize& size) {
  using Corner = CellPainter::Corner;
  const bool left = corner == Corner::TopLeft || corner == Corner::BottomLeft;
  const bool top = corner == Corner::TopLeft || corner == Corner::TopRight;
  return {left ? tile.left() + kBadgeInset : tile.right() + 1 - kBadgeInset - size.width(),
          top ? tile.top() + kBadgeInset : tile.bottom() + 1 - kBadgeInset - size.height()};
}

}  // namespace

QFont CellPainter::small(const QFont& font) {
  QFont smaller = font;
  if (font.pointSizeF() > 0) {
    smaller.setPointSizeF(font.pointSizeF() * 0.85);
  } else {
    smaller.setPixelSize(std::max(8, static_cast<int>(std::lround(font.pixelSize() * 0.85))));
  }
  return smaller;
}

void CellPainter::drawGround(QPainter& painter, const QRect& cell, Frame frame, bool focus) {
  if (frame == Frame::None && !focus) return;
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor accent = tone(Tone::Accent);
  const QRectF ground = QRectF(cell).adjusted(1, 1, -1, -1);
  if (frame == Frame::Selected) {
    painter.setPen(QPen(accent, 2));
    painter.setBrush(withAlpha(accent, 48));
    painter.drawRoundedRect(ground, kRadius, kRadius);
  } else if (frame == Frame::Hovered) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(withAlpha(tone(Tone::Muted), 36));
    painter.drawRoundedRect(ground, kRadius, kRadius);
  }
  if (focus) {
    painter.setBrush(Qt::NoBrush);
    // Inside the frame of the selection, in the colour of the text: seen on and off a selection.
    painter.setPen(QPen(QGuiApplication::palette().color(QPalette::Text), 1, Qt::DotLine));
    painter.drawRoundedRect(ground.adjusted(2.5, 2.5, -2.5, -2.5), kRadius - 2, kRadius - 2);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
}

QRect CellPainter::drawTile(QPainter& painter, const QRect& tile, const PictureResult* picture) {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(tone(Tone::Canvas));
  painter.drawRoundedRect(tile, kTileRadius, kTileRadius);
  painter.setRenderHint(QPainter::Antialiasing, false);
  if (!picture || picture->image.isNull()) {
    drawIcon(painter, tile, picture ? QStringLiteral("warning") : QStringLiteral("image"));
    return tile;
  }
  // Of the size in use it is painted pixel by pixel; of another, until the right one comes, stretched.
  const double scale = static_cast<double>(tile.width()) / std::max(1, picture->side);
  const QSize size =
      (QSizeF(picture->image.size()) * scale).toSize().expandedTo({1, 1}).boundedTo(tile.size());
  const QRect place(tile.x() + (tile.width() - size.width()) / 2,
                    tile.y() + (tile.height() - size.height()) / 2, size.width(), size.height());
  painter.drawImage(place, picture->image);
  return place;
}

void CellPainter::drawIcon(QPainter& painter, const QRect& tile, const QString& name) {
  const int side = std::clamp(tile.width() / 4, 16, 40);
  const double ratio = painter.device()->devicePixelRatioF();
  const QString key = QStringLiteral("%1/%2/%3").arg(name).arg(side).arg(ratio);
  QPixmap& pixmap = icons_[key];
  if (pixmap.isNull()) {
    const QIcon::Mode mode = name == QLatin1String("warning") ? QIcon::Normal : QIcon::Disabled;
    pixmap = icon(name).pixmap(QSize(side, side), ratio, mode);
  }
  const QRect place(tile.center() - QPoint(side / 2, side / 2), QSize(side, side));
  painter.drawPixmap(place, pixmap);
}

QRect CellPainter::drawBadge(QPainter& painter, const QRect& tile, Corner corner, const QString& text,
                             const QColor& ground) {
  const QFontMetrics metrics(painter.font());
  const int height = metrics.height() + 2;
  const int width =
      std::min(tile.width() - 2 * kBadgeInset, std::max(height, metrics.horizontalAdvance(text) + 10));
  const QRect badge(cornerOf(tile, corner, {width, height}), QSize(width, height));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(withAlpha(ground, 232));
  painter.drawRoundedRect(badge, height / 2.0, height / 2.0);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(textOn(ground));
  painter.drawText(badge, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, width - 8));
  return badge;
}

void CellPainter::drawDot(QPainter& painter, const QRect& tile, Corner corner, const QColor& colour) {
  constexpr int kDot = 9;
  const QRectF dot(cornerOf(tile, corner, {kDot, kDot}), QSizeF(kDot, kDot));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(textOn(colour), 1));  // told from the picture, whatever its colour
  painter.setBrush(colour);
  painter.drawEllipse(dot);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

void CellPainter::drawTick(QPainter& painter, const QRect& tile, Corner corner, const QColor& ground) {
  constexpr int kSide = 16;
  const QRectF dot(cornerOf(tile, corner, {kSide, kSide}), QSizeF(kSide, kSide));
  const QPointF corners[] = {dot.topLeft() + QPointF(4.2, 8.4), dot.topLeft() + QPointF(7, 11),
                             dot.topLeft() + QPointF(11.8, 5.4)};
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(ground);
  painter.drawEllipse(dot);
  painter.setPen(QPen(textOn(ground), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(corners, 3);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

void CellPainter::drawLine(QPainter& painter, const QRect& line, const QString& text, const QColor& colour,
                           Qt::TextElideMode elide, Qt::Alignment alignment) {
  if (text.isEmpty()) return;
  const QFontMetrics metrics(painter.font());
  painter.setPen(colour);
  painter.drawText(line, alignment | Qt::AlignVCenter | Qt::TextSingleLine,
                   metrics.elidedText(text, elide, line.width()));
}

}  // namespace cloc::ui
