// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the gallery and of the result strip have in common: the tile with its picture, badges,
// elided lines, the frames of selection and focus. Colours follow the theme at the moment of painting.
#pragma once

#include <QFont>
#include <QHash>
#include <QPainter>
#include <QPixmap>
#include <QRect>
#include <QString>

#include "ui/gallery/picture_queue.h"

namespace cloc::ui {

class CellPainter {
 public:
  static constexpr int kPadding = 5;  // between the cell's edge and the tile

  enum class Frame { None, Hovered, Selected };

  // The ground of a cell, and around it the ring of the keyboard's focus.
  static void drawGround(QPainter& painter, const QRect& cell, Frame frame, bool focus);
  // The picture in the middle of its tile, as large as its side says; the sign for "on its way" without one,
  // for "cannot be read" with an error. Returns where the picture is.
  QRect drawTile(QPainter& painter, const QRect& tile, const PictureResult* picture);
  // A chip with a text, a dot without one, or a tick on a dot.
  enum class Corner { TopLeft, TopRight, BottomLeft, BottomRight };
  static QRect drawBadge(QPainter& painter, const QRect& tile, Corner corner, const QString& text,
                         const QColor& ground);
  static void drawDot(QPainter& painter, const QRect& tile, Corner corner, const QColor& colour);
  static void drawTick(QPainter& painter, const QRect& tile, Corner corner, const QColor& ground);
  static void drawLine(QPainter& painter, const QRect& line, const QString& text, const QColor& colour,
                       Qt::TextElideMode elide, Qt::Alignment alignment);

  // The smaller letters of badges and second lines.
  static QFont small(const QFont& font);

  // After a change of the scheme.
  void forgetIcons() { icons_.clear(); }

 private:
  void drawIcon(QPainter& painter, const QRect& tile, const QString& name);

  QHash<QString, QPixmap> icons_;  // drawing an SVG for each cell would take longer than the rest
};

}  // namespace cloc::ui
