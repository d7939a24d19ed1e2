// SPDX-License-Identifier: GPL-3.0-or-later
// The jobs of a project as a list for views, newest first, with what their logs tell of them: when they ran,
// and their last lines. Fed by JobsPanel from JobsService's signals; it asks nobody anything.
#pragma once

#include <QAbstractListModel>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "ui/jobs/job_text.h"
#include "ui/jobs/jobs_service.h"

namespace cloc::ui {

class JobsModel : public QAbstractListModel {
  Q_OBJECT

 public:
  // Lines kept of each log: what a person scrolls through. The file has all.
  static constexpr std::size_t kMostLines = 5000;

  explicit JobsModel(QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  // DisplayRole: the title; AccessibleTextRole: all that the row shows.
  QVariant data(const QModelIndex& index, int role) const override;

  // The model's rows; valid until the next change.
  const store::Job& job(int row) const { return jobs_[static_cast<std::size_t>(row)]; }
  // The row of a job, -1 when it is not there.
  int rowOf(std::int64_t id) const;
  JobStanding standing(std::int64_t id) const;
  const std::deque<JobEvent>& log(std::int64_t id) const;
  // Seconds that its workers ran so far, from its log; absent when the log was not told.
  std::optional<double> runningTime(std::int64_t id, double now) const;

  void setJobs(const std::vector<store::Job>& jobs);
  void setQueue(const JobQueue& queue);
  void addEvents(std::int64_t id, const std::vector<JobEvent>& events, bool fromStart);

 signals:
  void logChanged(qint64 id, bool fromStart, int newLines);

 private:
  struct History {
    std::deque<JobEvent> lines;
    double ran = 0;                 // seconds, of runs that have ended
    std::optional<double> started;  // of the run that goes on
  };

  std::vector<store::Job> jobs_;
  JobQueue queue_;
  std::map<std::int64_t, History> histories_;
};

}  // namespace cloc::ui
