// SPDX-License-Identifier: Apache-2.0
// Images with captions and captioned regions, as every reader makes them and training, evaluation and
// indexing take them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/geometry/box.h"

namespace cloc::data {

struct Region {
  PixelBox box;    // original pixels; readers clip it to the image and leave out what has no area
  int label = -1;  // index into Dataset::labels, -1 for none
  std::string
      caption;  // region text; the label's name when the data has none; may be empty when both are absent
  std::int64_t source_id = 0;  // the id it had in the file it was read from
};

struct ImageRecord {
  std::int64_t source_id = 0;
  std::filesystem::path path;         // absolute, or relative to the working folder
  int width = 0, height = 0;          // pixels after the EXIF turn; 0 when the reader did not learn them
  std::vector<std::string> captions;  // of the whole image; may be empty
  std::vector<Region> regions;
};

struct Dataset {
  std::filesystem::path root;
  std::vector<std::string> labels;  // class names
  std::vector<ImageRecord> images;

  std::int64_t region_count() const;
};

}  // namespace cloc::data
