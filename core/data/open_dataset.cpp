// SPDX-License-Identifier: Apache-2.0
#include "core/data/open_dataset.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <system_error>

#include "core/base/error.h"
#include "core/data/coco.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExpected =
    "Expected a folder with instances.json, a COCO .json file, or a folder of images (png, jpg, jpeg, bmp, "
    "tif, tiff, "
    "webp).";

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

bool is_image(const fs::path& path) {
  constexpr std::array<std::string_view, 7> kExtensions = {".png", ".jpg",  ".jpeg", ".bmp",
                                                           ".tif", ".tiff", ".webp"};
  return std::find(kExtensions.begin(), kExtensions.end(), lower_extension(path)) != kExtensions.end();
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

// captions_val2017.json for instances_val2017.json, when it is there.
fs::path captions_beside(const fs::path& instances) {
  const std::string name = instances.filename().string();
  constexpr std::string_view kPrefix = "instances";
  if (!name.starts_with(kPrefix)) return {};
  fs::path captions = instances.parent_path() / ("captions" + name.substr(kPrefix.size()));
  std::error_code ignored;
  return fs::is_regular_file(captions, ignored) ? captions : fs::path();
}

// The instances*.json in the folder or in annotations/ below it, sorted.
std::vector<fs::path> annotation_files(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& place : {folder, folder / "annotations"}) {
    std::error_code error;
    for (fs::directory_iterator item(place, error), end; !error && item != end; item.increment(error)) {
      const auto& file = item->path();
      if (file.filename().string().starts_with("instances") && lower_extension(file) == ".json")
        found.push_back(file);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

Dataset dataset_of_images(const fs::path& root, std::vector<fs::path> files) {
  std::sort(files.begin(), files.end());
  Dataset data;
  data.root = root;
  data.images.reserve(files.size());
  for (auto& file : files) {
    ImageRecord record;
    record.source_id = static_cast<std::int64_t>(data.images.size());
    record.path = std::move(file);
    data.images.push_back(std::move(record));
  }
  return data;
}

Dataset read_image_folder(const fs::path& folder, IssueReport& report, const ProgressSink& progress,
                          const CancelToken& cancel) {
  ProgressMeter meter("looking for images", 0, progress);
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator item(folder, fs::directory_options::skip_permission_denied, error), end;
  while (!error && item != end) {
    cancel.throw_if_cancelled();
    std::error_code ignored;
    if (is_hidden(item->path())) {
      item.disable_recursion_pending();
    } else if (is_image(item->path()) && item->is_regular_file(ignored)) {
      files.push_back(item->path());
      meter.advance(1);
    }
    item.increment(error);
  }
  if (error) {
    report.add("folder that cannot be read", folder.string(),
               error.message() + ": images in it are left out.");
  }
  if (files.empty()) {
    throw Error(ErrorKind::NotFound,
                "There are neither annotations nor images in " + folder.string() + ". " + kExpected);
  }
  return dataset_of_images(folder, std::move(files));
}

Dataset open_folder(const fs::path& folder, IssueReport& report, const ProgressSink& progress,
                    const CancelToken& cancel) {
  std::error_code ignored;
  CocoPaths paths;
  if (fs::exists(folder / "instances.json", ignored)) {
    paths.instances = folder / "instances.json";
  } else {
    const auto found = annotation_files(folder);
    if (found.size() > 1) {
      std::string names;
      for (const auto& file : found) names += (names.empty() ? "" : ", ") + file.string();
      throw Error(ErrorKind::InvalidInput,
                  folder.string() + " holds several annotation files. Give one of them: " + names + ".");
    }
    if (found.empty()) return read_image_folder(folder, report, progress, cancel);
    paths.instances = found.front();
  }
  paths.captions = captions_beside(paths.instances);
  return read_coco(paths, report, progress, cancel);
}

}  // namespace

Dataset open_dataset(const fs::path& path, IssueReport& report, const ProgressSink& progress,
                     const CancelToken& cancel) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    throw Error(ErrorKind::NotFound, "There is no data set at " + path.string() + ". " + kExpected);
  }
  if (fs::is_directory(status)) return open_folder(path, report, progress, cancel);
  if (lower_extension(path) == ".json") {
    return read_coco({.instances = path, .captions = captions_beside(path), .image_root = {}}, report,
                     progress, cancel);
  }
  if (is_image(path)) return dataset_of_images(path.parent_path(), {path});
  throw Error(ErrorKind::InvalidInput, path.string() + " is not a data set. " + kExpected);
}

}  // namespace cloc::data
