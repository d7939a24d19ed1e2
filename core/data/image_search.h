// SPDX-License-Identifier: Apache-2.0
// Finds the images that annotations name, and says what is missing: the same words for every format. Used by
// the readers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/issue_report.h"
#include "core/data/image_files.h"

namespace cloc::data {

class ImageSearch {
 public:
  // `roots`: folders where names begin, tried in this order. The report must outlive this.
  ImageSearch(std::vector<std::filesystem::path> roots, IssueReport& report);
  // With options.image_root that folder alone, else `usual`.
  static std::vector<std::filesystem::path> roots(const ReadOptions& options,
                                                  std::vector<std::filesystem::path> usual);

  // The file that is called `name` below a root ('\\' divides folders as '/' does); empty, and reported as
  // "missing image file" naming `where`, when there is none.
  std::filesystem::path find(std::string_view name, const std::string& where);
  // The same without a word when there is none.
  std::filesystem::path look_for(std::string_view name,
                                 const std::vector<std::filesystem::path>& first_roots = {});
  // As find, with further roots before the others, for names that begin beside their own file.
  std::filesystem::path find(std::string_view name, const std::string& where,
                             const std::vector<std::filesystem::path>& first_roots);
  // A file found in another way.
  void count_found() { ++found_; }
  void report_missing(std::string_view name, const std::string& where);
  // After the last one: throws Error{NotFound} with an example when some were looked for and none was found.
  void check_some_found() const;
  // `first` and then the folders that it was made with.
  std::vector<std::filesystem::path> all_roots(const std::filesystem::path& first) const;
  FolderListings& listings() { return listings_; }

 private:
  std::filesystem::path below(const std::filesystem::path& root, std::string_view name);

  std::vector<std::filesystem::path> roots_;
  IssueReport& report_;
  FolderListings listings_;
  std::int64_t found_ = 0;
  std::string missing_;  // the first name
};

// Gives `image` the size of its file, whatever the annotations say (0: nothing); another size there is
// reported as "size other than the image's" (kept). False, reported by learn_size, when the file cannot be
// decoded.
bool take_own_size(ImageRecord& image, double said_width, double said_height, const std::string& where,
                   IssueReport& report);

}  // namespace cloc::data
