// SPDX-License-Identifier: Apache-2.0
#include "core/data/csv_columns.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "core/data/annotation_text.h"
#include "core/data/image_files.h"

namespace cloc::data {
namespace {

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : without_blanks(name)) {
    plain += c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return plain;
}

// RetinaNet's; the four numbers are empty for an image without boxes.
bool is_row_without_header(const std::vector<std::string>& row) {
  if (row.size() != 6 || !is_image_file(row[0])) return false;
  const auto numbers =
      std::count_if(row.begin() + 1, row.begin() + 5, [](const auto& f) { return number_of(f).has_value(); });
  const auto empty = std::count(row.begin() + 1, row.begin() + 5, std::string());
  return numbers == 4 || empty == 4;
}

}  // namespace

std::optional<CsvColumns> csv_columns(const std::vector<std::string>& first_row) {
  CsvColumns columns;
  columns.count = first_row.size();
  if (is_row_without_header(first_row)) {
    columns.header = false;
    columns.image = 0;
    columns.x1 = 1;
    columns.y1 = 2;
    columns.x2 = 3;
    columns.y2 = 4;
    columns.label = 5;
    return columns;
  }
  std::vector<std::string> names;
  for (const auto& name : first_row) names.push_back(plain_name(name));
  std::vector<bool> used(names.size(), false);
  const auto take = [&](std::initializer_list<const char*> spellings) {
    for (const char* spelling : spellings) {
      const auto found = std::find(names.begin(), names.end(), spelling);
      if (found == names.end()) continue;
      const auto place = static_cast<std::size_t>(found - names.begin());
      if (used[place]) continue;
      used[place] = true;
      return static_cast<int>(place);
    }
    return -1;
  };
  columns.normalised = std::find(names.begin(), names.end(), "imageid") != names.end() &&
                       std::find(names.begin(), names.end(), "xmin") != names.end();
  columns.image =
      take({"image", "image_path", "filename", "file_name", "path", "file", "img", "imageid", "image_id"});
  columns.x1 = take({"x1", "xmin", "x_min", "left", "x"});
  columns.y1 = take({"y1", "ymin", "y_min", "top", "y"});
  columns.x2 = take({"x2", "xmax", "x_max", "right"});
  columns.y2 = take({"y2", "ymax", "y_max", "bottom"});
  if (columns.x2 < 0 || columns.y2 < 0) {
    columns.box_width = take({"w", "box_width", "bbox_width", "width"});
    columns.box_height = take({"h", "box_height", "bbox_height", "height"});
  }
  columns.image_width = take({"image_width", "img_width", "width"});
  columns.image_height = take({"image_height", "img_height", "height"});
  columns.label =
      take({"label", "class", "labelname", "class_name", "category", "label_name", "category_name"});
  columns.caption = take({"caption", "description", "text", "phrase"});
  columns.more_captions = take({"more_captions"});
  columns.split = take({"split", "subset"});
  columns.score = take({"score", "confidence"});
  columns.attributes = take({"attributes"});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!used[i] && !names[i].empty())
      columns.others.emplace_back(static_cast<int>(i), without_blanks(first_row[i]));
  }
  const bool says_something = columns.has_boxes() || columns.label >= 0 || columns.caption >= 0;
  if (columns.image < 0 || !says_something) return std::nullopt;
  return columns;
}

}  // namespace cloc::data
