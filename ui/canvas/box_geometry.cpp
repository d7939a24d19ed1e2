// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/box_geometry.h"

#include <algorithm>
#include <cmath>

namespace cloc::ui {
namespace {

QPointF clamped(const QPointF& point, const QSizeF& image) {
  return {std::clamp(point.x(), 0.0, image.width()), std::clamp(point.y(), 0.0, image.height())};
}

// One axis of a drag: where it began, which way it goes, how far and how far it may.
struct Axis {
  double anchor = 0, length = 0, room = 0;
  int sign = 1;

  Axis(double from, double to, double side, double shortest, bool centre) : anchor(from) {
    length = std::abs(to - from);
    sign = to < from ? -1 : 1;
    if (centre) {
      room = std::min(from, side - from);
    } else {
      room = sign < 0 ? from : side - from;
      // At the image's edge there may be no room for the shortest side this way.
      if (room < shortest && side - room > room) {
        sign = -sign;
        room = side - room;
        length = 0;
      }
    }
    length = std::clamp(length, std::min(shortest, room), room);
  }

  double low(bool centre) const { return centre || sign < 0 ? anchor - length : anchor; }
  double high(bool centre) const { return centre || sign > 0 ? anchor + length : anchor; }
};

PixelBox span(const QPointF& anchor, const QPointF& pointer, double shortest,
              const DragConstraints& constraints, const QSizeF& image) {
  const bool centre = constraints.centre;
  const double least = centre ? shortest / 2 : shortest;
  Axis x(anchor.x(), pointer.x(), image.width(), least, centre);
  Axis y(anchor.y(), pointer.y(), image.height(), least, centre);
  if (constraints.square) {
    const double side = std::min({std::max(x.length, y.length), x.room, y.room});
    x.length = side;
    y.length = side;
  }
  return toBox(QRectF(QPointF(x.low(centre), y.low(centre)), QPointF(x.high(centre), y.high(centre))));
}

// The range of length `length` about `middle`, moved inside [0, side].
std::pair<double, double> centred(double middle, double length, double side) {
  length = std::min(length, side);
  const double low = std::clamp(middle - length / 2, 0.0, side - length);
  return {low, low + length};
}

}  // namespace

QRectF toRect(const PixelBox& box) {
  return {QPointF(box.x1, box.y1), QPointF(box.x2, box.y2)};
}

PixelBox toBox(const QRectF& rect) {
  return {static_cast<float>(rect.left()), static_cast<float>(rect.top()), static_cast<float>(rect.right()),
          static_cast<float>(rect.bottom())};
}

QPointF handlePosition(const QRectF& rect, const BoxHandle& handle) {
  return {rect.center().x() + handle.x * rect.width() / 2, rect.center().y() + handle.y * rect.height() / 2};
}

PixelBox drawnBox(const QPointF& anchor, const QPointF& pointer, const DragConstraints& constraints,
                  const QSizeF& image) {
  return span(clamped(anchor, image), clamped(pointer, image), 0, constraints, image);
}

PixelBox resizedBox(const PixelBox& start, const BoxHandle& handle, const QPointF& pointer,
                    const DragConstraints& constraints, const QSizeF& image) {
  const QRectF rect = toRect(start);
  const QPointF to = clamped(pointer, image);
  const QPointF anchor =
      constraints.centre ? rect.center() : handlePosition(rect, BoxHandle{-handle.x, -handle.y});
  PixelBox box = start;
  if (handle.x != 0 && handle.y != 0) {
    box = span(anchor, to, kMinBoxSide, constraints, image);
  } else if (handle.x != 0) {
    const auto along = span(anchor, {to.x(), anchor.y()}, kMinBoxSide, {false, constraints.centre}, image);
    box.x1 = along.x1;
    box.x2 = along.x2;
    if (constraints.square) {
      const auto [low, high] = centred(rect.center().y(), box.width(), image.height());
      box.y1 = static_cast<float>(low);
      box.y2 = static_cast<float>(high);
    }
  } else {
    const auto along = span(anchor, {anchor.x(), to.y()}, kMinBoxSide, {false, constraints.centre}, image);
    box.y1 = along.y1;
    box.y2 = along.y2;
    if (constraints.square) {
      const auto [low, high] = centred(rect.center().x(), box.height(), image.width());
      box.x1 = static_cast<float>(low);
      box.x2 = static_cast<float>(high);
    }
  }
  return box;
}

QPointF allowedMove(std::span<const PixelBox> boxes, QPointF delta, bool oneAxis, const QSizeF& image) {
  if (oneAxis) {
    if (std::abs(delta.x()) >= std::abs(delta.y())) {
      delta.setY(0);
    } else {
      delta.setX(0);
    }
  }
  double left = image.width(), top = image.height(), right = 0, bottom = 0;
  for (const auto& box : boxes) {
    left = std::min<double>(left, box.x1);
    top = std::min<double>(top, box.y1);
    right = std::max<double>(right, box.x2);
    bottom = std::max<double>(bottom, box.y2);
  }
  // A box that reaches over the image already (from a file of others) does not move further out.
  delta.setX(std::clamp(delta.x(), std::min(0.0, -left), std::max(0.0, image.width() - right)));
  delta.setY(std::clamp(delta.y(), std::min(0.0, -top), std::max(0.0, image.height() - bottom)));
  return delta;
}

PixelBox movedBox(const PixelBox& box, const QPointF& delta) {
  const auto x = static_cast<float>(delta.x());
  const auto y = static_cast<float>(delta.y());
  return {box.x1 + x, box.y1 + y, box.x2 + x, box.y2 + y};
}

PixelBox fittedBox(const PixelBox& box, const QSizeF& image) {
  const float width = std::min(box.width(), static_cast<float>(image.width()));
  const float height = std::min(box.height(), static_cast<float>(image.height()));
  const float x = std::clamp(box.x1, 0.f, static_cast<float>(image.width()) - width);
  const float y = std::clamp(box.y1, 0.f, static_cast<float>(image.height()) - height);
  return {x, y, x + width, y + height};
}

}  // namespace cloc::ui
