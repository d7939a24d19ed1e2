// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/launch.h"

#include <QProcess>
#include <csignal>
#include <thread>

#include "core/base/error.h"
#include "core/jobs/job_folder.h"

namespace cloc::jobs {

namespace fs = std::filesystem;

void start_worker(const fs::path& program, const store::Project& project, std::int64_t id) {
  const auto folder = make_job_folder(project.run_folder(id));
  QProcess process;
  process.setProgram(QString::fromStdString(program.string()));
  process.setArguments(
      {"job", "run", QString::fromStdString(project.folder().string()), QString::number(id)});
  process.setStandardInputFile(QProcess::nullDevice());
  process.setStandardOutputFile(QProcess::nullDevice());
  process.setStandardErrorFile(QString::fromStdString(stderr_path(folder).string()), QIODevice::Append);
  if (process.startDetached()) return;
  throw Error(ErrorKind::Io, "Cannot start " + program.string() + ": " + process.errorString().toStdString() +
                                 ". Install the program again.");
}

std::vector<std::int64_t> mark_interrupted(store::Project& project) {
  std::vector<std::int64_t> changed;
  for (const auto& job : project.jobs().list(store::JobState::Running)) {
    const auto folder = make_job_folder(project.run_folder(job.id));
    // With the lock in hand no worker can be running, nor start while the state is changed.
    const auto lock = lock_worker(folder);
    if (!lock || project.jobs().get(job.id).state != store::JobState::Running) continue;
    project.jobs().set_state(
        job.id, store::JobState::Interrupted,
        "Its worker ended without a word (killed, crashed, or the machine went down). Run "
        "it again: it goes on from what it saved. What it said last is in " +
            stderr_path(folder).string() + ".");
    changed.push_back(job.id);
  }
  return changed;
}

void pause_job(store::Project& project, std::int64_t id, std::chrono::seconds patience) {
  const auto folder = project.run_folder(id);
  const auto job = project.jobs().get(id);
  if (job.state != store::JobState::Running) return;
  // The lock tells that job.pid is still the worker and not a later process with its number.
  if (worker_alive(folder) && job.pid) ::kill(static_cast<pid_t>(*job.pid), SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (worker_alive(folder)) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw Error(ErrorKind::Io, "The worker of job " + std::to_string(id) + " (process " +
                                     std::to_string(job.pid.value_or(0)) + ") has not ended after " +
                                     std::to_string(patience.count()) +
                                     " s. It may be saving; look again in a while, or end the process.");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  mark_interrupted(project);
}

void cancel_job(store::Project& project, std::int64_t id, std::chrono::seconds patience) {
  pause_job(project, id, patience);
  const auto state = project.jobs().get(id).state;
  if (!store::is_final(state)) project.jobs().set_state(id, store::JobState::Cancelled, "Cancelled.");
}

}  // namespace cloc::jobs
