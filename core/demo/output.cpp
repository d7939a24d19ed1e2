// SPDX-License-Identifier: Apache-2.0
#include "core/demo/output.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/base/error.h"

namespace cloc::demo {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kJsonNames = {"instances.json", "captions.json", "demo.json"};

bool is_image_name(const std::string& name) {
  return name.size() >= 10 && name.ends_with(".jpg") &&
         std::all_of(name.begin(), name.end() - 4, [](char c) { return c >= '0' && c <= '9'; });
}

// Also the temporary files that AtomicFile leaves when it is killed.
bool is_json_name(const std::string& name) {
  return std::any_of(kJsonNames.begin(), kJsonNames.end(), [&](const std::string& json) {
    return name == json || name.starts_with(json + ".tmp");
  });
}

[[noreturn]] void refuse(const fs::path& stranger) {
  throw Error(
      ErrorKind::InvalidInput,
      stranger.string() +
          " is not part of demo data, so its directory is not overwritten. Choose another directory, or move "
          "that file away.");
}

fs::path outermost_missing(const fs::path& directory) {
  fs::path missing;
  for (fs::path path = fs::absolute(directory).lexically_normal(); !fs::exists(path);
       path = path.parent_path()) {
    missing = path;
    if (path == path.parent_path()) break;
  }
  return missing;
}

}  // namespace

std::string image_name(std::int64_t index) {
  char name[32];
  std::snprintf(name, sizeof name, "%06lld.jpg", static_cast<long long>(index));
  return name;
}

Output::Output(const fs::path& directory, bool overwrite)
    : directory_(fs::absolute(directory).lexically_normal()), images_(directory_ / "images") {
  try {
    if (fs::exists(directory_)) {
      clear_or_refuse(overwrite);
    } else {
      first_made_ = outermost_missing(directory_);
    }
    fs::create_directories(images_);
  } catch (const fs::filesystem_error& error) {
    if (!first_made_.empty()) remove_all();
    throw Error(ErrorKind::Io, "Cannot prepare the directory " + directory.string() + ": " +
                                   error.code().message() + ". Choose a place that you may write to.");
  }
}

Output::~Output() {
  if (!kept_) remove_all();
}

void Output::write_image(std::int64_t index, std::span<const unsigned char> bytes) const {
  const fs::path path = images_ / image_name(index);
  std::FILE* file = std::fopen(path.c_str(), "wb");
  bool written = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  int error = errno;
  if (file != nullptr && std::fclose(file) != 0 && written) {
    written = false;
    error = errno;
  }
  if (written) return;
  const bool full = error == ENOSPC || error == EDQUOT;
  throw Error(ErrorKind::Io, "Cannot write " + path.string() + ": " + std::generic_category().message(error) +
                                 "." + (full ? " Free some space and try again." : " Check the disk."));
}

void Output::clear_or_refuse(bool overwrite) const {
  if (!fs::is_directory(directory_)) {
    throw Error(ErrorKind::InvalidInput,
                directory_.string() + " is a file. Name a directory for the demo data.");
  }
  if (fs::is_empty(directory_)) return;
  if (!overwrite) {
    throw Error(
        ErrorKind::InvalidInput,
        directory_.string() +
            " is not empty. Choose another directory, or ask to overwrite the demo data that is in it.");
  }
  for (const auto& entry : fs::directory_iterator(directory_)) {
    const bool images = entry.path() == images_ && entry.is_directory() && !entry.is_symlink();
    if (!images && !is_json_name(entry.path().filename().string())) refuse(entry.path());
  }
  if (fs::exists(images_)) {
    for (const auto& entry : fs::directory_iterator(images_)) {
      if (!is_image_name(entry.path().filename().string())) refuse(entry.path());
    }
  }
  // demo.json goes first: it promises that the rest is whole.
  fs::remove(directory_ / "demo.json");
  for (const auto& entry : fs::directory_iterator(directory_)) fs::remove_all(entry.path());
}

// Only what create_demo writes can be there, as the directory was new, empty or cleared. Errors are passed
// over: the one that brought us here is the one to tell.
void Output::remove_all() const noexcept {
  std::error_code ignored;
  for (const char* name : kJsonNames) fs::remove(directory_ / name, ignored);
  fs::remove_all(images_, ignored);
  if (first_made_.empty()) return;
  for (fs::path path = directory_;; path = path.parent_path()) {
    fs::remove(path, ignored);  // not remove_all: someone else may have put something there
    if (path == first_made_) return;
  }
}

}  // namespace cloc::demo
