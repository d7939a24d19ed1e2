// SPDX-License-Identifier: Apache-2.0
// What a job keeps in PROJECT/runs/<job>/ beside the files of its work: the log, the worker's lock, and what
// the worker wrote on stderr.
#pragma once

#include <filesystem>
#include <optional>

namespace cloc::jobs {

std::filesystem::path log_path(const std::filesystem::path& folder);     // log.jsonl
std::filesystem::path lock_path(const std::filesystem::path& folder);    // worker.lock
std::filesystem::path stderr_path(const std::filesystem::path& folder);  // worker.err

// Makes the folder where it is missing and returns it. Throws Error{Io}.
std::filesystem::path make_job_folder(std::filesystem::path folder);

// True for a folder that is absent, empty, or holds nothing but these three: work may begin in it.
bool holds_no_work(const std::filesystem::path& folder);

// Held by a worker for as long as it lives, however it ends: the kernel lets go of it. That tells a running
// worker from a process that was given the same number after a crash.
class WorkerLock {
 public:
  // Absent when another process (or another lock of this one) holds it. Throws Error{Io}.
  static std::optional<WorkerLock> try_acquire(const std::filesystem::path& folder);
  WorkerLock(WorkerLock&& other) noexcept;
  WorkerLock& operator=(WorkerLock&&) = delete;
  ~WorkerLock();

 private:
  explicit WorkerLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

// Whether some process holds the lock. False where there is no lock file.
bool worker_alive(const std::filesystem::path& folder);

}  // namespace cloc::jobs
