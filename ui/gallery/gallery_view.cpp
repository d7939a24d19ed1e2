// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery_view.h"

#include <QEvent>
#include <QLocale>
#include <cmath>

#include "ui/gallery/gallery_model.h"
#include "ui/gallery/thumbnail_cache.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kNameGap = 4;

}  // namespace

GalleryView::GalleryView(GalleryModel* model, ThumbnailCache* thumbnails, QWidget* parent)
    : GridView(parent), model_(model), thumbnails_(thumbnails) {
  setAccessibleName(tr("Images"));
  connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginChange(); });
  connect(model, &QAbstractItemModel::modelReset, this, [this] { endChange(); });
  connect(model, &QAbstractItemModel::dataChanged, this,
          [this](const QModelIndex& first, const QModelIndex& last) {
            for (int position = first.row(); position <= last.row(); ++position) updateCell(position);
          });
  connect(this, &GridView::activated, this,
          [this](int position) { emit imageActivated(model_->idAt(position)); });
  connect(this, &GridView::currentPositionChanged, this, [this](int position) {
    model_->setWorkingImage(model_->idAt(position));
    emit currentChanged(model_->idAt(position));
  });
}

std::optional<store::ImageId> GalleryView::currentImage() const {
  const int position = current();
  if (position < 0) return std::nullopt;
  return model_->idAt(position);
}

bool GalleryView::setCurrentImage(store::ImageId image) {
  const int position = model_->positionOf(image);
  if (position < 0) return false;
  setCurrent(position);
  return true;
}

QVector<qint64> GalleryView::selectedImages() const {
  QVector<qint64> images;
  for (const int position : selectedPositions()) images.push_back(model_->idAt(position));
  return images;
}

void GalleryView::retryFailed() {
  thumbnails_->forgetFailed();
  viewport()->update();
  askForVisible();
}

int GalleryView::count() const {
  return model_->count();
}

QString GalleryView::textAt(int position) const {
  const std::string_view name = model_->table().name(model_->rowAt(position));
  return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

std::uint32_t GalleryView::keyAt(int position) const {
  return model_->rowAt(position);
}

int GalleryView::positionOfKey(std::uint32_t key) const {
  return model_->positionOfRow(key);
}

QSize GalleryView::cellSize(int tileSide) const {
  const int width = tileSide + 2 * CellPainter::kPadding;
  return {width, width + kNameGap + fontMetrics().height()};
}

void GalleryView::paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) {
  const auto& table = model_->table();
  const Row row = model_->rowAt(position);
  using Frame = CellPainter::Frame;
  CellPainter::drawGround(painter, cell,
                          state.selected  ? Frame::Selected
                          : state.hovered ? Frame::Hovered
                                          : Frame::None,
                          state.current);
  const QRect tile(cell.topLeft() + QPoint(CellPainter::kPadding, CellPainter::kPadding),
                   QSize(tileSide(), tileSide()));
  painter_.drawTile(painter, tile, thumbnails_->find(ThumbnailCache::keyOf(table.id(row))));

  painter.setFont(CellPainter::small(font()));
  const std::uint32_t regions = table.regions(row);
  if (regions > 0) {
    using Corner = CellPainter::Corner;
    CellPainter::drawBadge(painter, tile, Corner::BottomRight, QLocale().toString(regions),
                           tone(Tone::Raised));
    CellPainter::drawDot(painter, tile, Corner::TopRight, tone(Tone::Good));
  }
  if (table.verified(row))
    CellPainter::drawTick(painter, tile, CellPainter::Corner::TopLeft, tone(Tone::Good));
  if (const auto score = table.score(row)) {
    CellPainter::drawBadge(painter, tile, CellPainter::Corner::BottomLeft, QLocale().toString(*score, 'f', 2),
                           tone(Tone::Accent));
  }
  painter.setFont(font());
  const QRect line(tile.left(), tile.bottom() + kNameGap, tile.width(), fontMetrics().height());
  CellPainter::drawLine(painter, line, textAt(position), palette().color(QPalette::Text), Qt::ElideMiddle,
                        Qt::AlignHCenter);
}

QString GalleryView::toolTipAt(int position) const {
  return model_->data(model_->index(position), Qt::ToolTipRole).toString();
}

void GalleryView::visibleChanged(const GridGeometry::Range& visible, bool forward) {
  // Two screens the way it goes, one back.
  const int screen = visible.count();
  const auto& table = model_->table();
  const int side = static_cast<int>(std::ceil(tileSide() * devicePixelRatioF()));
  std::vector<PictureRequest> requests;
  const auto add = [&](int position) {
    if (position < 0 || position >= count()) return;
    const Row row = model_->rowAt(position);
    requests.push_back({ThumbnailCache::keyOf(table.id(row)), table.path(row), side});
  };
  for (int position = visible.first; position <= visible.last; ++position) add(position);
  for (int i = 1; i <= 2 * screen; ++i) add(forward ? visible.last + i : visible.first - i);
  for (int i = 1; i <= screen; ++i) add(forward ? visible.first - i : visible.last + i);
  thumbnails_->request(std::move(requests));
}

void GalleryView::changeEvent(QEvent* event) {
  GridView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) painter_.forgetIcons();
}

}  // namespace cloc::ui
