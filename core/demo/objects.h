// SPDX-License-Identifier: Apache-2.0
// The things that demo scenes are made of: resources/demo/objects.tsv, read once by the demo generator.
// Nothing here draws; the pictures are in core/demo/glyphs.h.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cloc::demo {

struct DemoObject {
  char32_t code_point = 0;
  std::string name;     // unique, lower case, e.g. "red apple"
  bool plural = false;  // "some grapes", not "a grapes"
  std::string group;    // e.g. "food": COCO's supercategory
};

// Whether a word of `name` is a colour or a metal that looks like one: "red apple", "gold medal". Such an
// object is never dyed, and no caption adds a colour to it.
bool names_a_colour(std::string_view name);

// In the order of the file, which is also the order of the category ids (from 1) and of Scene's object
// numbers (from 0). Throws Error{NotFound} when the file is not there and Error{Corrupt}, naming the line,
// when it is not as written by make_objects.py.
std::vector<DemoObject> read_objects(const std::filesystem::path& path);

}  // namespace cloc::demo
