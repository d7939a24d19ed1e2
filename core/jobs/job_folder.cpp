// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_folder.h"

#include <algorithm>
#include <system_error>

#include "core/base/error.h"

namespace cloc::jobs {

namespace fs = std::filesystem;

fs::path log_path(const fs::path& folder) {
  return folder / "log.jsonl";
}
fs::path lock_path(const fs::path& folder) {
  return folder / "worker.lock";
}
fs::path stderr_path(const fs::path& folder) {
  return folder / "worker.err";
}

fs::path make_job_folder(fs::path folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error(ErrorKind::Io, "Cannot create " + folder.string() + ": " + error.message() + ".");
  return folder;
}

bool holds_no_work(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return true;
  if (!fs::is_directory(folder, error)) return false;
  const fs::directory_iterator files(folder, error);
  return !error && std::all_of(begin(files), end(files), [&](const fs::directory_entry& file) {
    const auto& path = file.path();
    return path == log_path(folder) || path == lock_path(folder) || path == stderr_path(folder);
  });
}

std::optional<FileLock> lock_worker(const fs::path& folder) {
  return FileLock::try_acquire(lock_path(folder));
}

bool worker_alive(const fs::path& folder) {
  return fs::exists(lock_path(folder)) && !lock_worker(folder);
}

}  // namespace cloc::jobs
