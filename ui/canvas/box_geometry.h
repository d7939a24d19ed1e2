// SPDX-License-Identifier: GPL-3.0-or-later
// What dragging does to boxes, as functions of numbers: drawing, resizing by a handle, moving. Used by
// BoxDrag; knows no widgets. Everything is in original pixels and stays inside the image, [0, width] x
// [0, height].
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <array>
#include <span>

#include "core/geometry/box.h"

namespace cloc::ui {

// Sides of a box are at least this long, where the image is not smaller itself.
inline constexpr double kMinBoxSide = 2;

QRectF toRect(const PixelBox& box);
PixelBox toBox(const QRectF& rect);

// A handle by the sides it takes along: -1 left or top, 1 right or bottom, 0 neither.
struct BoxHandle {
  int x = 0, y = 0;
  bool operator==(const BoxHandle&) const = default;
};
inline constexpr std::array<BoxHandle, 8> kBoxHandles{
    {{-1, -1}, {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}}};
// Where it is on `rect`, in whatever frame.
QPointF handlePosition(const QRectF& rect, const BoxHandle& handle);

struct DragConstraints {
  bool square = false;  // Shift: of moving, along one axis only
  bool centre = false;  // Alt: about the centre, or about the point where drawing began
};

// The box that a drag from `anchor` to `pointer` draws. May have sides of nearly nothing: the caller decides
// whether that is a click.
PixelBox drawnBox(const QPointF& anchor, const QPointF& pointer, const DragConstraints& constraints,
                  const QSizeF& image);

// `start` with `handle` dragged to `pointer`. Past the opposite side it flips over. Sides that the handle
// does not take along stay, except for a square, which grows evenly to both sides across a side handle.
PixelBox resizedBox(const PixelBox& start, const BoxHandle& handle, const QPointF& pointer,
                    const DragConstraints& constraints, const QSizeF& image);

// The part of `delta` by which all boxes can move together and stay in the image; `oneAxis` keeps the longer
// part of it.
QPointF allowedMove(std::span<const PixelBox> boxes, QPointF delta, bool oneAxis, const QSizeF& image);
PixelBox movedBox(const PixelBox& box, const QPointF& delta);

// Moved inside the image, and clipped where it is larger; for boxes that come from another image. Not valid()
// when the image has no size.
PixelBox fittedBox(const PixelBox& box, const QSizeF& image);

}  // namespace cloc::ui
