// SPDX-License-Identifier: Apache-2.0
#include "core/base/mapped_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"

namespace cloc {

MappedFile::MappedFile(const std::filesystem::path& path, Access access) {
  const auto refuse = [&path](int error) {
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ": " +
                                   std::generic_category().message(error) +
                                   ". Check the file and its permissions.");
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT)
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
  if (file < 0) refuse(errno);
  struct stat status {};
  int error = ::fstat(file, &status) == 0 ? 0 : errno;
  if (error == 0 && S_ISDIR(status.st_mode)) error = EISDIR;
  if (error == 0 && status.st_size > 0) {
    size_ = static_cast<std::size_t>(status.st_size);
    const int protection = access == Access::Read ? PROT_READ : PROT_READ | PROT_WRITE;
    memory_ = ::mmap(nullptr, size_, protection, MAP_PRIVATE | MAP_NORESERVE, file, 0);
    if (memory_ == MAP_FAILED) error = errno;
  }
  ::close(file);
  if (error != 0) refuse(error);
}

MappedFile::~MappedFile() {
  if (size_ > 0) ::munmap(memory_, size_);
}

}  // namespace cloc
