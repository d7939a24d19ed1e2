// SPDX-License-Identifier: GPL-3.0-or-later
// Where the image is in the view: zoom and position, and the arithmetic between the frames. A value; used by
// CanvasView and everything that paints for it.
//
// Frames: original pixels of the image; view pixels, which are the widget's logical ones; device pixels, of
// the screen: view pixels times the device pixel ratio. A zoom of 1 shows one original pixel on one device
// pixel. The image's corner lies on a whole device pixel, so that panning moves what is drawn by whole ones.
#pragma once

#include <QPoint>
#include <QPointF>
#include <QRectF>
#include <QSize>

#include "core/geometry/box.h"

namespace cloc::ui {

class ViewTransform {
 public:
  static constexpr double kMaxZoom = 64;

  // `viewport`: the part of the widget that shows the image, in view pixels.
  void setViewport(const QRectF& viewport, double devicePixelRatio);
  void setImageSize(const QSize& original);

  const QRectF& viewport() const { return viewport_; }
  double devicePixelRatio() const { return ratio_; }
  const QSize& imageSize() const { return image_; }
  bool isValid() const { return !image_.isEmpty() && !viewport_.isEmpty(); }

  // Device pixels per original pixel.
  double zoom() const { return zoom_; }
  // View pixels per original pixel.
  double scale() const { return zoom_ / ratio_; }
  // The zoom at which the whole image, or its width, is seen.
  double fitZoom() const;
  double fitWidthZoom() const;
  // A quarter of fitting at least, kMaxZoom at most.
  double clampedZoom(double zoom) const;

  // Keeps what is at `anchor` (view pixels) where it is, as far as the image then stays in sight.
  void zoomTo(double zoom, const QPointF& anchor);
  // Moves what is drawn by `delta` view pixels.
  void pan(const QPointF& delta);
  void fit();
  void fitWidth();
  // Brings the point to the middle, at the zoom there is.
  void centreOn(const QPointF& original);

  // The image's top left corner in device pixels of the widget.
  const QPoint& deviceOrigin() const { return origin_; }
  QPointF toView(const QPointF& original) const;
  QPointF toOriginal(const QPointF& view) const;
  QRectF toView(const QRectF& original) const;
  QRectF toView(const PixelBox& box) const {  // inline: once for each of thousands of boxes
    const double scale = zoom_ / ratio_;
    return {origin_.x() / ratio_ + box.x1 * scale, origin_.y() / ratio_ + box.y1 * scale, box.width() * scale,
            box.height() * scale};
  }
  QRectF toOriginal(const QRectF& view) const;
  // The whole image in view pixels.
  QRectF imageRect() const;
  QPointF normalised(const QPointF& original) const;

  bool operator==(const ViewTransform&) const = default;

 private:
  // Keeps the image in the viewport: centred where it is smaller, without a margin of more than half the
  // viewport where it is larger.
  void placeOrigin(QPointF device);

  QRectF viewport_;
  double ratio_ = 1;
  QSize image_;
  double zoom_ = 1;
  QPoint origin_;
};

}  // namespace cloc::ui
