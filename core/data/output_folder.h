// SPDX-License-Identifier: Apache-2.0
// A folder that is there whole or not at all: filled under a temporary name beside its place. Used by the
// writers of formats that are folders; those of a single file use AtomicFile.
#pragma once

#include <filesystem>

namespace cloc::data {

class OutputFolder {
 public:
  // Throws Error{InvalidInput} when `target` exists and `overwrite` is false, or is no folder; Error{Io}.
  OutputFolder(std::filesystem::path target, bool overwrite);
  // Removes what is not finished.
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  // Where to write meanwhile; it exists.
  const std::filesystem::path& path() const { return path_; }
  // What was at the target before is replaced only now.
  void finish();

 private:
  std::filesystem::path target_, path_;
};

}  // namespace cloc::data
