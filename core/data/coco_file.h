// SPDX-License-Identifier: Apache-2.0
// One COCO-style JSON file, read as it stands: ids, names, boxes and texts, with no check of one against
// another (that is coco.cpp's). Used by coco.cpp alone. Reads instances, captions, panoptic segments, LVIS
// and their mixtures; what it does not know (licences, areas, ...) is passed over.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/attributes.h"

namespace cloc::data {

struct CocoImage {
  std::int64_t id = 0;
  std::string file_name;
  std::string url;                                     // "coco_url"; kept for LVIS, whose only name it is
  int width = 0, height = 0;                           // 0 when absent or impossible
  std::vector<std::int64_t> negative, not_exhaustive;  // LVIS: category ids
  std::string split;
  std::string attributes;  // a JSON object, or empty
};

struct CocoCategory {
  std::int64_t id = 0;
  std::string name;
  std::string supercategory;
  std::string colour;     // "#rrggbb" or empty
  Attributes attributes;  // LVIS: synset, synonyms, def, frequency; panoptic: isthing
};

// Small: there are millions.
struct CocoAnnotation {
  enum class Box : std::uint8_t { Absent, FourNumbers, WrongLength, NotNumbers, OfMask, BadMask };
  struct Rest {  // what most have not
    std::string caption;
    std::string attributes;  // a JSON object, or empty
    std::optional<double> score;
  };

  std::optional<std::int64_t> id;
  std::int64_t image_id = 0;
  std::optional<std::int64_t> category_id;
  std::array<double, 4> bbox{};      // x, y, width, height
  std::uint64_t bad_number_at = 0;   // byte offset in the file, for NotNumbers
  std::unique_ptr<const Rest> rest;  // may be null
  Box box = Box::Absent;
  bool crowd = false;
  bool segment = false;  // of a panoptic image: its id is unique there only

  const std::string& caption() const;
};

class CocoFile {
 public:
  // Throws as JsonRecords does, and Error{Corrupt} for what has no "images". Single records that make no
  // sense are reported and left out.
  CocoFile(const std::filesystem::path& path, IssueReport& report, const ProgressSink& progress,
           const CancelToken& cancel);

  // In the order of the file.
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;

  const std::filesystem::path& path() const { return path_; }
  // "instances.json, image id 7": how records are named in reports.
  std::string name_of(const CocoImage& image) const;
  std::string name_of(const CocoAnnotation& annotation) const;

 private:
  std::filesystem::path path_;
};

}  // namespace cloc::data
