// SPDX-License-Identifier: GPL-3.0-or-later
// The review grid of label by example: a crop for each candidate, best first, with its score, the label that
// it has, and what the user has said of it. A, Y and Space accept, N, R and X reject, U takes either back, of
// the current crop or of all selected ones (Shift and the arrows select ranges); then the next undecided one
// is current. See GridView for the rest of mouse and keyboard; only what is seen is loaded.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/assist/examples.h"
#include "ui/gallery/cell_painter.h"
#include "ui/gallery/crop_cache.h"
#include "ui/gallery/grid_view.h"

namespace cloc::ui {

enum class Verdict : std::uint8_t { None, Accepted, Rejected };

class ReviewGrid : public GridView {
  Q_OBJECT

 public:
  explicit ReviewGrid(DecoderSource decoder = image::load_picture_decoder, QWidget* parent = nullptr);
  ~ReviewGrid() override;

  // Verdicts stay with their entries of the index, also with those that are not among them now.
  void setCandidates(std::vector<assist::Candidate> candidates);
  const std::vector<assist::Candidate>& candidates() const { return candidates_; }
  void forgetVerdicts();
  Verdict verdict(int position) const;
  void judge(const std::vector<int>& positions, Verdict verdict);
  // What lies below is shown as such.
  void setThreshold(float threshold);
  float threshold() const { return threshold_; }
  // How many candidates score at least `threshold`: they are the first ones.
  int countFrom(float threshold) const;
  // Entries that were judged so, whether they are shown or not.
  std::vector<std::int64_t> entries(Verdict verdict) const;
  void setEmptyText(const QString& text);

 signals:
  void verdictsChanged();

 protected:
  int count() const override { return static_cast<int>(candidates_.size()); }
  QString textAt(int position) const override;
  std::uint32_t keyAt(int position) const override { return static_cast<std::uint32_t>(position); }
  int positionOfKey(std::uint32_t key) const override {
    return key < candidates_.size() ? static_cast<int>(key) : -1;
  }
  QSize cellSize(int tileSide) const override;
  void paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) override;
  QString toolTipAt(int position) const override;
  bool findsByTyping() const override { return false; }
  void visibleChanged(const GridGeometry::Range& visible, bool forward) override;
  std::function<void()> keyAction(Qt::Key key) override;
  void changeEvent(QEvent* event) override;

 private:
  const assist::Candidate& item(int position) const {
    return candidates_[static_cast<std::size_t>(position)];
  }
  PictureRequest cropOf(const assist::Candidate& candidate) const;
  void judgeSelected(Verdict verdict);

  CropCache* crops_;
  CellPainter painter_;
  std::vector<assist::Candidate> candidates_;
  std::unordered_map<std::int64_t, Verdict> verdicts_;  // by entry
  float threshold_ = 0;
};

}  // namespace cloc::ui
