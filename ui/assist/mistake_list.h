// SPDX-License-Identifier: GPL-3.0-or-later
// One list of a review: for each doubted annotation its cutting with the box drawn on it, what it is and what
// is proposed, the reason, how strong the doubt is, and what became of it. Only what is seen is painted and
// loaded; see GridView for mouse and keyboard. A, Y and Space accept what is proposed, K, N and X say that it
// is right, Delete removes the box, S goes on; of the current entry or of all that are selected.
#pragma once

#include <vector>

#include "ui/assist/mistake_review.h"
#include "ui/assist/mistake_text.h"
#include "ui/gallery/cell_painter.h"
#include "ui/gallery/crop_cache.h"
#include "ui/gallery/grid_view.h"

namespace cloc::ui {

class MistakeList : public GridView {
  Q_OBJECT

 public:
  // Both outlive this.
  MistakeList(MistakeReview& review, const MistakeText& text, DecoderSource decoder, QWidget* parent);
  ~MistakeList() override;

  // Entries of this list, by their places in it, ascending. The current one stays where it is among them.
  void setEntries(assist::MistakeKind kind, std::vector<int> entries);
  // The list has been ranked anew: what was at place i is at moved[i].
  void move(const std::vector<int>& moved);
  const std::vector<int>& entries() const { return entries_; }
  assist::MistakeKind kind() const { return kind_; }
  const assist::Mistake& mistake(int position) const;
  ReviewState state(int position) const;
  // The current one and what is selected, by their places in the list.
  std::vector<int> chosen() const;
  // To the next one that is open; round again at the end. Stays when none is.
  void goOn();

 signals:
  void judged(cloc::assist::Judgement judgement);

 protected:
  int count() const override { return static_cast<int>(entries_.size()); }
  QString textAt(int position) const override;
  std::uint32_t keyAt(int position) const override {
    return static_cast<std::uint32_t>(entries_[std::size_t(position)]);
  }
  int positionOfKey(std::uint32_t key) const override;
  QSize cellSize(int tileSide) const override;
  void paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) override;
  QString toolTipAt(int position) const override;
  bool findsByTyping() const override { return false; }
  void visibleChanged(const GridGeometry::Range& visible, bool forward) override;
  std::function<void()> keyAction(Qt::Key key) override;
  void changeEvent(QEvent* event) override;

 private:
  PictureRequest cropOf(const std::filesystem::path& path, const PixelBox& box) const;
  bool hasOther() const { return kind_ == assist::MistakeKind::Duplicate; }
  void paintTile(QPainter& painter, const QRect& tile, const std::filesystem::path& path,
                 const PixelBox& box);
  void paintText(QPainter& painter, const QRect& place, int position);

  MistakeReview& review_;
  const MistakeText& text_;
  CropCache* crops_;
  CellPainter painter_;
  assist::MistakeKind kind_ = assist::MistakeKind::Label;
  std::vector<int> entries_;
};

}  // namespace cloc::ui
