// SPDX-License-Identifier: Apache-2.0
// One COCO-style JSON file, read as it stands: ids, names, boxes and texts, with no check of one against
// another (that is coco.cpp's). Used by coco.cpp alone. Reads instances, captions, LVIS and their mixtures;
// what it does not know (segmentations, licences, ...) is passed over.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/issue_report.h"
#include "core/base/progress.h"

namespace cloc::data {

struct CocoImage {
  std::int64_t id = 0;
  std::string_view file_name;
  int width = 0, height = 0;  // 0 when absent or impossible
};

struct CocoCategory {
  std::int64_t id = 0;
  std::string_view name;
};

struct CocoAnnotation {
  enum class Box : std::uint8_t { Absent, FourNumbers, WrongLength, NotNumbers };

  std::optional<std::int64_t> id;
  std::int64_t image_id = 0;
  std::optional<std::int64_t> category_id;
  std::array<double, 4> bbox{};   // x, y, width, height
  std::size_t bad_number_at = 0;  // byte offset in the file, for NotNumbers
  std::string_view caption;
  Box box = Box::Absent;
  bool crowd = false;
};

class CocoFile {
 public:
  // Throws Error{NotFound, Io}, Error{Unsupported} above 4 GB, and Error{Corrupt} with the byte offset for
  // what is not JSON, is cut, is UTF-16, or has no "images". Single records that make no sense are reported
  // and left out.
  CocoFile(const std::filesystem::path& path, IssueReport& report, const ProgressSink& progress,
           const CancelToken& cancel);
  ~CocoFile();
  CocoFile(const CocoFile&) = delete;
  CocoFile& operator=(const CocoFile&) = delete;

  // In the order of the file. Their string views live as long as this object.
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;

  const std::filesystem::path& path() const { return path_; }
  // "instances.json, image id 7": how records are named in reports.
  std::string name_of(const CocoImage& image) const;
  std::string name_of(const CocoAnnotation& annotation) const;

 private:
  friend class CocoParser;
  std::filesystem::path path_;
  struct Storage;
  std::unique_ptr<Storage> storage_;
};

}  // namespace cloc::data
