// SPDX-License-Identifier: Apache-2.0
// What the columns of a CSV with boxes mean: ours, TensorFlow's, RetinaNet's, OpenImages'. Used by csv.cpp
// alone.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cloc::data {

struct CsvColumns {
  // Places in the row; -1 when there is none.
  int image = -1, x1 = -1, y1 = -1, x2 = -1, y2 = -1;
  int box_width = -1, box_height = -1;  // instead of x2 and y2
  int label = -1, caption = -1, more_captions = -1, split = -1, image_width = -1, image_height = -1,
      score = -1;
  int attributes = -1;                              // a JSON object
  std::vector<std::pair<int, std::string>> others;  // become attributes of this name
  std::size_t count = 0;                            // columns in all
  bool header = true;                               // the first row names the columns
  bool normalised = false;                          // corners are parts of the image's size (OpenImages)

  bool has_boxes() const {
    return x1 >= 0 && y1 >= 0 && ((x2 >= 0 && y2 >= 0) || (box_width >= 0 && box_height >= 0));
  }
};

// By the first row of a file: names of columns, in any order and spelling of the kinds above; or RetinaNet's
// row without names: path,x1,y1,x2,y2,class. Absent when there is no column for the image and one for boxes,
// labels or captions.
std::optional<CsvColumns> csv_columns(const std::vector<std::string>& first_row);

}  // namespace cloc::data
