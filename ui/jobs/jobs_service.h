// SPDX-License-Identifier: GPL-3.0-or-later
// The jobs of a project for the window: starts, pauses, resumes and cancels worker processes, keeps the
// queue, and tells what became of each. Every function returns at once; the store and the processes are dealt
// with on a thread of its own, and the answers are signals. It runs nothing itself: that is core/jobs, which
// it is built on.
//
// The queue: at most mostRunning() workers at a time. A job that was asked to start waits its turn; the list
// of those that wait is kept in the project, so that it goes on when the project is opened again. A job that
// was added without being started stays queued until start().
//
// Workers are processes of their own: destroying this object, or the whole program, leaves them running.
#pragma once

#include <QObject>
#include <QString>
#include <QThread>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/store/jobs.h"

namespace cloc::ui {

// One line of a job's log that is worth reading; its many progress lines are told by the job itself, but for
// the first of each stage.
struct JobEvent {
  enum class Kind { Started, Stage, Message, Finished, Failed, Interrupted };
  Kind kind = Kind::Message;
  double time = 0;  // seconds since 1970
  QString text;     // for people; may be empty but for Stage, Message and Failed
  bool operator==(const JobEvent&) const = default;
};

// What the store does not know: ids of jobs that wait for their turn (in its order), whose worker was started
// and has not reported yet, and that were asked to pause or cancel and have not ended yet.
struct JobQueue {
  std::vector<std::int64_t> waiting, starting, stopping;
  bool operator==(const JobQueue&) const = default;
};

class JobsWorker;

class JobsService : public QObject {
  Q_OBJECT

 public:
  struct Timing {
    std::chrono::milliseconds poll{500};
    std::chrono::seconds start_patience{60};  // after which a silent worker is reported as not started
    std::chrono::seconds stop_patience{60};   // after which a worker that does not end is reported
  };

  // `program`: what runs a job when called as `program job run PROJECT ID`, i.e. cloc-cli.
  explicit JobsService(std::filesystem::path program, QObject* parent = nullptr);
  JobsService(std::filesystem::path program, const Timing& timing, QObject* parent = nullptr);
  // What was asked before is still done. Workers go on.
  ~JobsService() override;

  // Closes the project that is open. Workers that died unseen are found: jobInterrupted(). Answered by
  // jobsChanged() and queueChanged(), or failed().
  void open(const std::filesystem::path& project);
  void close();

  // Emits jobsChanged() and queueChanged() in any case; without it they come when something has changed.
  void refresh();
  // `params`: JSON text, as app/cli/job_kinds.h says. Answered by added().
  void add(const QString& kind, const QString& params, bool startNow);
  // A queued or interrupted job begins, or waits its turn.
  void start(std::int64_t id);
  // A running job saves and becomes interrupted, a waiting one leaves the queue.
  void pause(std::int64_t id);
  void cancel(std::int64_t id);
  // Forgets a job that does not run. Its folder runs/<job> stays, unless `withFiles`.
  void remove(std::int64_t id, bool withFiles = false);
  // Also tells the log of this job, whatever its state, from the beginning; 0: of none. Running jobs' logs
  // are told in any case.
  void follow(std::int64_t id);
  // At least 1.
  void setMostRunning(int count);
  int mostRunning() const { return most_running_; }
  // For closing the window: pauses whatever runs and empties the queue, or lets all go on. Answered by
  // allStopped().
  void stopAll(bool leaveRunning);

 signals:
  // Newest first.
  void jobsChanged(const std::vector<cloc::store::Job>& jobs);
  void queueChanged(const cloc::ui::JobQueue& queue);
  void added(qint64 id);
  // Finished, failed or cancelled.
  void jobFinished(const cloc::store::Job& job);
  // Its worker ended without a word (killed, crashed, power cut) and start() goes on from what was saved.
  // Not emitted for a job that the user paused.
  void jobInterrupted(const cloc::store::Job& job);
  // fromStart: these are the log's first lines; forget what was told of this job before.
  void logEvents(qint64 id, const std::vector<cloc::ui::JobEvent>& events, bool fromStart);
  // `everything`: no worker runs. False when the workers were left running, or one has not ended in time.
  void allStopped(bool everything);
  // What, where, what to do.
  void failed(const QString& message);

 private:
  void post(std::function<void(JobsWorker&)> work);

  QThread thread_;
  JobsWorker* worker_;  // lives in thread_, which deletes it
  int most_running_ = 1;
};

}  // namespace cloc::ui
