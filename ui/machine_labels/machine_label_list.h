// SPDX-License-Identifier: GPL-3.0-or-later
// The machine labels that wait, one below the other: the cutting with the box drawn on it, phrase, score, the
// label that it has, and its image. Only what is seen is painted and loaded; see GridView for mouse and
// keyboard. A, Y and Space accept, N, R, X and Delete reject, S goes on; of the current one or of all that
// are selected.
#pragma once

#include <unordered_map>
#include <vector>

#include "ui/gallery/cell_painter.h"
#include "ui/gallery/crop_cache.h"
#include "ui/gallery/grid_view.h"
#include "ui/machine_labels/label_decisions.h"

namespace cloc::ui {

class MachineLabelList : public GridView {
  Q_OBJECT

 public:
  using Key = WaitingLabels::Key;

  // Outlives this.
  MachineLabelList(WaitingLabels& waiting, DecoderSource decoder, QWidget* parent);
  ~MachineLabelList() override;

  void setLabels(const std::vector<store::Label>& labels);
  // What scores less is shown paler.
  void setThreshold(float threshold);
  const WaitingLabel& label(int position) const { return waiting_.at(keyAt(position)); }
  // What is selected, else the current one.
  std::vector<Key> chosen() const;
  // To the next one.
  void goOn();

 signals:
  void decided(cloc::ui::LabelDecision decision);

 protected:
  int count() const override { return static_cast<int>(waiting_.shown().size()); }
  QString textAt(int position) const override;
  std::uint32_t keyAt(int position) const override { return waiting_.shown()[std::size_t(position)]; }
  int positionOfKey(std::uint32_t key) const override { return waiting_.position(key); }
  QSize cellSize(int tileSide) const override;
  void paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) override;
  QString toolTipAt(int position) const override;
  bool findsByTyping() const override { return false; }
  void visibleChanged(const GridGeometry::Range& visible, bool forward) override;
  std::function<void()> keyAction(Qt::Key key) override;
  void changeEvent(QEvent* event) override;

 private:
  void refill();
  PictureRequest cropOf(const WaitingLabel& label) const;
  QString scoreText(const WaitingLabel& label) const;
  QString labelName(const WaitingLabel& label) const;
  void paintTile(QPainter& painter, const QRect& tile, const WaitingLabel& label);

  WaitingLabels& waiting_;
  CropCache* crops_;
  CellPainter painter_;
  std::unordered_map<store::LabelId, QString> names_;
  float threshold_ = 0;
  int place_ = 0;  // of the current one, for when it has gone
};

}  // namespace cloc::ui
