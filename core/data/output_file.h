// SPDX-License-Identifier: Apache-2.0
// For writers of formats that are one file: the file, and with WriteOptions::Images::Copy or Link the images
// in a folder beside it that is named as the file without its ending and "-images". Both are there whole or
// not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/data/image_files.h"
#include "core/data/output_folder.h"

namespace cloc::data {

class OutputFile {
 public:
  // Throws Error{InvalidInput} when something is at `path` and options.overwrite is false; Error{Io}.
  OutputFile(const std::filesystem::path& path, const WriteOptions& options);

  void write(std::string_view text) { file_.write(text); }
  // What the file calls the image: with its folder, as OutputImages::place.
  std::string place(const ImageRecord& image);
  void finish();

 private:
  std::string prefix_;  // "name-images/"
  AtomicFile file_;
  std::optional<OutputFolder> folder_;
  std::optional<OutputImages> images_;
};

}  // namespace cloc::data
