// SPDX-License-Identifier: Apache-2.0
// What a job keeps in PROJECT/runs/<job>/ beside the files of its work: the log, the worker's lock, and what
// the worker wrote on stderr.
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/file_lock.h"

namespace cloc::jobs {

std::filesystem::path log_path(const std::filesystem::path& folder);     // log.jsonl
std::filesystem::path lock_path(const std::filesystem::path& folder);    // worker.lock
std::filesystem::path stderr_path(const std::filesystem::path& folder);  // worker.err

// Makes the folder where it is missing and returns it. Throws Error{Io}.
std::filesystem::path make_job_folder(std::filesystem::path folder);

// True for a folder that is absent, empty, or holds nothing but these three: work may begin in it.
bool holds_no_work(const std::filesystem::path& folder);

// Held by a worker for as long as it lives: that tells a running worker from a process that was given the
// same number after a crash. Absent when another worker holds it. Throws Error{Io}.
std::optional<FileLock> lock_worker(const std::filesystem::path& folder);

// Whether some process holds the lock. False where there is no lock file.
bool worker_alive(const std::filesystem::path& folder);

}  // namespace cloc::jobs
