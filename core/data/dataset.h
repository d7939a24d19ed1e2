// SPDX-License-Identifier: Apache-2.0
// Images with captions and captioned regions, as every reader makes them (format.h) and training, evaluation
// and indexing take them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/data/attributes.h"
#include "core/geometry/box.h"

namespace cloc::data {

struct Region {
  PixelBox box;    // original pixels; readers clip it to the image and leave out what has no area
  int label = -1;  // index into Dataset::labels, -1 for none
  std::string
      caption;  // region text; the label's name when the data has none; may be empty when both are absent
  std::int64_t source_id = 0;                   // the id it had in the file it was read from
  std::vector<std::string> more_captions = {};  // others of the same region (RefCOCO has some three of each)
  Attributes attributes = {};
};

struct ImageRecord {
  std::int64_t source_id = 0;
  std::filesystem::path path;         // absolute, or relative to the working folder
  int width = 0, height = 0;          // pixels after the EXIF turn; 0 when the reader did not learn them
  std::vector<std::string> captions;  // of the whole image; may be empty
  std::vector<Region> regions;
  std::string split = {};  // "train", "val", "test" or the data's own word; empty when it names none
  Attributes attributes = {};
};

// What a data set says of a label beside its name.
struct LabelDetails {
  std::string parent = {};  // name of the label above it (COCO's supercategory); empty for none
  std::string colour = {};  // "#rrggbb"; empty: the program chooses
  Attributes attributes = {};
  bool operator==(const LabelDetails&) const = default;
};

struct Dataset {
  std::vector<std::string> labels;  // class names
  std::vector<ImageRecord> images;
  std::vector<LabelDetails> label_details = {};  // of each label, or empty: nothing is said of any

  std::int64_t region_count() const;
};

}  // namespace cloc::data
