// SPDX-License-Identifier: GPL-3.0-or-later
// What hovering over a result shows: the region, larger, in its surroundings, with its box drawn in. The
// picture comes when CropCache has it.
#pragma once

#include <QFrame>
#include <optional>

#include "ui/gallery/crop_cache.h"

namespace cloc::ui {

struct ResultItem;

class CropPreview : public QFrame {
  Q_OBJECT

 public:
  CropPreview(CropCache* crops, QWidget* parent);

  // Beside `cell`, in screen pixels, on the same screen.
  void showFor(const ResultItem& item, const QString& text, const QRect& cell);
  // What it wants to show, while it is shown.
  const std::optional<PictureRequest>& wanted() const { return wanted_; }

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  int textHeight() const;

  CropCache* crops_;
  std::optional<PictureRequest> wanted_;
  PixelBox box_;
  bool wholeImage_ = false;
  QString text_;
};

}  // namespace cloc::ui
