// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/run_job.h"

#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "core/base/error.h"
#include "core/jobs/job_folder.h"
#include "core/jobs/job_log.h"

namespace cloc::jobs {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

// The store flushes to the disk at every change: more often would cost more than it tells.
constexpr auto kReportEvery = std::chrono::milliseconds(500);

const Work& work_of(const Kinds& kinds, const store::Job& job) {
  if (const auto found = kinds.find(job.kind); found != kinds.end()) return found->second;
  std::string known;
  for (const auto& [name, work] : kinds) known += (known.empty() ? "" : ", ") + name;
  throw Error(ErrorKind::InvalidInput, "Job " + std::to_string(job.id) + " is of the kind '" + job.kind +
                                           "', which this program does not know. It knows: " + known + ".");
}

json params_of(const store::Job& job) {
  auto params = json::parse(job.params, nullptr, /*allow_exceptions=*/false);
  if (params.is_object()) return params;
  throw Error(ErrorKind::Corrupt,
              "The parameters of job " + std::to_string(job.id) + " are no JSON object. Add the job again.");
}

ProgressSink reporter(store::Project& project, std::int64_t id, JobLog& log) {
  return [&project, &log, id, last = Clock::time_point{}](const Progress& progress) mutable {
    const bool finished = progress.total > 0 && progress.done >= progress.total;
    const auto now = Clock::now();
    if (!finished && now - last < kReportEvery) return;
    last = now;
    const auto fields = to_json(progress);
    log.write("progress", fields);
    project.jobs().set_progress(id, fields.dump());
  };
}

}  // namespace

json run_job(const fs::path& project_folder, std::int64_t id, const Kinds& kinds, std::FILE* echo,
             const CancelToken& cancel) {
  auto project = store::Project::open(project_folder);
  auto states = project.jobs();
  const auto job = states.get(id);
  const auto& work = work_of(kinds, job);
  const auto params = params_of(job);
  if (store::is_final(job.state)) {
    throw Error(ErrorKind::InvalidInput, "Job " + std::to_string(id) + " is " + store::to_string(job.state) +
                                             ". Add a new job to do it again.");
  }
  const auto folder = make_job_folder(project.run_folder(id));
  const auto lock = lock_worker(folder);
  if (!lock) {
    throw Error(ErrorKind::InvalidInput, "Job " + std::to_string(id) + " is running in another process.");
  }
  JobLog log(log_path(folder), echo);
  states.set_running(id, ::getpid());
  log.write("started", {{"job", id}, {"kind", job.kind}, {"pid", ::getpid()}});

  const auto fail = [&](ErrorKind kind, const std::string& text) {
    log.write("failed", {{"kind", to_string(kind)}, {"text", text}});
    states.set_state(id, store::JobState::Failed, text);
  };
  try {
    JobContext context{project,
                       params,
                       folder,
                       reporter(project, id, log),
                       [&](const std::string& text) {
                         log.write("message", {{"text", text}});
                       },
                       cancel};
    auto result = work(context);
    log.write("finished", {{"result", result}});
    states.set_state(id, store::JobState::Finished);
    return result;
  } catch (const Error& caught) {
    if (caught.kind() == ErrorKind::Cancelled) {
      log.write("interrupted", {{"text", caught.what()}});
      states.set_state(id, store::JobState::Interrupted, caught.what());
    } else {
      fail(caught.kind(), caught.what());
    }
    throw;
  } catch (const std::bad_alloc&) {
    fail(ErrorKind::OutOfMemory, "Out of memory. Use a smaller batch, or close other programs.");
    throw;
  } catch (const std::exception& caught) {
    fail(ErrorKind::Internal, std::string("Unexpected error: ") + caught.what());
    throw;
  }
}

}  // namespace cloc::jobs
