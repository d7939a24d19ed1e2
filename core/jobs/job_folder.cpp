// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_folder.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

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

std::optional<WorkerLock> WorkerLock::try_acquire(const fs::path& folder) {
  const auto path = lock_path(folder);
  const auto fail = [&](const char* doing) {
    throw Error(ErrorKind::Io, "Cannot " + std::string(doing) + " " + path.string() + ": " +
                                   std::generic_category().message(errno) +
                                   ". Check that the project's folder can be written.");
  };
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) fail("open");
  WorkerLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) fail("lock");
  return std::nullopt;
}

WorkerLock::WorkerLock(WorkerLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WorkerLock::~WorkerLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool worker_alive(const fs::path& folder) {
  return fs::exists(lock_path(folder)) && !WorkerLock::try_acquire(folder);
}

}  // namespace cloc::jobs
