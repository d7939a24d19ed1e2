// SPDX-License-Identifier: Apache-2.0
// The record of long work in a project: what was asked, where it is, how it ended. Written by worker
// processes and by the window, read by both; running the work itself is core/jobs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/database.h"

namespace cloc::store {

enum class JobState { Queued, Running, Finished, Failed, Cancelled, Interrupted };

// "queued", "running", ...: as stored and as `--json` prints it.
const char* to_string(JobState state) noexcept;
// Throws Error{Corrupt} for another word.
JobState job_state_from(std::string_view text);
// Finished, Failed and Cancelled: no state follows. Interrupted may be queued or run again.
bool is_final(JobState state) noexcept;

struct Job {
  std::int64_t id = 0;
  std::string kind;  // "index", "train", ...
  JobState state = JobState::Queued;
  std::string params;               // JSON
  std::string progress;             // JSON; "{}" before the first report
  std::string message;              // for people: the error of a failed job
  std::optional<std::int64_t> pid;  // of the worker, while it runs
  std::chrono::sys_time<std::chrono::milliseconds> created, updated;
};

// A view on a project's jobs; valid as long as the Project it came from, in the same thread. Every call is
// durable when it returns. Throws Error{NotFound} for an id that is not there.
class Jobs {
 public:
  explicit Jobs(Database& database) : database_(database) {}

  // `params`: JSON text. Returns the id of a new queued job.
  std::int64_t create(std::string_view kind, std::string_view params);
  Job get(std::int64_t id) const;
  // Newest first; all, or those in one state.
  std::vector<Job> list(std::optional<JobState> state = {}) const;

  void set_progress(std::int64_t id, std::string_view progress_json);
  // Running needs the worker's pid; the other states forget it. Throws Error{InvalidInput} when the job has
  // ended (is_final) in another state: of two that end a job at once, the first wins.
  void set_running(std::int64_t id, std::int64_t pid);
  void set_state(std::int64_t id, JobState state, std::string_view message = {});
  // Throws Error{InvalidInput} for a running job.
  void remove(std::int64_t id);

 private:
  void change_state(std::int64_t id, JobState state, std::string_view message,
                    std::optional<std::int64_t> pid);

  Database& database_;
};

}  // namespace cloc::store
