// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/kept_model.h"

#include <system_error>

#include "core/base/error.h"

namespace cloc::indexing {

namespace fs = std::filesystem;

fs::path keep_model(const store::Project& project, const fs::path& folder, const std::string& hash) {
  auto name = fs::path("models") / hash;
  const auto target = project.folder() / name;
  if (fs::exists(target)) return name;
  const auto unfinished = fs::path(target.string() + ".tmp");
  std::error_code error;
  fs::remove_all(unfinished, error);
  fs::create_directories(unfinished, error);
  if (!error) {
    for (const auto& file : fs::directory_iterator(folder)) {
      // What training alone needs stays behind.
      const auto kind = file.path().filename().string();
      if (error || kind == "optimiser.safetensors" || kind == "state.json") continue;
      fs::copy(file.path(), unfinished / file.path().filename(), error);
    }
  }
  if (!error) fs::rename(unfinished, target, error);
  if (error) {
    const auto reason = error.message();
    fs::remove_all(unfinished, error);
    throw Error(ErrorKind::Io, "Cannot copy the model into " + target.string() + ": " + reason +
                                   ". Free some space and try again.");
  }
  return name;
}

}  // namespace cloc::indexing
