// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_lock.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/error.h"

namespace cloc {

std::optional<FileLock> FileLock::try_acquire(const std::filesystem::path& path) {
  const auto fail = [&](const char* doing) {
    throw Error(ErrorKind::Io, "Cannot " + std::string(doing) + " " + path.string() + ": " +
                                   std::generic_category().message(errno) +
                                   ". Check that the project's folder can be written.");
  };
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) fail("open");
  FileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) fail("lock");
  return std::nullopt;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace cloc
