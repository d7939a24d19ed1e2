// SPDX-License-Identifier: Apache-2.0
#include "core/data/output_folder.h"

#include <system_error>
#include <utility>

#include <unistd.h>

#include "core/base/error.h"

namespace cloc::data {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(fs::path target, bool overwrite) : target_(std::move(target)) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "folder/"
  std::error_code error;
  const auto status = fs::status(target_, error);
  if (fs::exists(status) && (!overwrite || !fs::is_directory(status))) {
    throw Error(ErrorKind::InvalidInput,
                target_.string() + " exists already. Give another name" +
                    (fs::is_directory(status) ? ", or allow it to be replaced." : "."));
  }
  path_ = target_.string() + ".tmp-" + std::to_string(getpid());
  fs::remove_all(path_, error);
  fs::create_directories(path_, error);
  if (error) {
    throw Error(ErrorKind::Io, "Cannot make the folder " + path_.string() + ": " + error.message() + ".");
  }
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

void OutputFolder::finish() {
  std::error_code error;
  const fs::path old = path_.string() + "-old";
  const bool replaces = fs::exists(target_, error);
  if (replaces) fs::rename(target_, old, error);
  if (!error) fs::rename(path_, target_, error);
  if (error) {
    const auto why = error.message();
    if (replaces) fs::rename(old, target_, error);
    throw Error(ErrorKind::Io, "Cannot put " + target_.string() + " in place: " + why + ".");
  }
  path_.clear();
  if (replaces) fs::remove_all(old, error);
}

}  // namespace cloc::data
