// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobs_worker.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/jobs/job_folder.h"
#include "core/jobs/launch.h"

namespace cloc::ui {

namespace fs = std::filesystem;
using nlohmann::json;
using store::JobState;

namespace {

// Ids of the jobs that wait for their turn, in its order, in the project's meta table.
constexpr const char* kWaitingKey = "jobs_waiting";
// A worker that wrote on its standard error and did nothing else has most likely died: said sooner.
constexpr auto kSilenceAfterAWord = std::chrono::seconds(10);

bool same(const store::Job& a, const store::Job& b) {
  return a.id == b.id && a.state == b.state && a.updated == b.updated && a.progress == b.progress &&
         a.message == b.message && a.pid == b.pid;
}

std::deque<std::int64_t> readWaiting(const store::Project& project) {
  const auto text = project.meta(kWaitingKey);
  if (!text) return {};
  const auto ids = json::parse(*text, nullptr, /*allow_exceptions=*/false);
  std::deque<std::int64_t> waiting;
  if (!ids.is_array()) return waiting;
  for (const auto& id : ids) {
    if (id.is_number_integer()) waiting.push_back(id.get<std::int64_t>());
  }
  return waiting;
}

std::uintmax_t sizeOf(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : size;
}

// What the worker wrote on its standard error since `from`, at most its last 2,000 bytes.
QString lastWords(const fs::path& file, std::uintmax_t from) {
  const auto size = sizeOf(file);
  if (size <= from) return {};
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(std::max(from, size > 2000 ? size - 2000 : 0)));
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  return QString::fromStdString(text).trimmed();
}

QString text(const json& event, const char* field) {
  const auto found = event.find(field);
  return found != event.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                    : QString();
}

// Absent for what is not worth a line.
std::optional<JobEvent> readable(const json& event, QString& stage) {
  JobEvent line;
  if (const auto time = event.find("time"); time != event.end() && time->is_number()) {
    line.time = time->get<double>();
  }
  const QString name = text(event, "event");
  line.text = text(event, "text");
  if (name == QLatin1String("progress")) {
    line.text = text(event, "stage");
    if (line.text.isEmpty() || line.text == stage) return std::nullopt;
    stage = line.text;
    line.kind = JobEvent::Kind::Stage;
  } else if (name == QLatin1String("started")) {
    stage.clear();
    line.kind = JobEvent::Kind::Started;
  } else if (name == QLatin1String("message")) {
    line.kind = JobEvent::Kind::Message;
  } else if (name == QLatin1String("finished")) {
    line.kind = JobEvent::Kind::Finished;
  } else if (name == QLatin1String("failed")) {
    line.kind = JobEvent::Kind::Failed;
  } else if (name == QLatin1String("interrupted")) {
    line.kind = JobEvent::Kind::Interrupted;
  } else {
    return std::nullopt;
  }
  return line;
}

}  // namespace

JobsWorker::JobsWorker(fs::path program, const JobsService::Timing& timing)
    : program_(std::move(program)), timing_(timing), timer_(this) {
  timer_.setInterval(timing.poll);
  connect(&timer_, &QTimer::timeout, this, [this] { tick(); });
}

void JobsWorker::guarded(const std::function<void(store::Project&)>& work) {
  if (!project_) {
    emit failed(tr("No project is open. Open one first, then start jobs in it."));
    return;
  }
  try {
    work(*project_);
  } catch (const std::exception& error) {
    emit failed(QString::fromUtf8(error.what()));
  }
}

void JobsWorker::open(const fs::path& project) {
  close();
  try {
    project_.emplace(store::Project::open(project));
    waiting_ = readWaiting(*project_);
  } catch (const std::exception& error) {
    project_.reset();
    emit failed(QString::fromUtf8(error.what()));
    return;
  }
  timer_.start();
  tick(true);
}

void JobsWorker::close() {
  timer_.stop();
  project_.reset();
  jobs_.clear();
  told_.reset();
  told_queue_.reset();
  waiting_.clear();
  starting_.clear();
  stopping_.clear();
  logs_.clear();
  followed_ = 0;
  stopping_all_ = false;
  last_failure_.clear();
}

void JobsWorker::refresh() {
  tick(true);
}

void JobsWorker::add(const std::string& kind, const std::string& params, bool startNow) {
  guarded([&](store::Project& project) {
    const auto id = project.jobs().create(kind, params);
    emit added(id);
    if (startNow) start(id);
    tick();
  });
}

void JobsWorker::start(std::int64_t id) {
  guarded([&](store::Project& project) {
    const auto job = project.jobs().get(id);
    if (job.state == JobState::Running || starting_.contains(id) || isWaiting(id)) return;
    if (store::is_final(job.state)) {
      throw Error(ErrorKind::InvalidInput, "Job " + std::to_string(id) + " is " +
                                               store::to_string(job.state) +
                                               " and cannot be started again. Add a new job to do it again.");
    }
    stopping_all_ = false;
    auto waiting = waiting_;
    waiting.push_back(id);
    setWaiting(project, std::move(waiting));
    tick();
  });
}

void JobsWorker::pause(std::int64_t id) {
  guarded([&](store::Project& project) {
    if (isWaiting(id)) {
      auto waiting = waiting_;
      std::erase(waiting, id);
      setWaiting(project, std::move(waiting));
    } else if (starting_.contains(id) || project.jobs().get(id).state == JobState::Running) {
      stopping_.try_emplace(id);
    }
    tick();
  });
}

void JobsWorker::cancel(std::int64_t id) {
  guarded([&](store::Project& project) {
    if (isWaiting(id)) pause(id);
    if (starting_.contains(id) || project.jobs().get(id).state == JobState::Running) {
      stopping_[id].cancel = true;
    } else {
      jobs::cancel_job(project, id);  // no worker: nothing to wait for
    }
    tick();
  });
}

void JobsWorker::remove(std::int64_t id, bool withFiles) {
  guarded([&](store::Project& project) {
    if (starting_.contains(id)) {
      throw Error(ErrorKind::InvalidInput,
                  "Job " + std::to_string(id) + " is being started. Cancel it first.");
    }
    if (isWaiting(id)) pause(id);
    const auto folder = project.run_folder(id);
    const bool nothingToKeep = jobs::holds_no_work(folder);
    project.jobs().remove(id);
    logs_.erase(id);
    if (followed_ == id) followed_ = 0;
    if (withFiles || nothingToKeep) {
      std::error_code error;
      fs::remove_all(folder, error);
      if (error) {
        throw Error(ErrorKind::Io, "Job " + std::to_string(id) + " is removed, but not its files in " +
                                       folder.string() + ": " + error.message() + ". Delete them by hand.");
      }
    }
    tick();
  });
}

void JobsWorker::follow(std::int64_t id) {
  followed_ = id;
  // From the beginning, also when this running job's later lines were told already.
  logs_.erase(id);
  if (project_) guarded([&](store::Project& project) { readLogs(project); });
}

void JobsWorker::setMostRunning(int count) {
  most_running_ = count;
  tick();
}

void JobsWorker::stopAll(bool leaveRunning) {
  if (leaveRunning || !project_) {
    const bool none = !project_ || std::none_of(jobs_.begin(), jobs_.end(), [](const store::Job& job) {
      return job.state == JobState::Running;
    });
    emit allStopped(none && starting_.empty());
    return;
  }
  guarded([&](store::Project& project) {
    setWaiting(project, {});
    for (const auto& [id, start] : starting_) stopping_.try_emplace(id);
    for (const auto& job : project.jobs().list(JobState::Running)) stopping_.try_emplace(job.id);
    stopping_all_ = true;
    tick();
  });
}

void JobsWorker::tick(bool always) {
  if (!project_) return;
  try {
    auto& project = *project_;
    markLost(project);
    jobs_ = project.jobs().list();
    settleStarting(project);
    settleStopping(project);
    startNext(project);
    takeProgressFromLogs();
    publish(project, always);
    checkAllStopped();
    last_failure_.clear();
  } catch (const std::exception& error) {
    const auto message = QString::fromUtf8(error.what());
    if (message != last_failure_) emit failed(message);
    last_failure_ = message;
  }
}

void JobsWorker::markLost(store::Project& project) {
  for (const auto id : jobs::mark_interrupted(project)) {
    if (!stopping_.contains(id)) emit jobInterrupted(project.jobs().get(id));
  }
}

const store::Job* JobsWorker::find(std::int64_t id) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [id](const auto& job) { return job.id == id; });
  return found == jobs_.end() ? nullptr : &*found;
}

bool JobsWorker::isWaiting(std::int64_t id) const {
  return std::find(waiting_.begin(), waiting_.end(), id) != waiting_.end();
}

void JobsWorker::setWaiting(store::Project& project, std::deque<std::int64_t> waiting) {
  if (waiting == waiting_) return;
  project.set_meta(kWaitingKey, json(waiting).dump());
  waiting_ = std::move(waiting);
}

void JobsWorker::settleStarting(store::Project& project) {
  std::erase_if(starting_, [&](const auto& entry) {
    const auto& [id, start] = entry;
    const auto* job = find(id);
    if (job == nullptr || job->updated != start.updated) return true;  // its worker has taken it up
    const auto folder = project.run_folder(id);
    const auto words = lastWords(jobs::stderr_path(folder), start.stderr_size);
    const auto patience =
        words.isEmpty() ? timing_.start_patience : std::min(timing_.start_patience, kSilenceAfterAWord);
    if (Clock::now() - start.since < patience || jobs::worker_alive(folder)) return false;
    emit failed(tr("The worker of job %1 was started and has not begun. %2 Start the job again; if it "
                   "persists, run \"%3 job run %4 %1\" in a terminal to see why.")
                    .arg(id)
                    .arg(words.isEmpty() ? tr("It said nothing.") : tr("It said: %1").arg(words),
                         QString::fromStdString(program_.string()),
                         QString::fromStdString(project.folder().string())));
    return true;
  });
}

void JobsWorker::settleStopping(store::Project& project) {
  for (auto entry = stopping_.begin(); entry != stopping_.end();) {
    auto& [id, stop] = *entry;
    const auto* job = find(id);
    if (job != nullptr && job->state == JobState::Running) {
      if (!stop.asked) {
        stop.asked = Clock::now();
        try {
          jobs::pause_job(project, id, std::chrono::seconds(0));  // tells it; later ticks see it end
        } catch (const Error&) {
          if (!jobs::worker_alive(project.run_folder(id))) throw;
        }
      } else if (Clock::now() - *stop.asked > timing_.stop_patience && !stop.reported) {
        stop.reported = true;
        emit failed(tr("The worker of job %1 (process %2) has not ended after %3 s. It may be saving; it is "
                       "left to end by itself.")
                        .arg(id)
                        .arg(job->pid.value_or(0))
                        .arg(timing_.stop_patience.count()));
      }
      ++entry;
    } else if (job != nullptr && starting_.contains(id)) {
      ++entry;
    } else {
      if (job != nullptr && stop.cancel) jobs::cancel_job(project, id);
      entry = stopping_.erase(entry);
    }
  }
  jobs_ = project.jobs().list();
}

void JobsWorker::startNext(store::Project& project) {
  auto running = std::count_if(jobs_.begin(), jobs_.end(),
                               [](const store::Job& job) { return job.state == JobState::Running; });
  running += static_cast<std::ptrdiff_t>(starting_.size());
  while (running < most_running_ && !waiting_.empty()) {
    auto waiting = waiting_;
    const auto id = waiting.front();
    waiting.pop_front();
    setWaiting(project, std::move(waiting));
    const auto* job = find(id);
    // Another program may have run or removed it while it waited.
    if (job == nullptr || (job->state != JobState::Queued && job->state != JobState::Interrupted)) continue;
    launch(project, id);
    ++running;
  }
}

void JobsWorker::launch(store::Project& project, std::int64_t id) {
  const auto folder = jobs::make_job_folder(project.run_folder(id));
  Starting start{find(id)->updated, Clock::now(), sizeOf(jobs::stderr_path(folder))};
  jobs::start_worker(program_, project, id);
  starting_.emplace(id, start);
}

void JobsWorker::publish(store::Project& project, bool always) {
  const auto& before = told_;
  std::vector<store::Job> ended;
  if (before) {
    for (const auto& job : jobs_) {
      if (!store::is_final(job.state)) continue;
      const auto old =
          std::find_if(before->begin(), before->end(), [&](const auto& other) { return other.id == job.id; });
      if (old == before->end() || !store::is_final(old->state)) ended.push_back(job);
    }
  }
  if (always || !before || !std::equal(jobs_.begin(), jobs_.end(), before->begin(), before->end(), same)) {
    told_ = jobs_;
    emit jobsChanged(jobs_);
  }
  JobQueue queue{{waiting_.begin(), waiting_.end()}, {}, {}};
  for (const auto& [id, start] : starting_) queue.starting.push_back(id);
  for (const auto& [id, stop] : stopping_) queue.stopping.push_back(id);
  if (always || told_queue_ != queue) {
    told_queue_ = queue;
    emit queueChanged(queue);
  }
  readLogs(project);  // the last lines of a job that has ended, before it is said to have ended
  for (const auto& job : ended) emit jobFinished(job);
}

void JobsWorker::readLogs(store::Project& project) {
  std::set<std::int64_t> live;
  for (const auto& job : jobs_) {
    if (job.state == JobState::Running) live.insert(job.id);
  }
  if (followed_ != 0) live.insert(followed_);
  for (const auto id : live) {
    if (!logs_.contains(id)) {
      logs_.emplace(id, Log{jobs::JobLogReader(jobs::log_path(project.run_folder(id))), false, {}});
    }
  }
  for (auto& [id, log] : logs_) {
    std::vector<JobEvent> events;
    for (const auto& event : log.reader.poll()) {
      const QString name = text(event, "event");
      if (name == QLatin1String("started")) log.progress.clear();  // what follows is another run's
      if (name == QLatin1String("progress")) log.progress = event.dump();
      if (auto line = readable(event, log.stage)) events.push_back(std::move(*line));
    }
    if (events.empty()) continue;
    emit logEvents(id, events, !log.told);
    log.told = true;
  }
  std::erase_if(logs_, [&](const auto& entry) { return !live.contains(entry.first); });
}

void JobsWorker::takeProgressFromLogs() {
  for (auto& job : jobs_) {
    const auto log = logs_.find(job.id);
    if (job.state == JobState::Running && log != logs_.end() && !log->second.progress.empty())
      job.progress = log->second.progress;
  }
}

void JobsWorker::checkAllStopped() {
  if (!stopping_all_) return;
  const bool late = std::any_of(stopping_.begin(), stopping_.end(),
                                [](const auto& entry) { return entry.second.reported; });
  if (!late && (!stopping_.empty() || !starting_.empty())) return;
  stopping_all_ = false;
  emit allStopped(!late);
}

}  // namespace cloc::ui
