// SPDX-License-Identifier: Apache-2.0
#include "core/base/atomic_file.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/error.h"

namespace cloc {
namespace {

std::string advice(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return " Free some space and try again.";
    case EACCES:
    case EPERM:
    case EROFS:
      return " Choose a place that you may write to.";
    case ENOENT:
      return " Create the folder first.";
    default:
      return "";
  }
}

// The disk begins with so many bytes while the next are made, not only when all are there: saving a gigabyte
// would wait for it at the end, and the system holds up a program that leaves it too much.
constexpr std::size_t kWriteBehind = std::size_t{8} << 20;

// The rename itself must reach the disk, or a power cut may bring the old file back.
void sync_directory(const std::filesystem::path& directory) noexcept {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)), temporary_(path_) {
  temporary_ += ".tmp" + std::to_string(::getpid());
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (file_ == nullptr) fail("create");
}

AtomicFile::~AtomicFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  std::error_code ignored;  // nothing is lost if a temporary file stays
  std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail("write");
  waiting_ += bytes.size();
  if (waiting_ < kWriteBehind) return;
  waiting_ = 0;
  // Only a hint: commit() finds out what the disk cannot take.
  ::sync_file_range(::fileno(file_), 0, 0, SYNC_FILE_RANGE_WRITE);
}

void AtomicFile::write(std::string_view text) {
  write(std::as_bytes(std::span(text)));
}

void AtomicFile::commit() {
  if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) fail("write");
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail("rename");
  std::fclose(std::exchange(file_, nullptr));
  sync_directory(path_.parent_path().empty() ? "." : path_.parent_path());
}

void AtomicFile::fail(const char* doing) const {
  const int error = errno;
  throw Error(ErrorKind::Io, "Cannot " + std::string(doing) + " " + path_.string() + ": " +
                                 std::generic_category().message(error) + "." + advice(error));
}

std::string read_text_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
  }
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && !in.eof()) {
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  }
  return text;
}

void write_text_file(const std::filesystem::path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace cloc
