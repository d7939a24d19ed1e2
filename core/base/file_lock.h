// SPDX-License-Identifier: Apache-2.0
// A lock that a process holds for as long as it lives, however it ends: the kernel lets go of it (flock; on
// NFS the server). Tells a running worker from one that died. It guards nothing by itself: all who write must
// ask.
#pragma once

#include <filesystem>
#include <optional>

namespace cloc {

class FileLock {
 public:
  // Makes the file where it is missing. Absent when another holds it, in this process or in any. Throws
  // Error{Io} naming the path.
  static std::optional<FileLock> try_acquire(const std::filesystem::path& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace cloc
