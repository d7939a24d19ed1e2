// SPDX-License-Identifier: Apache-2.0
// What data sets say of images, regions and labels beside what the program itself works with: "truncated",
// "pose", KITTI's angle, LVIS's negative labels. Kept as they are, shown, and written out again by the
// formats that can hold them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cloc::data {

using AttributeValue = std::variant<bool, double, std::string, std::vector<std::string>>;

// Names with values, in the order in which they were set. Few: looked up one by one.
class Attributes {
 public:
  // Null when there is none of this name.
  const AttributeValue* find(std::string_view name) const;
  bool flag(std::string_view name) const;            // set, and true or not 0
  std::string text(std::string_view name) const;     // empty when absent or no text
  void set(std::string name, AttributeValue value);  // replaces one of this name
  bool empty() const { return values_.empty(); }
  const std::vector<std::pair<std::string, AttributeValue>>& all() const { return values_; }
  bool operator==(const Attributes&) const = default;

  // A JSON object, one line; "" when empty. Bytes that are no UTF-8 become U+FFFD.
  std::string to_json() const;
  // "" is empty. Values of other sorts (null, objects, mixed lists) are kept as their JSON text. Throws
  // Error{Corrupt} for what is no JSON object.
  static Attributes from_json(std::string_view json);

 private:
  std::vector<std::pair<std::string, AttributeValue>> values_;
};

// Names that several formats share; each reader and writer translates its own spelling.
inline constexpr const char* kCrowd =
    "crowd";  // bool: the box is around a group (COCO's iscrowd, OpenImages' IsGroupOf)
inline constexpr const char* kDifficult = "difficult";  // bool (Pascal VOC)
inline constexpr const char* kTruncated = "truncated";  // bool, or KITTI's part in [0, 1]
inline constexpr const char* kOccluded = "occluded";    // bool, or KITTI's grade 0 to 3
inline constexpr const char* kScore = "score";          // number: a detector's confidence
inline constexpr const char* kComment = "comment";      // text: an annotator's note
inline constexpr const char* kGroup = "group";          // text: regions of one thing (labelme, CVAT)
inline constexpr const char* kWholeImage =
    "whole_image";  // bool: the region is the whole image, whose label it bears (CVAT's tags, image folders)

}  // namespace cloc::data
