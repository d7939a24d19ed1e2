// SPDX-License-Identifier: Apache-2.0
#include "core/data/output_file.h"

#include <system_error>

#include "core/base/error.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

const fs::path& free_path(const fs::path& path, const WriteOptions& options) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status) || (fs::exists(status) && !options.overwrite)) {
    std::string message = path.string();
    message += fs::is_directory(status) ? " is a folder. Give the name of a file."
                                        : " exists already. Give another name, or allow it to be replaced.";
    throw Error(ErrorKind::InvalidInput, message);
  }
  if (!path.parent_path().empty()) fs::create_directories(path.parent_path(), error);
  return path;
}

}  // namespace

OutputFile::OutputFile(const fs::path& path, const WriteOptions& options) : file_(free_path(path, options)) {
  if (options.images == WriteOptions::Images::Leave) {
    images_.emplace(path.parent_path(), options, false);
    return;
  }
  prefix_ = path.stem().string() + "-images/";
  folder_.emplace(path.parent_path() / (path.stem().string() + "-images"), options.overwrite);
  images_.emplace(folder_->path(), options, false);
}

std::string OutputFile::place(const ImageRecord& image) {
  return prefix_ + images_->place(image);
}

void OutputFile::finish() {
  if (folder_) folder_->finish();
  file_.commit();
}

}  // namespace cloc::data
