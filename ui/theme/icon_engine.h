// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a line icon (SVG, black strokes) in the colour that the palette has at the moment of painting, so
// that icons follow a change of scheme without being made again.
#pragma once

#include <QByteArray>
#include <QIconEngine>

namespace cloc::ui {

class IconEngine : public QIconEngine {
 public:
  explicit IconEngine(QByteArray svg) : svg_(std::move(svg)) {}
  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
  QIconEngine* clone() const override { return new IconEngine(svg_); }

 private:
  QByteArray svg_;
};

}  // namespace cloc::ui
