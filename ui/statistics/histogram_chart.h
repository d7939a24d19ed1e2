// SPDX-License-Identifier: GPL-3.0-or-later
// Bars with names: upright for what is counted in bins, lying for the labels of a project, where a bar can be
// clicked. Follows the theme.
#pragma once

#include <QChartView>
#include <QColor>
#include <QString>
#include <vector>

QT_BEGIN_NAMESPACE
class QAbstractBarSeries;
class QBarCategoryAxis;
class QBarSet;
class QValueAxis;
QT_END_NAMESPACE

namespace cloc::ui {

class HistogramChart : public QChartView {
  Q_OBJECT

 public:
  HistogramChart(const QString& title, Qt::Orientation orientation, QWidget* parent = nullptr);

  struct Bar {
    QString name;
    qint64 count = 0;
    bool muted = false;  // not one of the others: the rest, which may be cut where it would dwarf them
    QString tick = {};   // at the axis; empty: the name
  };
  // The first at the left, or at the top.
  void setBars(std::vector<Bar> bars);
  const std::vector<Bar>& bars() const { return bars_; }

 signals:
  void barClicked(int bar);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void rebuild();
  void applyColours();
  int barAt(int shown) const;

  QString title_;
  Qt::Orientation orientation_;
  std::vector<Bar> bars_;
  QBarCategoryAxis* names_ = nullptr;
  QValueAxis* counts_ = nullptr;
};

}  // namespace cloc::ui
