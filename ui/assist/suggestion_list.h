// SPDX-License-Identifier: GPL-3.0-or-later
// The labels that are proposed for a new box, beside the box on the canvas: a number, the name, a bar and the
// score for each. It shows and is clicked; which keys take one is SuggestionController's.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

namespace cloc::ui {

struct SuggestedLabel {
  QString name;
  float score = 0;  // [0, 1]
};

class SuggestionList : public QWidget {
  Q_OBJECT

 public:
  static constexpr int kMost = 5;

  explicit SuggestionList(QWidget* canvas);

  // Beside `box` (pixels of the parent), inside the parent.
  void showBeside(const QRectF& box, std::vector<SuggestedLabel> labels);
  const std::vector<SuggestedLabel>& labels() const { return labels_; }

  QSize sizeHint() const override;

 signals:
  void chosen(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  int rowHeight() const;
  QRect row(int index) const;
  int rowAt(const QPoint& point) const;

  std::vector<SuggestedLabel> labels_;
  int hovered_ = -1;
};

}  // namespace cloc::ui
