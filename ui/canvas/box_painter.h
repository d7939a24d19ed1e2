// SPDX-License-Identifier: GPL-3.0-or-later
// Draws boxes over an image: outlines, label chips, handles, boxes of others (groundings, search hits). Used
// by CanvasView for each frame and by the export; it decides nothing about which boxes there are.
#pragma once

#include <QColor>
#include <QHash>
#include <QImage>
#include <QRectF>
#include <QString>
#include <map>
#include <tuple>
#include <vector>

#include "core/geometry/box.h"
#include "ui/canvas/view_transform.h"

class QPainter;
class QWidget;

namespace cloc::ui {

// A box that is not an annotation, laid over the image by others.
struct CanvasOverlayBox {
  PixelBox box;
  QString text;  // may be empty
  QColor colour;
  Qt::PenStyle style = Qt::SolidLine;
  QString tip = {};  // said while the pointer is over it; empty: `text`
};

// What the boxes at a point (original pixels) say, the smallest first, one a line; empty where there is none.
QString overlayTipAt(const std::vector<CanvasOverlayBox>& overlays, const QPointF& original);
// Shows that as the tool tip of `widget`, or takes away the one that is shown.
void showOverlayTip(QWidget* widget, const QPoint& global, const std::vector<CanvasOverlayBox>& overlays,
                    const QPointF& original);

struct PaintedBox {
  PixelBox box;
  QColor colour;
  QString text;  // of the chip; may be empty
  bool selected = false, hovered = false;
  bool dashed = false;  // locked, or a machine label that waits
};

class BoxPainter {
 public:
  // Above so many boxes in sight there are outlines alone: no chips, one pixel wide.
  static constexpr std::size_t kDetailedBoxes = 400;

  // Two steps: the plain outlines, straight into the 32-bit picture of the viewport, in device pixels; then
  // over it what is selected, dashed or under the pointer, and the chips, unless there are more than
  // kDetailedBoxes. Widths and text are in view pixels, whatever the zoom.
  void paintOutlines(QImage& image, const ViewTransform& transform, const std::vector<PaintedBox>& boxes);
  // Draws `frame`, the picture of the viewport, with the plain outlines on it.
  void paintFrame(QPainter& painter, const QImage& frame, const ViewTransform& transform,
                  const std::vector<PaintedBox>& boxes);
  void paint(QPainter& painter, const ViewTransform& transform, const std::vector<PaintedBox>& boxes);
  void paintOverlays(QPainter& painter, const ViewTransform& transform,
                     const std::vector<CanvasOverlayBox>& overlays);
  // The box being drawn or searched for: dashed, in the accent colour.
  void paintQuery(QPainter& painter, const ViewTransform& transform, const PixelBox& box);
  void paintHandles(QPainter& painter, const ViewTransform& transform, const PixelBox& box);
  // A ring that widens and fades about the box; progress 0 .. 1.
  void paintPulse(QPainter& painter, const ViewTransform& transform, const PixelBox& box, double progress);
  // The scheme, the font or the screen has changed.
  void clearCache() {
    chips_.clear();
    chipWidths_.clear();
  }

 private:
  void paintBox(QPainter& painter, const QRectF& rect, const PaintedBox& box);
  // Places the chip of a box and draws it, unless it would hide another one; false then.
  bool paintChip(QPainter& painter, const QRectF& viewport, const QRectF& rect, const QString& text,
                 const QColor& colour, bool always, bool handles, bool whole = false);
  double chipWidth(const QPainter& painter, const QString& text);
  const QImage& chip(QPainter& painter, const QString& text, const QColor& colour, int width);

  // By text, colour, width and device pixel ratio.
  std::map<std::tuple<QString, QRgb, int, double>, QImage> chips_;
  QHash<QString, double> chipWidths_;
  std::vector<QRectF> taken_;  // by chips of this frame
  QImage outlined_;            // the last frame with its outlines
};

}  // namespace cloc::ui
