// SPDX-License-Identifier: Apache-2.0
// COCO as a format: finds the files of a data set that lie beside each other. What is in them: coco.h.
#include <algorithm>
#include <string_view>
#include <system_error>

#include "core/base/error.h"
#include "core/data/coco.h"
#include "core/data/format.h"
#include "core/data/image_files.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

// captions_val2017.json for instances_val2017.json, when it is there.
fs::path captions_beside(const fs::path& instances) {
  const std::string name = instances.filename().string();
  constexpr std::string_view kPrefix = "instances";
  if (!name.starts_with(kPrefix)) return {};
  fs::path captions = instances.parent_path() / ("captions" + name.substr(kPrefix.size()));
  std::error_code ignored;
  return fs::is_regular_file(captions, ignored) ? captions : fs::path();
}

// The instances*.json in the folder or in annotations/ below it, sorted; instances.json alone when it is
// there.
std::vector<fs::path> annotation_files(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder / "instances.json", error)) return {folder / "instances.json"};
  std::vector<fs::path> found;
  for (const auto& place : {folder, folder / "annotations"}) {
    for (fs::directory_iterator item(place, error), end; !error && item != end; item.increment(error)) {
      const auto& file = item->path();
      if (file.filename().string().starts_with("instances") && lower_extension(file) == ".json")
        found.push_back(file);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool recognises(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return !annotation_files(path).empty();
  return lower_extension(path) == ".json";
}

fs::path instances_of(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  const auto found = annotation_files(path);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    throw Error(ErrorKind::NotFound,
                path.string() + " holds no instances*.json, in it or in annotations/ below it.");
  }
  std::string names;
  for (const auto& file : found) names += (names.empty() ? "" : ", ") + file.string();
  throw Error(ErrorKind::InvalidInput,
              path.string() + " holds several annotation files. Give one of them: " + names + ".");
}

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  const auto instances = instances_of(path);
  return reader_of(read_coco({instances, captions_beside(instances), options.image_root}, context.report,
                             context.progress, context.cancel));
}

}  // namespace

const Format& coco_format() {
  static const Format format{
      .id = "coco",
      .name = "COCO (JSON)",
      .description =
          "a COCO or LVIS .json file, or a folder with instances.json: boxes with labels and captions, "
          "image captions",
      .holds = {.region_captions = true, .image_captions = true},
      .recognises = recognises,
      .read = read};
  return format;
}

}  // namespace cloc::data
