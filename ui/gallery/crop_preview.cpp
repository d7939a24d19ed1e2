// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/crop_preview.h"

#include <QPainter>
#include <QScreen>
#include <algorithm>
#include <cmath>

#include "ui/gallery/result_strip.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kSide = 320, kMargin = 8;
constexpr float kContext = 1;  // as much again on each side

}  // namespace

CropPreview::CropPreview(CropCache* crops, QWidget* parent) : QFrame(parent, Qt::ToolTip), crops_(crops) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_ShowWithoutActivating);
  setBackgroundRole(QPalette::ToolTipBase);
  setAutoFillBackground(true);
  connect(crops, &PictureCache::ready, this, [this](const std::vector<PictureKey>& keys) {
    for (const auto& key : keys) {
      if (wanted_ && key == wanted_->key) update();
    }
  });
}

void CropPreview::showFor(const ResultItem& item, const QString& text, const QRect& cell) {
  const int side = static_cast<int>(std::ceil(kSide * devicePixelRatioF()));
  wanted_ = item.wholeImage ? CropCache::wholeImage(item.path, side)
                            : CropCache::crop(item.path, item.box, kContext, side);
  box_ = item.box;
  wholeImage_ = item.wholeImage;
  text_ = text;
  resize(sizeHint());
  QPoint at(cell.center().x() - width() / 2, cell.top() - height() - kMargin);
  if (const QScreen* screen = parentWidget()->screen()) {
    const QRect room = screen->availableGeometry();
    if (at.y() < room.top()) at.setY(cell.bottom() + kMargin);
    at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
  }
  move(at);
  show();
  update();
}

int CropPreview::textHeight() const {
  return fontMetrics()
      .boundingRect(QRect(0, 0, kSide, 4 * fontMetrics().lineSpacing()), Qt::TextWordWrap, text_)
      .height();
}

QSize CropPreview::sizeHint() const {
  return {kSide + 2 * kMargin, kSide + textHeight() + 3 * kMargin};
}

void CropPreview::hideEvent(QHideEvent* event) {
  QFrame::hideEvent(event);
  wanted_.reset();
}

void CropPreview::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(tone(Tone::Border));
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
  const QRect tile(kMargin, kMargin, kSide, kSide);
  const auto* picture = wanted_ ? crops_->find(wanted_->key) : nullptr;
  CellPainter cells;
  const QRect place = cells.drawTile(painter, tile, picture);
  if (picture && !picture->image.isNull() && !wholeImage_) {
    const QRectF part = boxInCrop(box_, kContext, picture->original);
    const QRectF box(place.x() + part.x() * place.width(), place.y() + part.y() * place.height(),
                     part.width() * place.width(), part.height() * place.height());
    painter.setBrush(Qt::NoBrush);
    painter.setClipRect(place.adjusted(-2, -2, 2, 2));
    // Dark under light, so that it is seen on any picture.
    painter.setPen(QPen(textOn(tone(Tone::Accent)), 4));
    painter.drawRect(box);
    painter.setPen(QPen(tone(Tone::Accent), 2));
    painter.drawRect(box);
  }
  painter.setClipping(false);
  painter.setPen(palette().color(QPalette::ToolTipText));
  const QString text = picture && !picture->error.isEmpty() ? picture->error : text_;
  painter.drawText(QRect(kMargin, tile.bottom() + kMargin, kSide, height() - tile.bottom() - kMargin),
                   Qt::TextWordWrap, text);
}

}  // namespace cloc::ui
