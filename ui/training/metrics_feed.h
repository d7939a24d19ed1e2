// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the metrics of several runs on a thread of its own and tells what is new, for RunCharts. Functions
// return at once.
#pragma once

#include <QObject>
#include <QThread>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "ui/training/metrics_reader.h"

namespace cloc::ui {

class MetricsFeedWorker;

class MetricsFeed : public QObject {
  Q_OBJECT

 public:
  explicit MetricsFeed(std::chrono::milliseconds poll = std::chrono::seconds(1), QObject* parent = nullptr);
  ~MetricsFeed() override;

  // Follows `metrics` (a metrics.jsonl, which may not be there yet) under the number `run`, from its start.
  void follow(qint64 run, const std::filesystem::path& metrics);
  void forget(qint64 run);

 signals:
  // Chunks of one run come in order. Those of a run that was forgotten meanwhile may still come.
  void arrived(qint64 run, const std::shared_ptr<cloc::ui::MetricsChunk>& chunk);

 private:
  void post(std::function<void(MetricsFeedWorker&)> work);

  QThread thread_;
  MetricsFeedWorker* worker_;
};

}  // namespace cloc::ui
