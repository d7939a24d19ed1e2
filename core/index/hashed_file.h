// SPDX-License-Identifier: Apache-2.0
// An AtomicFile that hashes what goes through it, so that a file of gigabytes need not be read again for its
// checksum. Used where the index is saved.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"

namespace cloc::index {

// A file of a saved index, as the manifest lists it.
struct FileRecord {
  std::string name;  // within its folder
  std::int64_t bytes = 0;
  std::string sha256;
  bool operator==(const FileRecord&) const = default;
};

class HashedFile {
 public:
  explicit HashedFile(std::filesystem::path path) : name_(path.filename().string()), file_(std::move(path)) {}

  // Throws Error{Io}.
  void write(std::span<const std::byte> bytes) {
    file_.write(bytes);
    hash_.add(bytes);
    bytes_ += static_cast<std::int64_t>(bytes.size());
  }
  // Whole and on the disk from here on. Throws Error{Io}.
  FileRecord commit() {
    file_.commit();
    return {name_, bytes_, hash_.hex()};
  }

 private:
  std::string name_;
  AtomicFile file_;
  Sha256 hash_;
  std::int64_t bytes_ = 0;
};

}  // namespace cloc::index
