// SPDX-License-Identifier: GPL-3.0-or-later
// The classes that are confused most, as a heat map: a row a true class, a column what it was taken for.
// Shows at most kMostClasses of them; the table beside it has every pair. Used by EvaluationView.
//
// Keys: the arrows move the chosen cell.
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>
#include <cstdint>
#include <vector>

#include "ui/evaluation/report.h"

namespace cloc::ui {

class ConfusionMatrix : public QWidget {
  Q_OBJECT

 public:
  static constexpr int kMostClasses = 20;

  explicit ConfusionMatrix(QWidget* parent = nullptr);
  void setConfusion(const std::vector<Confusion>& confusion);
  const QStringList& classes() const { return classes_; }
  // By place in classes().
  std::int64_t count(int truth, int predicted) const;
  // The cell in the widget's frame.
  QRectF cell(int truth, int predicted) const;
  QSize sizeHint() const override { return {420, 420}; }
  QSize minimumSizeHint() const override { return {220, 220}; }

 signals:
  void chosen(const QString& truth, const QString& predicted);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QPoint cellAt(const QPointF& position) const;  // (predicted, truth); (-1, -1) outside
  void choose(QPoint at);
  double labelSpace() const;

  QStringList classes_;
  std::vector<std::int64_t> counts_;  // [truth][predicted]
  std::int64_t most_ = 1;
  QPoint chosen_{-1, -1};
};

}  // namespace cloc::ui
