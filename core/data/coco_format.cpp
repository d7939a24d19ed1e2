// SPDX-License-Identifier: Apache-2.0
// COCO as a format: finds the files of a data set that lie beside each other. What is in them: coco.h.
#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/base/error.h"
#include "core/data/coco.h"
#include "core/data/coco_writer.h"
#include "core/data/format.h"
#include "core/data/image_files.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

// The file beside `annotations` that holds the same images' captions, when it is there: captions_val2017.json
// for instances_val2017.json, captions.json for lvis_v1.json.
fs::path captions_beside(const fs::path& annotations, std::string_view prefix) {
  const std::string name = annotations.filename().string();
  if (!name.starts_with(prefix)) return {};
  std::error_code ignored;
  const std::string rest = prefix == "lvis" ? std::string(".json") : name.substr(prefix.size());
  fs::path captions = annotations.parent_path() / ("captions" + rest);
  return fs::is_regular_file(captions, ignored) ? captions : fs::path();
}

// The <prefix>*.json in the folder or in annotations/ below it, sorted; <prefix>.json alone when it is there.
std::vector<fs::path> annotation_files(const fs::path& folder, const std::string& prefix) {
  std::error_code error;
  if (fs::exists(folder / (prefix + ".json"), error)) return {folder / (prefix + ".json")};
  std::vector<fs::path> found;
  for (const auto& place : {folder, folder / "annotations"}) {
    for (fs::directory_iterator item(place, error), end; !error && item != end; item.increment(error)) {
      const auto& file = item->path();
      if (file.filename().string().starts_with(prefix) && lower_extension(file) == ".json")
        found.push_back(file);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool recognises(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return !annotation_files(path, "instances").empty();
  return lower_extension(path) == ".json";
}

bool recognises_lvis(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return !annotation_files(path, "lvis").empty();
  return lower_extension(path) == ".json" && path.filename().string().starts_with("lvis");
}

fs::path file_of(const fs::path& path, const std::string& prefix) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  const auto found = annotation_files(path, prefix);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    throw Error(ErrorKind::NotFound,
                path.string() + " holds no " + prefix + "*.json, in it or in annotations/ below it.");
  }
  std::string names;
  for (const auto& file : found) {
    if (!names.empty()) names += ", ";
    names += file.string();
  }
  throw Error(ErrorKind::InvalidInput,
              path.string() + " holds several annotation files. Give one of them: " + names + ".");
}

std::unique_ptr<DatasetReader> read_files(const fs::path& path, const std::string& prefix,
                                          const ReadOptions& options, const Context& context) {
  const auto file = file_of(path, prefix);
  return coco_reader({file, captions_beside(file, prefix), options.image_root}, context);
}

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  return read_files(path, "instances", options, context);
}

std::unique_ptr<DatasetReader> read_lvis(const fs::path& path, const ReadOptions& options,
                                         const Context& context) {
  return read_files(path, "lvis", options, context);
}

std::unique_ptr<DatasetWriter> write(const fs::path& path, const std::vector<std::string>& labels,
                                     const std::vector<LabelDetails>& details, const WriteOptions& options,
                                     const Context& context) {
  return coco_writer(CocoVariant::Coco, path, labels, details, options, context);
}

std::unique_ptr<DatasetWriter> write_lvis(const fs::path& path, const std::vector<std::string>& labels,
                                          const std::vector<LabelDetails>& details,
                                          const WriteOptions& options, const Context& context) {
  return coco_writer(CocoVariant::Lvis, path, labels, details, options, context);
}

}  // namespace

const Format& coco_format() {
  static const Format format{
      .id = "coco",
      .name = "COCO (JSON)",
      .description =
          "a COCO .json file (instances, captions, panoptic), or a folder with instances.json: boxes with "
          "labels and captions, image captions, attributes",
      .holds = {.region_captions = true,
                .image_captions = true,
                .attributes = true,
                .splits = true,
                .label_details = true},
      .recognises = recognises,
      .read = read,
      .write = write};
  return format;
}

const Format& lvis_format() {
  static const Format format{
      .id = "lvis",
      .name = "LVIS (JSON)",
      .description =
          "a lvis*.json file, or a folder with one: as COCO, with the labels that each image was "
          "searched for in vain or not marked throughout",
      .holds = {.region_captions = true,
                .image_captions = true,
                .attributes = true,
                .splits = true,
                .label_details = true},
      .recognises = recognises_lvis,
      .read = read_lvis,
      .write = write_lvis};
  return format;
}

}  // namespace cloc::data
