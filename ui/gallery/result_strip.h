// SPDX-License-Identifier: GPL-3.0-or-later
// Search results as crops with rank, score and caption: one row beside the canvas, or a grid in a panel of
// its own. setResults() may be called many times a second, while the user drags a box: crops of regions that
// were there before are not loaded again and do not flicker, and selection and current result follow their
// regions. See GridView for mouse and keyboard.
//
// A result is named by its place in results(), from 0: the best.
#pragma once

#include <QString>
#include <QVector>
#include <filesystem>
#include <vector>

#include "core/store/project.h"
#include "ui/gallery/cell_painter.h"
#include "ui/gallery/crop_cache.h"
#include "ui/gallery/grid_view.h"

class QAction;

namespace cloc::ui {

class CropPreview;

struct ResultItem {
  store::ImageId imageId = 0;
  store::RegionId regionId = 0;  // 0: no region of the store (a proposal, the whole image)
  std::filesystem::path path;    // absolute
  PixelBox box;                  // original pixels; not used of a whole image
  float score = 0;
  QString caption;
  QString label;  // may be empty
  bool wholeImage = false;
};

class ResultStrip : public GridView {
  Q_OBJECT

 public:
  explicit ResultStrip(DecoderSource decoder = image::load_picture_decoder, QWidget* parent = nullptr);
  ~ResultStrip() override;

  void setResults(std::vector<ResultItem> results);
  const std::vector<ResultItem>& results() const { return results_; }
  // Said while there are none, e.g. "Draw a box to find what looks like it."
  void setEmptyText(const QString& text);
  // Rows that scroll down instead of one row that scrolls sideways.
  void setWrapped(bool wrapped);
  // Of the selection, in the order of rank.
  QVector<int> selectedResults() const;

  CropCache* crops() { return crops_; }
  // Open, Label, Use as query, Not like this: for the window's menus. Enabled while there is a selection.
  const QList<QAction*>& resultActions() const { return actions_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  // Double click or Enter: show it in its image.
  void resultActivated(int result);
  void currentResultChanged(int result);
  void labelRequested(const QVector<int>& results);
  void useAsQueryRequested(int result);
  // A counter-example for the query.
  void excludeRequested(int result);

 protected:
  int count() const override;
  QString textAt(int position) const override;
  std::uint32_t keyAt(int position) const override;
  int positionOfKey(std::uint32_t key) const override;
  QSize cellSize(int tileSide) const override;
  void paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) override;
  void showToolTip(int position, const QPoint& global) override;
  QString toolTipAt(int position) const override;
  void hoverChanged(int position) override;
  bool findsByTyping() const override { return false; }
  void visibleChanged(const GridGeometry::Range& visible, bool forward) override;
  void changeEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  const ResultItem& item(int position) const { return results_[static_cast<std::size_t>(position)]; }
  PictureRequest cropOf(const ResultItem& item) const;
  void makeActions();
  void updateActions();
  void paintScore(QPainter& painter, const QRect& line, float score) const;

  CropCache* crops_;
  CellPainter painter_;
  CropPreview* preview_;
  std::vector<ResultItem> results_;
  float best_ = 0;
  QList<QAction*> actions_;
};

}  // namespace cloc::ui
