// SPDX-License-Identifier: Apache-2.0
#include "core/data/image_search.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace cloc::data {

namespace fs = std::filesystem;

ImageSearch::ImageSearch(std::vector<fs::path> roots, IssueReport& report)
    : roots_(std::move(roots)), report_(report) {}

std::vector<fs::path> ImageSearch::roots(const ReadOptions& options, std::vector<fs::path> usual) {
  if (options.image_root.empty()) return usual;
  return {options.image_root};
}

std::vector<fs::path> ImageSearch::all_roots(const fs::path& first) const {
  std::vector<fs::path> all = {first};
  all.insert(all.end(), roots_.begin(), roots_.end());
  return all;
}

fs::path ImageSearch::find(std::string_view name, const std::string& where) {
  return find(name, where, {});
}

fs::path ImageSearch::find(std::string_view name, const std::string& where,
                           const std::vector<fs::path>& first_roots) {
  auto file = look_for(name, first_roots);
  if (file.empty()) report_missing(name, where);
  return file;
}

fs::path ImageSearch::look_for(std::string_view given, const std::vector<fs::path>& first_roots) {
  std::string name(given);
  // No system's file name may hold a zero, and functions of the system would end the name there.
  if (name.empty() || name.find('\0') != std::string::npos) return {};
  for (int attempt = 0; attempt < 2; ++attempt) {
    for (const auto* roots : {&first_roots, &std::as_const(roots_)}) {
      for (const auto& root : *roots) {
        if (auto file = below(root, name); !file.empty()) {
          ++found_;
          return file;
        }
      }
    }
    if (name.find('\\') == std::string::npos) break;
    std::replace(name.begin(), name.end(), '\\', '/');  // a file of that very name comes first
  }
  return {};
}

fs::path ImageSearch::below(const fs::path& root, std::string_view name) {
  auto file = listings_.find(root, name);
  if (!file.empty() || !fs::path(name).has_filename()) return file;
  // An absolute path of another machine: the file alone.
  const fs::path flat = root / fs::path(name).filename();
  const bool windows = name.size() > 2 && name[1] == ':';
  if ((fs::path(name).is_absolute() || windows) && listings_.contains(flat)) return flat;
  return {};
}

void ImageSearch::report_missing(std::string_view name, const std::string& where) {
  if (missing_.empty()) missing_ = name.empty() ? "(an empty name)" : std::string(name);
  report_.add("missing image file", where,
              "Left out: there is no image file '" + std::string(name.substr(0, 300)) + "'.");
}

void ImageSearch::check_some_found() const {
  if (found_ > 0 || missing_.empty()) return;
  std::string folders;
  for (const auto& root : roots_) folders += (folders.empty() ? "" : ", ") + root.string();
  throw Error(ErrorKind::NotFound, "None of the images that the annotations name was found, for example '" +
                                       missing_.substr(0, 300) + "'. Looked in: " + folders +
                                       ". Give the folder that holds them.");
}

bool take_own_size(ImageRecord& image, double said_width, double said_height, const std::string& where,
                   IssueReport& report) {
  image.width = image.height = 0;
  if (!learn_size(image, where, report)) return false;
  if (said_width > 0 && said_height > 0 && (said_width != image.width || said_height != image.height)) {
    std::string what = "It says " + std::to_string(static_cast<long long>(std::min(said_width, 1e15)));
    what += " x " + std::to_string(static_cast<long long>(std::min(said_height, 1e15)));
    what += ", the file has " + std::to_string(image.width) + " x " + std::to_string(image.height);
    report.add("size other than the image's", where, what + ". Kept, with the file's size.");
  }
  return true;
}

}  // namespace cloc::data
