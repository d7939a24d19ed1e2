// SPDX-License-Identifier: GPL-3.0-or-later
// Follows a run's metrics.jsonl while the trainer writes it (the format is in training/logging/metrics_log.h,
// which this does not link). Used by MetricsFeed in its thread; blocks on the file.
#pragma once

#include <QList>
#include <QPointF>
#include <QString>
#include <cstdint>
#include <filesystem>
#include <map>

namespace cloc::ui {

// What was read at one go. A metric is called by group and name: "train/loss".
struct MetricsChunk {
  bool restarted = false;  // begins with the first line: forget what came before
  bool more = false;       // there is more to read at once
  std::int64_t broken_lines = 0;
  std::map<QString, QList<QPointF>> points;  // x: step; y: the value, NaN for null
  bool empty() const { return !restarted && points.empty() && broken_lines == 0; }
};

class MetricsReader {
 public:
  explicit MetricsReader(std::filesystem::path file) : file_(std::move(file)) {}

  // The lines that were completed since the last call, at most `most`; nothing while there is no file. A line
  // without its end is left for later. A file that was replaced or cut (a run that resumes forgets later
  // steps) is read anew.
  MetricsChunk poll(std::int64_t most = 20000);

 private:
  std::filesystem::path file_;
  std::uint64_t inode_ = 0;
  std::int64_t offset_ = 0;  // bytes of whole lines read
  bool begun_ = false;
};

}  // namespace cloc::ui
