// SPDX-License-Identifier: GPL-3.0-or-later
// What the project's data is made of, in charts and a table: labels, places and sizes of boxes, lengths of
// captions, regions per image, and how each label is spread over the splits. Counted in the background with a
// connection of its own; the user is told when the project has changed since.
#pragma once

#include <QWidget>
#include <memory>
#include <string>

#include "core/data/statistics.h"
#include "ui/base/cancellable_task.h"

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTabWidget;
class QTableView;
class QToolButton;

namespace cloc::ui {

class BalanceModel;
class EmptyState;
class HistogramChart;
class PlacesMap;
class ProjectService;

class StatisticsView : public QWidget {
  Q_OBJECT

 public:
  // Outlives this.
  explicit StatisticsView(ProjectService& project, QWidget* parent = nullptr);

  // Counts now; cancels a count that is under way.
  void count();
  // Absent while nothing was counted.
  const std::shared_ptr<const data::Statistics>& statistics() const { return statistics_; }
  bool isCounting() const { return task_.isRunning(); }
  bool isStale() const { return stale_; }
  // "table,name,part,value", a line a figure.
  static std::string csv(const data::Statistics& statistics);

 public slots:
  void exportCsv(const QString& file);
  // The charts as they are now.
  void exportPng(const QString& file);

 signals:
  // The images with this label are to be shown.
  void labelActivated(const QString& label);
  void told(const QString& text);
  void failed(const QString& message);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* buildHeader();
  QWidget* buildCharts();
  QWidget* buildBalance();
  void take(std::shared_ptr<const data::Statistics> statistics);
  void showLabels();
  void showBalance();
  void showState();
  void markStale();
  void askFile(bool png);

  ProjectService& project_;
  std::shared_ptr<const data::Statistics> statistics_;
  bool stale_ = false;
  QString problem_;

  QLabel* summary_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QPushButton* count_ = nullptr;
  QToolButton *cancel_ = nullptr, *csv_ = nullptr, *png_ = nullptr;
  QStackedWidget* pages_ = nullptr;
  EmptyState* empty_ = nullptr;
  QTabWidget* tabs_ = nullptr;
  QWidget* charts_ = nullptr;
  QSpinBox* top_ = nullptr;
  HistogramChart *labels_ = nullptr, *sizes_ = nullptr, *shapes_ = nullptr, *perImage_ = nullptr,
                 *regionWords_ = nullptr, *imageWords_ = nullptr;
  PlacesMap* places_ = nullptr;
  BalanceModel* balance_ = nullptr;
  QTableView* table_ = nullptr;
  QLineEdit* filter_ = nullptr;
  QLabel* balanceText_ = nullptr;
  CancellableTask task_;  // last: it ends before what its answers touch
};

}  // namespace cloc::ui
