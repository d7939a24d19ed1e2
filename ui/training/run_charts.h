// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of training runs, live: a grid of one small chart a metric, all runs over one another, with a
// list of the runs beside it. Runs are given by their metrics.jsonl; it reads them itself (MetricsFeed) and
// knows nothing of jobs.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QSlider>
#include <QToolButton>
#include <QWidget>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "ui/training/metric_chart.h"
#include "ui/training/metrics_feed.h"

namespace cloc::ui {

class RunCharts : public QWidget {
  Q_OBJECT

 public:
  explicit RunCharts(QWidget* parent = nullptr, std::chrono::milliseconds poll = std::chrono::seconds(1));

  // `run` tells the runs apart (a job's id) and gives the colour. A run that is there is read anew.
  void addRun(qint64 run, const QString& name, const std::filesystem::path& metrics);
  void removeRun(qint64 run);
  bool hasRun(qint64 run) const { return runs_.contains(run); }
  void setRunVisible(qint64 run, bool visible);
  // Null when there is no such metric yet.
  MetricChart* chart(const QString& metric) const;
  // In the order they are shown.
  QStringList metrics() const;
  const std::optional<StepRange>& range() const { return range_; }
  void setSmoothing(double weight);  // [0, 1)
  void setLogarithmic(bool on);
  void resetZoom();

  // Answered by exported() or failed(); the file is written on a pool thread.
  void exportCsv(const std::filesystem::path& file);
  void exportPng(const std::filesystem::path& file);

 signals:
  void exported(const QString& file);
  void failed(const QString& message);
  // The user took it off the list.
  void runRemoved(qint64 run);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Run {
    QString name;
    bool visible = true;
    std::int64_t broken_lines = 0;
  };

  QWidget* buildToolBar();
  QWidget* buildRunList();
  void arrived(qint64 run, const std::shared_ptr<MetricsChunk>& chunk);
  MetricChart* makeChart(const QString& metric);
  void applyLook(qint64 run);
  void updateRunList();
  void layOut();
  void setRange(const std::optional<StepRange>& range);
  void askFile(bool csv);
  void write(const std::filesystem::path& file, std::function<void()> work);

  MetricsFeed feed_;
  std::map<qint64, Run> runs_;
  std::vector<MetricChart*> charts_;
  std::optional<StepRange> range_;
  double smoothing_ = 0;
  QSlider* slider_;
  QLabel* slider_value_;
  QToolButton* logarithmic_;
  QLineEdit* filter_;
  QListWidget* run_list_;
  QScrollArea* scroll_;
  QWidget* content_;
  QLabel* empty_;
  int columns_ = 0;
  bool layout_asked_ = false;
  bool filling_list_ = false;
};

}  // namespace cloc::ui
