// SPDX-License-Identifier: GPL-3.0-or-later
// A second view of the image that a CanvasView shows, to look at and not to edit: the same pixels at the same
// place and zoom, with boxes and a heat map of its own. Used beside the canvas to compare two models. Wheel,
// dragging and the keys of the view move both; the canvas alone keeps the place, so the two never differ. It
// decodes nothing and makes no tile a second time: the canvas's TileLoader serves both.
//
// Frames: boxes are in original pixels; positions in the widget are view pixels (view_transform.h).
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "ui/canvas/box_painter.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/heat_map.h"
#include "ui/canvas/image_backdrop.h"
#include "ui/canvas/view_transform.h"

namespace cloc::ui {

class CanvasView;

class LinkedView : public QWidget {
  Q_OBJECT

 public:
  // `canvas` outlives this.
  explicit LinkedView(CanvasView* canvas, QWidget* parent = nullptr);

  void setOverlays(std::vector<CanvasOverlayBox> overlays);
  const std::vector<CanvasOverlayBox>& overlays() const { return overlays_; }
  void setHeatMap(const std::optional<HeatMap>& map);

  // Where the image is in this view now.
  const ViewTransform& transform();
  // The canvas's, with the overlays and the heat map of this view; see canvas_snapshot.h.
  CanvasSnapshot snapshot() const;

  QSize sizeHint() const override { return {450, 640}; }
  QSize minimumSizeHint() const override { return {120, 120}; }

 signals:
  // Original pixels, and shares of the image's sides. Not sent outside of the image.
  void pointerMoved(const QPointF& original, const QPointF& normalised);
  void pointerLeft();

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void follow();
  // From a position in this view to the one in the canvas that shows the same.
  QPointF onCanvas(const QPointF& position);
  std::vector<PaintedBox> regionsInSight() const;

  CanvasView* canvas_;
  ViewTransform transform_;
  ImageBackdrop backdrop_;
  BoxPainter boxPainter_;
  std::vector<PaintedBox> regions_;  // of the canvas's document, to be read again when stale
  bool regionsStale_ = true;
  std::vector<CanvasOverlayBox> overlays_;
  std::optional<QPointF> pointer_;  // in view pixels
  std::optional<QPointF> panFrom_;
};

}  // namespace cloc::ui
