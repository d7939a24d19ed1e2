// SPDX-License-Identifier: GPL-3.0-or-later
// The half of JobsService that lives in its thread: owns a connection to the store of its own, polls it and
// the logs, starts and stops worker processes. Used by JobsService alone, whose header says what each
// function does.
//
// Nothing here waits for a process: what was asked is noted (starting_, stopping_) and seen to be done at a
// later tick, so that one worker that is slow to save does not keep the others' news back.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/jobs/job_log.h"
#include "core/store/project.h"
#include "ui/jobs/jobs_service.h"

namespace cloc::ui {

class JobsWorker : public QObject {
  Q_OBJECT

 public:
  JobsWorker(std::filesystem::path program, const JobsService::Timing& timing);

  void open(const std::filesystem::path& project);
  void close();
  void refresh();
  void add(const std::string& kind, const std::string& params, bool startNow);
  void start(std::int64_t id);
  void pause(std::int64_t id);
  void cancel(std::int64_t id);
  void remove(std::int64_t id, bool withFiles);
  void follow(std::int64_t id);
  void setMostRunning(int count);
  void stopAll(bool leaveRunning);

 signals:
  void jobsChanged(const std::vector<cloc::store::Job>& jobs);
  void queueChanged(const cloc::ui::JobQueue& queue);
  void added(qint64 id);
  void jobFinished(const cloc::store::Job& job);
  void jobInterrupted(const cloc::store::Job& job);
  void logEvents(qint64 id, const std::vector<cloc::ui::JobEvent>& events, bool fromStart);
  void allStopped(bool everything);
  void failed(const QString& message);

 private:
  using Clock = std::chrono::steady_clock;
  // A worker that was started and has not touched its job yet.
  struct Starting {
    std::chrono::sys_time<std::chrono::milliseconds> updated;  // of the job, when it was started
    Clock::time_point since;
    std::uintmax_t stderr_size = 0;  // bytes of worker.err that were there before
  };
  struct Stopping {
    bool cancel = false;
    std::optional<Clock::time_point> asked;  // the worker was told to end
    bool reported = false;
  };
  struct Log {
    jobs::JobLogReader reader;
    bool told = false;  // the first events were emitted
    QString stage;
    std::string progress = {};  // the last, as the store keeps it; empty before the first
  };

  // Runs `work` where a project is open; its error goes to failed().
  void guarded(const std::function<void(store::Project&)>& work);
  void tick(bool always = false);
  void markLost(store::Project& project);
  void settleStarting(store::Project& project);
  void settleStopping(store::Project& project);
  void startNext(store::Project& project);
  void launch(store::Project& project, std::int64_t id);
  void publish(store::Project& project, bool always);
  void readLogs(store::Project& project);
  // An import writes in one transaction: until it ends, the store does not show how far it is.
  void takeProgressFromLogs();
  void checkAllStopped();
  const store::Job* find(std::int64_t id) const;
  bool isWaiting(std::int64_t id) const;
  void setWaiting(store::Project& project, std::deque<std::int64_t> waiting);

  std::filesystem::path program_;
  JobsService::Timing timing_;
  int most_running_ = 1;
  QTimer timer_;
  std::optional<store::Project> project_;
  std::vector<store::Job> jobs_;                 // as the store has them at this tick
  std::optional<std::vector<store::Job>> told_;  // as last emitted
  std::optional<JobQueue> told_queue_;
  std::deque<std::int64_t> waiting_;
  std::map<std::int64_t, Starting> starting_;
  std::map<std::int64_t, Stopping> stopping_;
  std::map<std::int64_t, Log> logs_;
  std::int64_t followed_ = 0;
  bool stopping_all_ = false;
  QString last_failure_;  // of a tick: the same is not told twice a second
};

}  // namespace cloc::ui
