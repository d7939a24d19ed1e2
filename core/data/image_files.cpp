// SPDX-License-Identifier: Apache-2.0
#include "core/data/image_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/image/image.h"

namespace cloc::data {

namespace fs = std::filesystem;

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

bool is_image_file(const fs::path& path) {
  constexpr std::array<std::string_view, 8> kExtensions = {".png", ".jpg",  ".jpeg", ".bmp",
                                                           ".tif", ".tiff", ".webp", ".gif"};
  return std::find(kExtensions.begin(), kExtensions.end(), lower_extension(path)) != kExtensions.end();
}

std::vector<fs::path> image_files_below(const fs::path& folder, const Context& context) {
  ProgressMeter meter("looking for images", 0, context.progress);
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator item(folder, fs::directory_options::skip_permission_denied, error), end;
  while (!error && item != end) {
    context.cancel.throw_if_cancelled();
    std::error_code ignored;
    if (item->path().filename().string().starts_with('.')) {
      item.disable_recursion_pending();
    } else if (is_image_file(item->path()) && item->is_regular_file(ignored)) {
      files.push_back(item->path());
      meter.advance(1);
    }
    item.increment(error);
  }
  if (error) {
    context.report.add("folder that cannot be read", folder.string(),
                       error.message() + ": images in it are left out.");
  }
  std::sort(files.begin(), files.end());
  return files;
}

const FolderListings::Listing& FolderListings::listing(const fs::path& folder) {
  const auto [entry, is_new] = listings_.try_emplace(folder.string());
  if (!is_new) return entry->second;
  std::error_code error;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    const auto& name = item->path().filename();
    entry->second.names.insert(name.string());
    if (!is_image_file(name)) continue;
    // Of several with one stem, always the same.
    auto& image = entry->second.image_by_stem[name.stem().string()];
    if (image.empty() || name.string() < image) image = name.string();
  }
  return entry->second;
}

bool FolderListings::contains(const fs::path& file) {
  return listing(file.parent_path()).names.contains(file.filename().string());
}

std::optional<fs::path> FolderListings::image_of_stem(const fs::path& folder, const std::string& stem) {
  const fs::path whole = folder / stem;  // the stem may name folders
  const auto& images = listing(whole.parent_path()).image_by_stem;
  const auto found = images.find(whole.filename().string());
  if (found == images.end()) return std::nullopt;
  return whole.parent_path() / found->second;
}

fs::path FolderListings::find(const fs::path& root, std::string_view file_name) {
  const fs::path name(file_name);
  if (name.empty() || !name.has_filename()) return {};
  if (name.is_absolute()) return contains(name) ? name : fs::path();
  const auto plain = name.lexically_normal();
  if (*plain.begin() != "..") {
    if (fs::path whole = root / name; contains(whole)) return whole;
  }
  if (fs::path flat = root / name.filename(); name.has_parent_path() && contains(flat)) return flat;
  return {};
}

bool learn_size(ImageRecord& image, const std::string& where, IssueReport& report) {
  if (image.width > 0 && image.height > 0) return true;
  const auto size = image::probe_size(image.path);
  if (!size) {
    report.add("image of unknown size", where, image.path.string() + " cannot be decoded: left out.");
    return false;
  }
  image.width = size->width;
  image.height = size->height;
  return true;
}

ImageRecord with_size(const ImageRecord& image, const std::string& why, IssueReport& report) {
  ImageRecord sized = image;
  if (learn_size(sized, image.path.string(), report)) return sized;
  throw Error(ErrorKind::InvalidInput,
              "The size of " + image.path.string() + " is not known, and " + why + ". Leave the image out.");
}

OutputImages::OutputImages(fs::path folder, const WriteOptions& options, bool flat, bool by_place)
    : folder_(std::move(folder)), options_(options), flat_(flat), by_place_(by_place) {}

std::string OutputImages::place(const ImageRecord& image) {
  // A path relative to the working folder would mean another place in the files that are written.
  const auto source = fs::absolute(image.path).lexically_normal();
  const auto below = options_.image_root.empty()
                         ? fs::path()
                         : source.lexically_relative(fs::absolute(options_.image_root).lexically_normal());
  const bool inside = !below.empty() && *below.begin() != "..";
  const bool leave = options_.images == WriteOptions::Images::Leave;
  if (leave && !by_place_) return (inside ? below : source).generic_string();

  const fs::path wanted = flat_ || !inside ? source.filename() : below;
  fs::path name = wanted;
  const auto key = [this](const fs::path& path) {
    return by_place_ ? fs::path(path).replace_extension().generic_string() : path.generic_string();
  };
  for (int copy = 2; !taken_.insert(key(name)).second; ++copy) {
    name = wanted.parent_path() /
           (wanted.stem().string() + "_" + std::to_string(copy) + wanted.extension().string());
  }
  const auto target = folder_ / name;
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (!error && leave) {
    fs::create_symlink(fs::absolute(source), target, error);
    if (!error) return name.generic_string();
    error.clear();  // a file system without links
  }
  if (!error && options_.images == WriteOptions::Images::Link) {
    fs::create_hard_link(source, target, error);
    if (!error) return name.generic_string();
    error.clear();  // another file system, or one without hard links
  }
  if (!error) fs::copy_file(source, target, error);
  if (error) {
    throw Error(
        error == std::errc::no_such_file_or_directory ? ErrorKind::NotFound : ErrorKind::Io,
        "Cannot copy " + source.string() + " to " + target.string() + ": " + error.message() +
            ". Nothing was written. Put the image back or leave it out, or make room, and try again.");
  }
  return name.generic_string();
}

}  // namespace cloc::data
