// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/view_transform.h"

#include <algorithm>
#include <cmath>

namespace cloc::ui {
namespace {

constexpr double kFitMargin = 12;  // view pixels around the image

}  // namespace

void ViewTransform::setViewport(const QRectF& viewport, double devicePixelRatio) {
  const QPointF middle = toOriginal(viewport_.center());
  const double scale = this->scale();
  const bool had = isValid();
  viewport_ = viewport;
  // The same size to the eye on another screen.
  if (had && devicePixelRatio != ratio_) zoom_ = scale * devicePixelRatio;
  ratio_ = devicePixelRatio;
  if (had && isValid()) centreOn(middle);
}

void ViewTransform::setImageSize(const QSize& original) {
  image_ = original;
}

double ViewTransform::fitZoom() const {
  if (!isValid()) return 1;
  const double width = std::max(1.0, viewport_.width() - 2 * kFitMargin) * ratio_;
  const double height = std::max(1.0, viewport_.height() - 2 * kFitMargin) * ratio_;
  return std::min({width / image_.width(), height / image_.height(), kMaxZoom});
}

double ViewTransform::fitWidthZoom() const {
  if (!isValid()) return 1;
  return std::min(std::max(1.0, viewport_.width() - 2 * kFitMargin) * ratio_ / image_.width(), kMaxZoom);
}

double ViewTransform::clampedZoom(double zoom) const {
  return std::clamp(zoom, std::min(1.0, fitZoom() / 4), kMaxZoom);
}

void ViewTransform::placeOrigin(QPointF device) {
  const auto axis = [](double origin, double length, double low, double size) {
    if (length <= size) {
      // Smaller than the viewport: anywhere inside.
      return std::clamp(origin, low, low + size - length);
    }
    return std::clamp(origin, low + size / 2 - length, low + size / 2);
  };
  const double x =
      axis(device.x(), image_.width() * zoom_, viewport_.left() * ratio_, viewport_.width() * ratio_);
  const double y =
      axis(device.y(), image_.height() * zoom_, viewport_.top() * ratio_, viewport_.height() * ratio_);
  origin_ = QPoint(static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y)));
}

void ViewTransform::zoomTo(double zoom, const QPointF& anchor) {
  if (!isValid()) return;
  const QPointF fixed = toOriginal(anchor);
  zoom_ = clampedZoom(zoom);
  placeOrigin(anchor * ratio_ - fixed * zoom_);
}

void ViewTransform::pan(const QPointF& delta) {
  if (isValid()) placeOrigin(QPointF(origin_) + delta * ratio_);
}

void ViewTransform::fit() {
  zoom_ = fitZoom();
  centreOn({image_.width() / 2.0, image_.height() / 2.0});
}

void ViewTransform::fitWidth() {
  zoom_ = fitWidthZoom();
  centreOn({image_.width() / 2.0, 0});
  placeOrigin({static_cast<double>(origin_.x()), (viewport_.top() + kFitMargin) * ratio_});
}

void ViewTransform::centreOn(const QPointF& original) {
  if (isValid()) placeOrigin(viewport_.center() * ratio_ - original * zoom_);
}

QPointF ViewTransform::toView(const QPointF& original) const {
  return (QPointF(origin_) + original * zoom_) / ratio_;
}

QPointF ViewTransform::toOriginal(const QPointF& view) const {
  return (view * ratio_ - QPointF(origin_)) / zoom_;
}

QRectF ViewTransform::toView(const QRectF& original) const {
  return {toView(original.topLeft()), toView(original.bottomRight())};
}

QRectF ViewTransform::toOriginal(const QRectF& view) const {
  return {toOriginal(view.topLeft()), toOriginal(view.bottomRight())};
}

QRectF ViewTransform::imageRect() const {
  return toView(QRectF(QPointF(0, 0), QSizeF(image_)));
}

QPointF ViewTransform::normalised(const QPointF& original) const {
  if (image_.isEmpty()) return {};
  return {original.x() / image_.width(), original.y() / image_.height()};
}

}  // namespace cloc::ui
