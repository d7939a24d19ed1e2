// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/box_painter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QStringList>
#include <QToolTip>
#include <QWidget>
#include <QtMath>
#include <algorithm>
#include <cstring>

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

// A line of the picture's own colour does not show: one of the opposite lightness beside it does.
QColor halo(const QColor& beside, int alpha) {
  QColor colour = textOn(beside);
  colour.setAlpha(alpha);
  return colour;
}

// Rectangles of whole device pixels, filled: crisp, and an order of magnitude faster than antialiased
// strokes.
class Strokes {
 public:
  explicit Strokes(QPainter& painter) : painter_(painter), ratio_(painter.device()->devicePixelRatioF()) {}

  // The outline of `rect`, `width` view pixels wide, half of it on each side, moved out by `out`.
  void frame(const QRectF& rect, double width, double out, const QColor& colour) const {
    const double w = std::max(1.0, std::round(width * ratio_));
    const double o = std::round(out * ratio_);
    const double half = std::floor(w / 2);
    const double left = std::round(rect.left() * ratio_) - half - o;
    const double top = std::round(rect.top() * ratio_) - half - o;
    const double right = std::round(rect.right() * ratio_) + (w - half) + o;
    const double bottom = std::round(rect.bottom() * ratio_) + (w - half) + o;
    fill(left, top, right, top + w, colour);
    fill(left, bottom - w, right, bottom, colour);
    fill(left, top + w, left + w, bottom - w, colour);
    fill(right - w, top + w, right, bottom - w, colour);
  }

  // The same, in dashes.
  void dashed(const QRectF& rect, double width, double dash, double gap, const QColor& colour) const {
    const double w = std::max(1.0, std::round(width * ratio_));
    const double on = std::round(dash * ratio_);
    const double step = on + std::round(gap * ratio_);
    const double half = std::floor(w / 2);
    const double left = std::round(rect.left() * ratio_) - half;
    const double top = std::round(rect.top() * ratio_) - half;
    const double right = std::round(rect.right() * ratio_) + (w - half);
    const double bottom = std::round(rect.bottom() * ratio_) + (w - half);
    for (double x = left; x < right; x += step) {
      const double end = std::min(x + on, right);
      fill(x, top, end, top + w, colour);
      fill(x, bottom - w, end, bottom, colour);
    }
    for (double y = top; y < bottom; y += step) {
      const double end = std::min(y + on, bottom);
      fill(left, y, left + w, end, colour);
      fill(right - w, y, right, end, colour);
    }
  }

 private:
  void fill(double left, double top, double right, double bottom, const QColor& colour) const {
    if (right <= left || bottom <= top) return;
    painter_.fillRect(QRectF(left / ratio_, top / ratio_, (right - left) / ratio_, (bottom - top) / ratio_),
                      colour);
  }

  QPainter& painter_;
  double ratio_;
};

void framed(QPainter& painter, const QRectF& rect, const QColor& colour, Qt::PenStyle style, int haloAlpha) {
  const Strokes strokes(painter);
  const QColor edge = halo(colour, haloAlpha);
  if (style == Qt::SolidLine) {
    strokes.frame(rect, 1, 1, edge);
    strokes.frame(rect, 2, 0, colour);
    strokes.frame(rect, 1, -2, edge);
  } else {
    strokes.frame(rect, 4, 0, edge);
    strokes.dashed(rect, 2, 7, 5, colour);
  }
}

// Outlines straight into an image, row by row. A painter's rectangles visit each row once for every side and
// shade, and each visit of another row is a miss of the cache: hundreds of boxes cost several frames.
class OutlineWriter {
 public:
  // `line` and `edge`: pixels of the line and, on each side of it, of the half transparent edge.
  OutlineWriter(QImage& image, int line, int edge)
      : width_(image.width()),
        height_(image.height()),
        stride_(image.bytesPerLine() / 4),
        pixels_(reinterpret_cast<QRgb*>(image.bits())),
        line_(line),
        edge_(edge) {}

  void draw(const QRectF& rect, QRgb colour, int edgeAlpha) {
    if (edge_ > 0 && (colour != colour_ || keep_ != 255 - edgeAlpha)) {
      keep_ = 255 - edgeAlpha;
      shade_ = qGray(textOn(QColor::fromRgb(colour)).rgb()) * edgeAlpha;
    }
    colour_ = colour;
    const auto place = [this](double at) {
      return static_cast<int>(std::lround(std::clamp(at, -64.0, 1e6))) - line_ / 2 - edge_;
    };
    const int left = place(rect.left()), top = place(rect.top());
    const int right = place(rect.right()), bottom = place(rect.bottom());
    const int band = line_ + 2 * edge_;
    if (band == 1) {
      drawThin(left, top, right, bottom);
      return;
    }
    for (int y = std::max(0, top); y < std::min(height_, bottom + band); ++y) {
      auto* row = pixels_ + y * stride_;
      // How deep in the outline's band this row is, from outside or inside: an edge, the line, or neither.
      const int deep = y < top + band ? y - top : y >= bottom ? bottom + band - 1 - y : -1;
      if (deep < 0) {
        across(row, left);
        across(row, right);
      } else if (deep < edge_) {
        shade(row, left, right + band);
      } else if (deep < edge_ + line_) {
        shade(row, left, left + edge_);
        fill(row, left + edge_, right + band - edge_);
        shade(row, right + band - edge_, right + band);
      } else {
        across(row, left);
        shade(row, left + band, right);
        across(row, right);
      }
    }
  }

 private:
  // One pixel wide, without edges: for thousands in a frame.
  void drawThin(int left, int top, int right, int bottom) {
    for (const int y : {top, bottom}) {
      if (y >= 0 && y < height_) fill(pixels_ + y * stride_, left, right + 1);
    }
    const bool showsLeft = left >= 0 && left < width_;
    const bool showsRight = right >= 0 && right < width_;
    for (int y = std::max(0, top + 1); y < std::min(height_, bottom); ++y) {
      auto* row = pixels_ + y * stride_;
      if (showsLeft) row[left] = colour_;
      if (showsRight) row[right] = colour_;
    }
  }
  void across(QRgb* row, int x) {
    shade(row, x, x + edge_);
    fill(row, x + edge_, x + edge_ + line_);
    shade(row, x + edge_ + line_, x + line_ + 2 * edge_);
  }
  void fill(QRgb* row, int from, int to) {
    from = std::max(from, 0);
    to = std::min(to, width_);
    if (from < to) std::fill(row + from, row + to, colour_);
  }
  void shade(QRgb* row, int from, int to) {
    for (int x = std::max(from, 0); x < std::min(to, width_); ++x) {
      const QRgb under = row[x];
      row[x] = qRgb((qRed(under) * keep_ + shade_) / 255, (qGreen(under) * keep_ + shade_) / 255,
                    (qBlue(under) * keep_ + shade_) / 255);
    }
  }

  int width_, height_;
  qsizetype stride_;
  QRgb* pixels_;
  int line_, edge_;
  QRgb colour_ = 0;
  int keep_ = 0, shade_ = 0;
};

// Nothing is gained by painting, or dashing, miles outside of the view.
// With everything selected, selected boxes are drawn as simply as others.
bool manySelected(const std::vector<PaintedBox>& boxes) {
  return static_cast<std::size_t>(std::count_if(boxes.begin(), boxes.end(), [](const auto& box) {
           return box.selected;
         })) > BoxPainter::kDetailedBoxes;
}

// Painted with a fill or dashes.
bool isSpecial(const PaintedBox& box, bool many) {
  return (box.selected && !many) || box.hovered || (box.dashed && !many);
}

QRectF limited(const QRectF& rect, const QRectF& viewport) {
  return rect.intersected(viewport.adjusted(-400, -400, 400, 400));
}

}  // namespace

void BoxPainter::paint(QPainter& painter, const ViewTransform& transform,
                       const std::vector<PaintedBox>& boxes) {
  const bool detailed = boxes.size() <= kDetailedBoxes;
  taken_.clear();
  const bool many = manySelected(boxes);
  painter.save();
  const QRectF& viewport = transform.viewport();
  const auto visible = [&](const PaintedBox& box) {
    return transform.toView(box.box).adjusted(-4, -4, 4, 4).intersects(viewport);
  };
  for (const auto& box : boxes) {
    if (isSpecial(box, many) && visible(box)) {
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

void BoxPainter::paintFrame(QPainter& painter, const QImage& frame, const ViewTransform& transform,
                            const std::vector<PaintedBox>& boxes) {
  const QPointF corner = transform.viewport().topLeft();
  if (frame.isNull()) return;
  if (boxes.empty()) {
    painter.drawImage(corner, frame);
    return;
  }
  // A copy that keeps its memory: making a new one each time costs more than the boxes.
  if (outlined_.size() != frame.size()) outlined_ = QImage(frame.size(), QImage::Format_RGB32);
  outlined_.setDevicePixelRatio(1);
  std::memcpy(outlined_.bits(), frame.constBits(), static_cast<std::size_t>(frame.sizeInBytes()));
  paintOutlines(outlined_, transform, boxes);
  outlined_.setDevicePixelRatio(frame.devicePixelRatio());
  painter.drawImage(corner, outlined_);
}

void BoxPainter::paintOutlines(QImage& image, const ViewTransform& transform,
                               const std::vector<PaintedBox>& boxes) {
  const QRgb accent = tone(Tone::Accent).rgb();
  const bool many = manySelected(boxes);
  const double ratio = transform.devicePixelRatio();
  const bool detailed = boxes.size() <= kDetailedBoxes;
  const int pixel = std::max(1, qRound(ratio));
  OutlineWriter writer(image, detailed ? qRound(2 * ratio) : 1, detailed ? pixel : 0);
  const QPointF corner = transform.viewport().topLeft();
  for (const auto& box : boxes) {
    if (isSpecial(box, many)) continue;
    const QRectF rect = transform.toView(box.box).translated(-corner);
    writer.draw(QRectF(rect.topLeft() * ratio, rect.size() * ratio), box.selected ? accent : box.colour.rgb(),
                110);
  }
}

void BoxPainter::paintBox(QPainter& painter, const QRectF& rect, const PaintedBox& box) {
  if (box.selected || box.hovered) {
    QColor fill = box.colour;
    fill.setAlphaF(box.selected ? 0.14F : 0.10F);
    painter.fillRect(rect, fill);
  }
  framed(painter, rect, box.colour, box.dashed ? Qt::DashLine : Qt::SolidLine, box.selected ? 170 : 110);
}

double BoxPainter::chipWidth(const QPainter& painter, const QString& text) {
  if (const auto found = chipWidths_.constFind(text); found != chipWidths_.constEnd()) return *found;
  if (chipWidths_.size() > kChipsKept) chipWidths_.clear();
  const double advance = QFontMetricsF(chipFont(painter)).horizontalAdvance(text);
  return *chipWidths_.insert(text, std::ceil(std::min(advance + 2 * kChipPadding, kLongestChip)));
}

const QImage& BoxPainter::chip(QPainter& painter, const QString& text, const QColor& colour, int width) {
  const double ratio = painter.device()->devicePixelRatioF();
  const std::tuple key(text, colour.rgb(), width, ratio);
  if (const auto found = chips_.find(key); found != chips_.end()) return found->second;
  if (chips_.size() > static_cast<std::size_t>(kChipsKept)) chips_.clear();
  // An image: pixmaps belong to the window's thread, and exports are drawn in others.
  QImage image(qCeil(width * ratio), qCeil(kChipHeight * ratio), QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(ratio);
  image.fill(Qt::transparent);
  QPainter on(&image);
  on.setRenderHint(QPainter::Antialiasing);
  const QRectF area(0.5, 0.5, width - 1, kChipHeight - 1);
  on.setPen(QPen(QColor(0, 0, 0, 90), 1));
  on.setBrush(colour);
  on.drawRoundedRect(area, 3, 3);
  on.setFont(chipFont(painter));
  on.setPen(textOn(colour));
  const QRectF inside = area.adjusted(kChipPadding - 1, 0, -kChipPadding + 1, 0);
  on.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft,
              QFontMetricsF(on.font()).elidedText(text, Qt::ElideRight, inside.width() + 1));
  on.end();
  return chips_[key] = std::move(image);
}

bool BoxPainter::paintChip(QPainter& painter, const QRectF& viewport, const QRectF& rect, const QString& text,
                           const QColor& colour, bool always, bool handles, bool whole) {
  if (!always && std::min(rect.width(), rect.height()) < kTinyBox) return false;
  double width = chipWidth(painter, text);
  // Without being looked at, no wider than its box, as long as a few letters fit. In steps: each width is a
  // picture of its own.
  if (!always && !whole) width = std::min(width, std::max(std::ceil(rect.width() / 24) * 24, 48.0));
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
  if (hides && !always) return false;
  taken_.push_back(area.adjusted(-1, -1, 1, 1));
  painter.drawImage(area.topLeft(), chip(painter, text, colour, static_cast<int>(width)));
  return true;
}

QString overlayTipAt(const std::vector<CanvasOverlayBox>& overlays, const QPointF& original) {
  std::vector<const CanvasOverlayBox*> hit;
  for (const auto& overlay : overlays) {
    const auto& box = overlay.box;
    if (box.x1 <= original.x() && original.x() <= box.x2 && box.y1 <= original.y() && original.y() <= box.y2)
      hit.push_back(&overlay);
  }
  std::stable_sort(hit.begin(), hit.end(),
                   [](const auto* a, const auto* b) { return a->box.area() < b->box.area(); });
  QStringList lines;
  for (const auto* overlay : hit) {
    const QString& line = overlay->tip.isEmpty() ? overlay->text : overlay->tip;
    if (!line.isEmpty()) lines << line;
  }
  return lines.join(QLatin1Char('\n'));
}

void showOverlayTip(QWidget* widget, const QPoint& global, const std::vector<CanvasOverlayBox>& overlays,
                    const QPointF& original) {
  const QString text = overlayTipAt(overlays, original);
  if (text.isEmpty()) {
    QToolTip::hideText();
    return;
  }
  // Phrases are typed by people: no mark-up in them.
  QToolTip::showText(global, QStringLiteral("<p style='white-space:pre'>%1</p>").arg(text.toHtmlEscaped()),
                     widget);
}

void BoxPainter::paintOverlays(QPainter& painter, const ViewTransform& transform,
                               const std::vector<CanvasOverlayBox>& overlays) {
  painter.save();
  const QRectF& viewport = transform.viewport();
  for (const auto& overlay : overlays) {
    const QRectF rect = transform.toView(overlay.box);
    if (!rect.adjusted(-4, -4, 4, 4).intersects(viewport)) continue;
    const QRectF shown = limited(rect, viewport);
    framed(painter, shown, overlay.colour, overlay.style, 130);
  }
  for (const auto& overlay : overlays) {
    const QRectF rect = transform.toView(overlay.box);
    if (overlay.text.isEmpty() || !rect.intersects(viewport)) continue;
    // Whole, for the score is at its end; where the place above is taken, below the box, else to the right.
    const QRectF below = rect.translated(0, rect.height() + kChipHeight + 2 * kChipGap);
    const QRectF beside = rect.translated(rect.width() + kChipGap, kChipHeight + 2 * kChipGap);
    for (const QRectF& place : {rect, below, beside}) {
      if (paintChip(painter, viewport, place, overlay.text, overlay.colour, false, false, true)) break;
    }
  }
  painter.restore();
}

void BoxPainter::paintQuery(QPainter& painter, const ViewTransform& transform, const PixelBox& box) {
  painter.save();
  const QRectF rect = limited(transform.toView(box), transform.viewport());
  QColor fill = tone(Tone::Accent);
  fill.setAlphaF(0.12F);
  painter.fillRect(rect, fill);
  framed(painter, rect, tone(Tone::Accent), Qt::DashLine, 170);
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
    painter.setPen(QPen(QColor(0, 0, 0, 170), 1));
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
