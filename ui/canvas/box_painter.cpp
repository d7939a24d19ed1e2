// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/box_painter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QtMath>
#include <algorithm>
#include <map>

#include "ui/canvas/box_geometry.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr double kChipHeight = 18;
constexpr double kChipPadding = 6;
constexpr double kChipGap = 3;
constexpr double kHandleGap = 8;  // keeps chips off the handles
constexpr double kHandleSide = 8;
constexpr double kTinyBox = 14;  // view pixels: smaller boxes have no chip
constexpr double kLongestChip = 260;
constexpr int kChipsKept = 2000;

QFont chipFont(const QPainter& painter) {
  QFont font = painter.font();
  font.setPixelSize(11);
  font.setWeight(QFont::DemiBold);
  return font;
}

// A line of the box's own colour does not show on a picture of the same colour: a dark one beneath does.
QColor halo(int alpha) {
  return QColor(0, 0, 0, alpha);
}

// Far outside, coordinates would overflow the rasterizer, and dashes would be computed for miles.
QRectF limited(const QRectF& rect, const QRectF& viewport) {
  return rect.intersected(viewport.adjusted(-400, -400, 400, 400));
}

}  // namespace

void BoxPainter::paint(QPainter& painter, const ViewTransform& transform,
                       const std::vector<PaintedBox>& boxes, bool detailed) {
  taken_.clear();
  // With everything selected, selected boxes are drawn as simply as others.
  const bool many = static_cast<std::size_t>(std::count_if(boxes.begin(), boxes.end(), [](const auto& box) {
                      return box.selected;
                    })) > kDetailedBoxes;
  if (!detailed) paintOutlines(painter, transform, boxes, many);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF& viewport = transform.viewport();
  const auto visible = [&](const PaintedBox& box) {
    return transform.toView(box.box).adjusted(-4, -4, 4, 4).intersects(viewport);
  };
  for (const bool selected : {false, true}) {
    for (const auto& box : boxes) {
      const bool special = (box.selected && !many) || box.hovered;
      if (box.selected != selected || (!detailed && !special) || !visible(box)) continue;
      paintBox(painter, limited(transform.toView(box.box), viewport), box);
    }
  }
  // Chips of selected boxes take their places first; they and the hovered one always get theirs.
  for (const bool special : {true, false}) {
    if (special ? many : !detailed) continue;
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box) {
      if ((box->selected || box->hovered) != special || box->text.isEmpty() || !visible(*box)) continue;
      paintChip(painter, viewport, transform.toView(box->box), box->text, box->colour, special,
                box->selected);
    }
  }
  painter.restore();
}

void BoxPainter::paintOutlines(QPainter& painter, const ViewTransform& transform,
                               const std::vector<PaintedBox>& boxes, bool withSelected) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  const QColor accent = tone(Tone::Accent);
  std::map<QRgb, QVector<QRectF>> byColour;
  const QRectF& viewport = transform.viewport();
  for (const auto& box : boxes) {
    if (box.hovered || (box.selected && !withSelected)) continue;
    const QColor& colour = box.selected ? accent : box.colour;
    byColour[colour.rgba()].push_back(limited(transform.toView(box.box), viewport));
  }
  for (const auto& [colour, rects] : byColour) {
    QPen pen(QColor::fromRgba(colour), 0);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRects(rects);
  }
  painter.restore();
}

void BoxPainter::paintBox(QPainter& painter, const QRectF& rect, const PaintedBox& box) {
  painter.setBrush(Qt::NoBrush);
  if (box.selected || box.hovered) {
    QColor fill = box.colour;
    fill.setAlphaF(box.selected ? 0.14F : 0.10F);
    painter.fillRect(rect, fill);
  }
  const double width = box.selected ? 2 : 1.5;
  painter.setPen(
      QPen(halo(box.selected ? 150 : 110), width + 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  painter.drawRect(rect);
  QPen pen(box.colour, width, box.locked ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
  if (box.locked) pen.setDashPattern({4, 3});
  painter.setPen(pen);
  painter.drawRect(rect);
}

const QImage& BoxPainter::chip(QPainter& painter, const QString& text, const QColor& colour, int width) {
  const double ratio = painter.device()->devicePixelRatioF();
  const QString key = QStringLiteral("%1/%2/%3/%4").arg(colour.rgb()).arg(width).arg(ratio).arg(text);
  if (const auto found = chips_.constFind(key); found != chips_.constEnd()) return *found;
  if (chips_.size() > kChipsKept) chips_.clear();
  // An image: pixmaps belong to the window's thread, and exports are drawn in others.
  QImage image(qCeil(width * ratio), qCeil(kChipHeight * ratio), QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(ratio);
  image.fill(Qt::transparent);
  QPainter on(&image);
  on.setRenderHint(QPainter::Antialiasing);
  const QRectF area(0.5, 0.5, width - 1, kChipHeight - 1);
  on.setPen(QPen(halo(90), 1));
  on.setBrush(colour);
  on.drawRoundedRect(area, 3, 3);
  on.setFont(chipFont(painter));
  on.setPen(textOn(colour));
  const QRectF inside = area.adjusted(kChipPadding - 1, 0, -kChipPadding + 1, 0);
  on.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft,
              QFontMetricsF(on.font()).elidedText(text, Qt::ElideRight, inside.width() + 1));
  on.end();
  return *chips_.insert(key, image);
}

void BoxPainter::paintChip(QPainter& painter, const QRectF& viewport, const QRectF& rect, const QString& text,
                           const QColor& colour, bool always, bool handles) {
  if (!always && std::min(rect.width(), rect.height()) < kTinyBox) return;
  const QFontMetricsF metrics(chipFont(painter));
  double width = std::min(metrics.horizontalAdvance(text) + 2 * kChipPadding, kLongestChip);
  // Without being looked at, no wider than its box, as long as a few letters fit.
  if (!always) width = std::min(width, std::max(rect.width() + 4, 44.0));
  width = std::ceil(width);
  const double gap = handles ? kHandleGap : kChipGap;
  QRectF area(rect.left() - 1, rect.top() - gap - kChipHeight, width, kChipHeight);
  // No room above: inside, below the upper edge, off the handles.
  if (area.top() < viewport.top() + 2) {
    area.moveTop(std::max(rect.top(), viewport.top()) + gap);
    area.moveLeft(rect.left() + gap);
    // Nor inside a flat one: below it.
    if (rect.height() < kChipHeight + 2 * gap && rect.top() >= viewport.top())
      area.moveTop(rect.bottom() + gap);
  }
  area.moveLeft(std::min(area.left(), viewport.right() - width - 2));
  area.moveLeft(std::max(area.left(), viewport.left() + 2));
  if (area.bottom() > viewport.bottom() - 2) area.moveBottom(viewport.bottom() - 2);
  // Whole pixels, or the text blurs.
  const double ratio = painter.device()->devicePixelRatioF();
  area.moveTo(std::round(area.left() * ratio) / ratio, std::round(area.top() * ratio) / ratio);
  const bool hides =
      std::any_of(taken_.begin(), taken_.end(), [&](const auto& other) { return other.intersects(area); });
  if (hides && !always) return;
  taken_.push_back(area.adjusted(-1, -1, 1, 1));
  painter.drawImage(area.topLeft(), chip(painter, text, colour, static_cast<int>(width)));
}

void BoxPainter::paintOverlays(QPainter& painter, const ViewTransform& transform,
                               const std::vector<CanvasOverlayBox>& overlays) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  const QRectF& viewport = transform.viewport();
  for (const auto& overlay : overlays) {
    const QRectF rect = transform.toView(overlay.box);
    if (!rect.adjusted(-4, -4, 4, 4).intersects(viewport)) continue;
    const QRectF shown = limited(rect, viewport);
    painter.setPen(QPen(halo(120), 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(shown);
    painter.setPen(QPen(overlay.colour, 2, overlay.style, Qt::FlatCap, Qt::MiterJoin));
    painter.drawRect(shown);
  }
  for (const auto& overlay : overlays) {
    const QRectF rect = transform.toView(overlay.box);
    if (overlay.text.isEmpty() || !rect.intersects(viewport)) continue;
    paintChip(painter, viewport, rect, overlay.text, overlay.colour, false, false);
  }
  painter.restore();
}

void BoxPainter::paintQuery(QPainter& painter, const ViewTransform& transform, const PixelBox& box) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF rect = limited(transform.toView(box), transform.viewport());
  QColor fill = tone(Tone::Accent);
  fill.setAlphaF(0.12F);
  painter.fillRect(rect, fill);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(halo(150), 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  painter.drawRect(rect);
  QPen pen(tone(Tone::Accent), 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
  pen.setDashPattern({4, 2.5});
  painter.setPen(pen);
  painter.drawRect(rect);
  painter.restore();
}

void BoxPainter::paintHandles(QPainter& painter, const ViewTransform& transform, const PixelBox& box) {
  const QRectF rect = transform.toView(box);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  for (const auto& handle : kBoxHandles) {
    if (handle.x == 0 && rect.width() < 28) continue;
    if (handle.y == 0 && rect.height() < 28) continue;
    QRectF square(0, 0, kHandleSide, kHandleSide);
    square.moveCenter(handlePosition(rect, handle));
    painter.setPen(QPen(halo(170), 1));
    painter.setBrush(Qt::white);
    painter.drawRoundedRect(square, 1.5, 1.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tone(Tone::Accent));
    painter.drawRect(square.adjusted(2.5, 2.5, -2.5, -2.5));
  }
  painter.restore();
}

void BoxPainter::paintPulse(QPainter& painter, const ViewTransform& transform, const PixelBox& box,
                            double progress) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const double grow = 2 + 18 * progress;
  QColor colour = tone(Tone::Accent);
  colour.setAlphaF(static_cast<float>(0.9 * (1 - progress)));
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colour, 4 - 2.5 * progress));
  painter.drawRoundedRect(
      limited(transform.toView(box), transform.viewport()).adjusted(-grow, -grow, grow, grow), 3 + grow / 2,
      3 + grow / 2);
  painter.restore();
}

}  // namespace cloc::ui
