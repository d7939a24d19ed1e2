// SPDX-License-Identifier: Apache-2.0
// A folder of images, or a single one, without annotations.
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/data/format.h"
#include "core/data/image_files.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

bool recognises(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored) || is_image_file(path);
}

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions&, const Context& context) {
  std::error_code ignored;
  auto files =
      fs::is_directory(path, ignored) ? image_files_below(path, context) : std::vector<fs::path>{path};
  if (files.empty()) {
    throw Error(ErrorKind::NotFound,
                "There are neither annotations nor images in " + path.string() + ". " + known_formats());
  }
  Dataset dataset;
  dataset.images.reserve(files.size());
  for (auto& file : files) {
    ImageRecord image;
    image.source_id = static_cast<std::int64_t>(dataset.images.size());
    image.path = std::move(file);
    dataset.images.push_back(std::move(image));
  }
  return reader_of(std::move(dataset));
}

}  // namespace

const Format& image_folder_format() {
  static const Format format{
      .id = "images",
      .name = "Folder of images",
      .description = "png, jpg, jpeg, bmp, tif, tiff, webp and gif below a folder, or one image",
      .holds = {.regions = false},
      .recognises = recognises,
      .read = read};
  return format;
}

}  // namespace cloc::data
