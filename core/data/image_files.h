// SPDX-License-Identifier: Apache-2.0
// The image files that annotations speak of: what counts as one, which are there, how large they are, and
// what they are called in a data set that is written. Used by readers and writers.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "core/data/format.h"

namespace cloc::data {

// ".JPG" -> ".jpg".
std::string lower_extension(const std::filesystem::path& path);
bool is_image_file(const std::filesystem::path& path);
// All below `folder`, sorted by path; hidden files and folders are passed over, linked folders not followed.
// A folder that cannot be read is reported.
std::vector<std::filesystem::path> image_files_below(const std::filesystem::path& folder,
                                                     const Context& context);

// Which files are there, from one listing of each folder instead of a question per image.
class FolderListings {
 public:
  bool contains(const std::filesystem::path& file);
  // The file of this stem that is an image, whatever its ending: "images/7" -> "images/7.JPG".
  std::optional<std::filesystem::path> image_of_stem(const std::filesystem::path& folder,
                                                     const std::string& stem);
  // Below `root`, also when `root` already is the folder that the name begins with; empty when not there. A
  // name that leads out of `root` is not found.
  std::filesystem::path find(const std::filesystem::path& root, std::string_view file_name);

 private:
  struct Listing {
    std::unordered_set<std::string> names;
    std::map<std::string, std::string, std::less<>> image_by_stem;
  };
  const Listing& listing(const std::filesystem::path& folder);

  std::map<std::string, Listing> listings_;
};

// Sets width and height of `image` from its file where they are 0. False, and reported as "image of unknown
// size" naming `where`, when the file cannot be decoded.
bool learn_size(ImageRecord& image, const std::string& where, IssueReport& report);

// For a writer whose format speaks of sizes: `image`, its size learned from the file where it is not known.
// Throws Error{InvalidInput} when the file does not tell; `why` ends the first sentence: "VOC has to say it".
ImageRecord with_size(const ImageRecord& image, const std::string& why, IssueReport& report);

// Names, copies and links for a writer.
class OutputImages {
 public:
  // Copies go into `folder` as their path below options.image_root says, or `flat`: by file name alone, with
  // a number before the ending when it is taken. `by_place`: for formats that name no images but find them by
  // their place and stem: no two get one stem, and images that are left where they are get a symbolic link.
  OutputImages(std::filesystem::path folder, const WriteOptions& options, bool flat, bool by_place = false);
  // What the written files call it: relative to `folder` when copied or linked, else relative to
  // options.image_root, with '/'. Throws Error{Io}, Error{NotFound} when the file to copy has gone.
  std::string place(const ImageRecord& image);

 private:
  std::filesystem::path folder_;
  const WriteOptions options_;
  const bool flat_, by_place_;
  std::set<std::string> taken_;
};

}  // namespace cloc::data
