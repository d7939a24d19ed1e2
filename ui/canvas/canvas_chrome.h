// SPDX-License-Identifier: GPL-3.0-or-later
// What CanvasView draws that is neither image nor boxes: rulers, crosshair, the badge of a verified image,
// and the message of an empty, loading or failed view.
#pragma once

#include <QIcon>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <optional>
#include <vector>

#include "ui/canvas/view_transform.h"

class QPainter;

namespace cloc::ui {

inline constexpr int kRulerSide = 20;  // view pixels

struct RulerTick {
  double position = 0;  // along the axis: original pixels, or shares of the side when normalised
  bool major = false;   // with a number
};
// Ticks in [from, to], their distance 1, 2 or 5 times a power of ten and at least `least`; each major one
// parted in 5 or 4. Whole pixels at least, unless `fractions`.
std::vector<RulerTick> rulerTicks(double from, double to, double least, bool fractions);

// Along the top and the left edge of `widget`, around the transform's viewport. `pointer`: in view pixels,
// marked on both.
void paintRulers(QPainter& painter, const QRectF& widget, const ViewTransform& transform, bool normalised,
                 const std::optional<QPointF>& pointer);
void paintCrosshair(QPainter& painter, const ViewTransform& transform, const QPointF& pointer);
// Around a view that has the keyboard.
void paintFocusFrame(QPainter& painter, const QRectF& widget);
// A chip with a tick in the upper right corner of `area`.
void paintBadge(QPainter& painter, const QRectF& area, const QString& text);
// A card in the middle of `area`.
void paintMessage(QPainter& painter, const QRectF& area, const QIcon& icon, const QString& title,
                  const QString& text);

}  // namespace cloc::ui
