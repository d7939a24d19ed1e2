// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_backdrop.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <algorithm>
#include <cmath>
#include <cstring>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kMostParts = 32;   // drawn one by one; beyond, what is between them too
constexpr int kKeepAhead = 256;  // device pixels around the view whose tiles are made as well

QRect deviceRect(const QRectF& view, double ratio) {
  return QRectF(view.topLeft() * ratio, view.size() * ratio).toAlignedRect();
}

}  // namespace

void ImageBackdrop::invalidate() {
  valid_ = false;
}

void ImageBackdrop::release(TileLoader& loader) const {
  loader.want({}, this);
}

bool ImageBackdrop::setHeatMap(const std::optional<HeatMap>& map) {
  if (!map && heat_.isNull()) return false;
  if (!map || !heatMap_ || !map->sameColours(*heatMap_)) heat_ = map ? colouredHeatMap(*map) : QImage();
  heatMap_ = map;
  heatOpacity_ = map ? std::clamp(map->opacity, 0.0, 1.0) : 0;
  invalidate();
  return true;
}

QRect ImageBackdrop::targetOf(const QRect& levelRect, int level, const TilePyramid& pyramid) const {
  const double step = std::ldexp(1.0, level);
  const double scaleX = drawn_.zoom() * pyramid.pixelSize().width();
  const double scaleY = drawn_.zoom() * pyramid.pixelSize().height();
  const QSize whole = pyramid.levelSize(0);
  // The last pixels of a level may stand for less than `step` pixels.
  const auto edgeX = [&](int x) {
    return origin_.x() + static_cast<int>(std::lround(std::min<double>(x * step, whole.width()) * scaleX));
  };
  const auto edgeY = [&](int y) {
    return origin_.y() + static_cast<int>(std::lround(std::min<double>(y * step, whole.height()) * scaleY));
  };
  const QPoint topLeft(edgeX(levelRect.left()), edgeY(levelRect.top()));
  return {topLeft, QPoint(edgeX(levelRect.right() + 1) - 1, edgeY(levelRect.bottom() + 1) - 1)};
}

void ImageBackdrop::invalidate(const TileKey& key, const TilePyramid& pyramid) {
  if (!valid_) return;
  const QRect target = targetOf(pyramid.tileRect(key), key.level, pyramid).adjusted(-1, -1, 1, 1);
  dirty_ += target.intersected(frame_.rect());
}

std::vector<TileKey> tilesIn(const QRectF& area, int level, const TilePyramid& pyramid) {
  const double step = std::ldexp(static_cast<double>(TilePyramid::kTileSize), level);
  const auto clamped = [](double place, int count) {
    return static_cast<int>(std::clamp(std::floor(place), 0.0, count - 1.0));
  };
  const int left = clamped(area.left() / step, pyramid.columns(level));
  const int right = clamped(area.right() / step, pyramid.columns(level));
  const int top = clamped(area.top() / step, pyramid.rows(level));
  const int bottom = clamped(area.bottom() / step, pyramid.rows(level));
  std::vector<TileKey> keys;
  for (int row = top; row <= bottom; ++row) {
    for (int column = left; column <= right; ++column) keys.push_back({level, column, row});
  }
  const QPointF middle = area.center() / step - QPointF(0.5, 0.5);
  const auto distance = [&](const TileKey& key) {
    return std::hypot(key.column - middle.x(), key.row - middle.y());
  };
  std::sort(keys.begin(), keys.end(),
            [&](const TileKey& a, const TileKey& b) { return distance(a) < distance(b); });
  return keys;
}

void ImageBackdrop::wantVisible(const ViewTransform& transform, TileLoader& loader) const {
  const auto& pyramid = *loader.pyramid();
  const auto levelArea = [&](double margin) {
    const double ratio = transform.devicePixelRatio();
    const QRectF view =
        transform.viewport().adjusted(-margin / ratio, -margin / ratio, margin / ratio, margin / ratio);
    const QRectF original = transform.toOriginal(view);
    const QSizeF pixel = pyramid.pixelSize();
    return QRectF(QPointF(original.left() / pixel.width(), original.top() / pixel.height()),
                  QPointF(original.right() / pixel.width(), original.bottom() / pixel.height()));
  };
  const int level = pyramid.levelFor(transform.zoom());
  auto keys = tilesIn(levelArea(0), level, pyramid);
  const auto visible = keys.size();
  for (const auto& key : tilesIn(levelArea(kKeepAhead), level, pyramid)) {
    if (std::find(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(visible), key) ==
        keys.begin() + static_cast<std::ptrdiff_t>(visible)) {
      keys.push_back(key);
    }
  }
  loader.want(keys, this);
}

const QImage& ImageBackdrop::update(const ViewTransform& transform, TileLoader& loader) {
  const double ratio = transform.devicePixelRatio();
  const QRect viewport = deviceRect(transform.viewport(), ratio);
  if (frame_.size() != viewport.size()) {
    frame_ = QImage(viewport.size(), QImage::Format_RGB32);
    valid_ = false;
  }
  frame_.setDevicePixelRatio(1);  // drawn in device pixels
  corner_ = viewport.topLeft();
  const bool samePlace = valid_ && transform.zoom() == drawn_.zoom() &&
                         transform.viewport() == drawn_.viewport() &&
                         transform.imageSize() == drawn_.imageSize();
  const QPoint origin = transform.deviceOrigin() - corner_;
  if (samePlace) {
    if (origin != origin_) scroll(origin - origin_);
  } else {
    dirty_ = frame_.rect();
  }
  origin_ = origin;
  drawn_ = transform;
  valid_ = true;
  if (!dirty_.isEmpty() && !frame_.isNull()) {
    if (dirty_.rectCount() > kMostParts) dirty_ = dirty_.boundingRect();
    for (const QRect& rect : dirty_) draw(rect, transform, loader);
  }
  dirty_ = QRegion();
  if (loader.pyramid()) wantVisible(transform, loader);
  frame_.setDevicePixelRatio(ratio);
  return frame_;
}

void ImageBackdrop::scroll(const QPoint& delta) {
  const QRect kept = frame_.rect().intersected(frame_.rect().translated(delta));
  if (kept.isEmpty()) {
    dirty_ = frame_.rect();
    return;
  }
  const int height = kept.height();
  const auto bytes = static_cast<std::size_t>(kept.width()) * sizeof(QRgb);
  for (int i = 0; i < height; ++i) {
    // Away from where the rows go, so that none is overwritten before it has moved.
    const int to = delta.y() > 0 ? kept.bottom() - i : kept.top() + i;
    std::memmove(
        frame_.scanLine(to) + static_cast<std::ptrdiff_t>(kept.left()) * 4,
        frame_.constScanLine(to - delta.y()) + static_cast<std::ptrdiff_t>(kept.left() - delta.x()) * 4,
        bytes);
  }
  dirty_ = dirty_.translated(delta).intersected(frame_.rect()) + (QRegion(frame_.rect()) - kept);
}

void ImageBackdrop::draw(const QRect& dirty, const ViewTransform& transform, TileLoader& loader) {
  QPainter painter(&frame_);
  painter.setClipRect(dirty);
  painter.fillRect(dirty, tone(Tone::Canvas));
  if (!loader.pyramid()) {
    // Where the image will be, or would be.
    if (!transform.isValid()) return;
    const QSizeF size = QSizeF(transform.imageSize()) * transform.zoom();
    const QRect place(origin_, size.toSize());
    painter.fillRect(place.intersected(frame_.rect().adjusted(-2, -2, 2, 2)),
                     QGuiApplication::palette().color(QPalette::AlternateBase));
    return;
  }
  const auto& pyramid = *loader.pyramid();
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const int level = pyramid.levelFor(transform.zoom());
  const double scaleX = transform.zoom() * pyramid.pixelSize().width();
  const double scaleY = transform.zoom() * pyramid.pixelSize().height();
  const QRectF area((dirty.left() - origin_.x()) / scaleX, (dirty.top() - origin_.y()) / scaleY,
                    dirty.width() / scaleX, dirty.height() / scaleY);
  const bool magnified = scaleX > 1;
  for (const auto& key : tilesIn(area, level, pyramid)) {
    const QRect target = targetOf(pyramid.tileRect(key), level, pyramid);
    const QRect part = target.intersected(dirty);
    if (part.isEmpty()) continue;
    const auto tile = loader.tile(key);
    if (!tile) {
      if (const auto parent = loader.parentOf(key)) drawParent(painter, part, *parent, pyramid);
    } else if (magnified && level == 0) {
      drawMagnified(part, key, tile->image, pyramid);
    } else {
      painter.drawImage(target, tile->image);
    }
  }
  drawHeat(painter, dirty);
}

// Each pixel shows the one image pixel that its middle lies in: exact at every zoom and place, which a
// scaling painter is not.
void ImageBackdrop::drawMagnified(const QRect& part, const TileKey& key, const QImage& tile,
                                  const TilePyramid& pyramid) {
  const QRect rect = pyramid.tileRect(key);
  const double scaleX = drawn_.zoom() * pyramid.pixelSize().width();
  const double scaleY = drawn_.zoom() * pyramid.pixelSize().height();
  std::vector<int> columns(static_cast<std::size_t>(part.width()));
  for (int x = 0; x < part.width(); ++x) {
    const int pixel = static_cast<int>(std::floor((part.left() + x + 0.5 - origin_.x()) / scaleX));
    columns[static_cast<std::size_t>(x)] = std::clamp(pixel - rect.left(), 0, rect.width() - 1);
  }
  int previous = -1;
  for (int y = part.top(); y <= part.bottom(); ++y) {
    const int pixel = static_cast<int>(std::floor((y + 0.5 - origin_.y()) / scaleY));
    const int row = std::clamp(pixel - rect.top(), 0, rect.height() - 1);
    auto* out = reinterpret_cast<QRgb*>(frame_.scanLine(y)) + part.left();
    if (row == previous) {
      std::memcpy(out, reinterpret_cast<const QRgb*>(frame_.constScanLine(y - 1)) + part.left(),
                  static_cast<std::size_t>(part.width()) * sizeof(QRgb));
      continue;
    }
    previous = row;
    const auto* in = reinterpret_cast<const QRgb*>(tile.constScanLine(row));
    for (std::size_t x = 0; x < columns.size(); ++x) out[x] = in[columns[x]];
  }
}

void ImageBackdrop::drawParent(QPainter& painter, const QRect& target, const TileLoader::Parent& parent,
                               const TilePyramid& pyramid) {
  // From the frame to pixels of the parent's level, then of its tile. A pixel more on each side, so that
  // smooth scaling has its neighbours.
  const double step = std::ldexp(1.0, parent.key.level);
  const double scaleX = drawn_.zoom() * pyramid.pixelSize().width() * step;
  const double scaleY = drawn_.zoom() * pyramid.pixelSize().height() * step;
  const QRect rect = pyramid.tileRect(parent.key);
  const QRectF source((target.left() - origin_.x()) / scaleX - rect.left(),
                      (target.top() - origin_.y()) / scaleY - rect.top(), target.width() / scaleX,
                      target.height() / scaleY);
  painter.save();
  painter.setClipRect(target, Qt::IntersectClip);
  const QRect pixels =
      source.toAlignedRect().adjusted(-1, -1, 1, 1).intersected(QRect(QPoint(0, 0), rect.size()));
  const QRectF place(origin_.x() + (pixels.left() + rect.left()) * scaleX,
                     origin_.y() + (pixels.top() + rect.top()) * scaleY, pixels.width() * scaleX,
                     pixels.height() * scaleY);
  painter.drawImage(place, parent.image, pixels);
  painter.restore();
}

void ImageBackdrop::drawHeat(QPainter& painter, const QRect& dirty) {
  if (heat_.isNull() || heatOpacity_ <= 0) return;
  const QSizeF size(drawn_.imageSize().width() * drawn_.zoom(), drawn_.imageSize().height() * drawn_.zoom());
  const QRectF whole(QPointF(origin_), size);
  const QRectF part = whole.intersected(dirty);
  if (part.isEmpty()) return;
  // Only the cells in sight: a target far larger than the screen is beyond the painter's precision.
  const double scaleX = size.width() / heat_.width();
  const double scaleY = size.height() / heat_.height();
  const QRect cells = QRectF((part.left() - whole.left()) / scaleX, (part.top() - whole.top()) / scaleY,
                             part.width() / scaleX, part.height() / scaleY)
                          .toAlignedRect()
                          .adjusted(-2, -2, 2, 2)
                          .intersected(heat_.rect());
  const QRectF place(whole.left() + cells.left() * scaleX, whole.top() + cells.top() * scaleY,
                     cells.width() * scaleX, cells.height() * scaleY);
  painter.setOpacity(heatOpacity_);
  painter.drawImage(place, heat_, cells);
  painter.setOpacity(1);
}

}  // namespace cloc::ui
