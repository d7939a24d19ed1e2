// SPDX-License-Identifier: Apache-2.0
#include "core/store/jobs.h"

#include <array>

#include "core/base/error.h"

namespace cloc::store {
namespace {

constexpr std::array kStates = {JobState::Queued, JobState::Running,   JobState::Finished,
                                JobState::Failed, JobState::Cancelled, JobState::Interrupted};

constexpr const char* kColumns =
    "SELECT id, kind, state, params, progress, message, pid, created_ms, updated_ms FROM jobs ";

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Job read_job(const Statement& row) {
  using Time = std::chrono::sys_time<std::chrono::milliseconds>;
  Job job;
  job.id = row.integer(0);
  job.kind = row.text(1);
  job.state = job_state_from(row.text(2));
  job.params = row.text(3);
  job.progress = row.text(4);
  job.message = row.text(5);
  job.pid = row.optional_integer(6);
  job.created = Time(std::chrono::milliseconds(row.integer(7)));
  job.updated = Time(std::chrono::milliseconds(row.integer(8)));
  return job;
}

[[noreturn]] void no_such_job(const Database& database, std::int64_t id) {
  throw Error(ErrorKind::NotFound, "There is no job " + std::to_string(id) + " in " + database.where() +
                                       ". List the jobs to see their numbers.");
}

}  // namespace

const char* to_string(JobState state) noexcept {
  switch (state) {
    case JobState::Queued:
      return "queued";
    case JobState::Running:
      return "running";
    case JobState::Finished:
      return "finished";
    case JobState::Failed:
      return "failed";
    case JobState::Cancelled:
      return "cancelled";
    case JobState::Interrupted:
      return "interrupted";
  }
  return "unknown";
}

JobState job_state_from(std::string_view text) {
  for (const JobState state : kStates) {
    if (text == to_string(state)) return state;
  }
  throw Error(ErrorKind::Corrupt, "A job has the unknown state '" + std::string(text) +
                                      "'. Restore a backup of the project's database.");
}

bool is_final(JobState state) noexcept {
  return state == JobState::Finished || state == JobState::Failed || state == JobState::Cancelled;
}

std::int64_t Jobs::create(std::string_view kind, std::string_view params) {
  database_.require_writable();
  auto insert = database_.prepare_insert(
      "INSERT INTO jobs(kind, state, params, progress, message, pid, created_ms, updated_ms)"
      " VALUES(?, 'queued', ?, '{}', '', NULL, ?, ?)");
  const auto now = now_ms();
  return insert.run(kind, params, now, now).inserted_id();
}

Job Jobs::get(std::int64_t id) const {
  auto query = database_.prepare(std::string(kColumns) + "WHERE id = ?");
  if (!query.run(id).next()) no_such_job(database_, id);
  return read_job(query);
}

std::vector<Job> Jobs::list(std::optional<JobState> state) const {
  std::vector<Job> jobs;
  auto query =
      database_.prepare(std::string(kColumns) + (state ? "WHERE state = ? " : "") + "ORDER BY id DESC");
  state ? query.run(to_string(*state)) : query.run();
  while (query.next()) jobs.push_back(read_job(query));
  return jobs;
}

void Jobs::set_progress(std::int64_t id, std::string_view progress_json) {
  database_.require_writable();
  auto update = database_.prepare("UPDATE jobs SET progress = ?, updated_ms = ? WHERE id = ?");
  if (update.run(progress_json, now_ms(), id).rows_changed() == 0) no_such_job(database_, id);
}

void Jobs::set_running(std::int64_t id, std::int64_t pid) {
  change_state(id, JobState::Running, "", pid);
}

void Jobs::set_state(std::int64_t id, JobState state, std::string_view message) {
  if (state == JobState::Running) {
    throw Error(ErrorKind::Internal, "A job is set running with the pid of its worker: use set_running.");
  }
  change_state(id, state, message, std::nullopt);
}

void Jobs::change_state(std::int64_t id, JobState state, std::string_view message,
                        std::optional<std::int64_t> pid) {
  Transaction transaction(database_);
  const JobState before = get(id).state;
  if (is_final(before) && before != state) {
    throw Error(ErrorKind::InvalidInput, "Job " + std::to_string(id) + " is " + to_string(before) +
                                             " and cannot become " + to_string(state) +
                                             ". Start a new job instead.");
  }
  database_.prepare("UPDATE jobs SET state = ?, message = ?, pid = ?, updated_ms = ? WHERE id = ?")
      .run(to_string(state), message, pid, now_ms(), id);
  transaction.commit();
}

void Jobs::remove(std::int64_t id) {
  Transaction transaction(database_);
  if (get(id).state == JobState::Running) {
    throw Error(ErrorKind::InvalidInput, "Job " + std::to_string(id) + " is running. Cancel it first.");
  }
  database_.prepare("DELETE FROM jobs WHERE id = ?").run(id);
  transaction.commit();
}

}  // namespace cloc::store
