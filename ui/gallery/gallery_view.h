// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of thumbnails over a GalleryModel. Cells show the picture, the file's name, how many regions the
// image has (and a dot when it has any), and its score in the present search. See GridView for mouse and
// keyboard.
#pragma once

#include <QVector>

#include "ui/gallery/cell_painter.h"
#include "ui/gallery/grid_view.h"
#include "ui/gallery/image_table.h"

namespace cloc::ui {

class GalleryModel;
class ThumbnailCache;

class GalleryView : public GridView {
  Q_OBJECT

 public:
  // Both have to live as long as this.
  GalleryView(GalleryModel* model, ThumbnailCache* thumbnails, QWidget* parent = nullptr);

  std::optional<store::ImageId> currentImage() const;
  // Selects it alone and scrolls to it; false when it is not shown.
  bool setCurrentImage(store::ImageId image);
  // In the present order.
  QVector<qint64> selectedImages() const;

 public slots:
  // Images that could not be read are tried again.
  void retryFailed();

 signals:
  void imageActivated(qint64 image);
  void currentChanged(qint64 image);

 protected:
  int count() const override;
  QString textAt(int position) const override;
  std::uint32_t keyAt(int position) const override;
  int positionOfKey(std::uint32_t key) const override;
  QSize cellSize(int tileSide) const override;
  void paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) override;
  QString toolTipAt(int position) const override;
  void visibleChanged(const GridGeometry::Range& visible, bool forward) override;
  void changeEvent(QEvent* event) override;

 private:
  GalleryModel* model_;
  ThumbnailCache* thumbnails_;
  CellPainter painter_;
};

}  // namespace cloc::ui
