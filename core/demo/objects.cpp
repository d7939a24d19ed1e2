// SPDX-License-Identifier: Apache-2.0
#include "core/demo/objects.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::demo {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
  return fields;
}

// Empty when the line is right.
std::string parse(const std::string& line, DemoObject& object) {
  const auto fields = split(line);
  if (fields.size() != 4) return "has " + std::to_string(fields.size()) + " columns instead of 4";
  std::uint32_t code_point = 0;
  const auto* end = fields[0].data() + fields[0].size();
  const auto [rest, error] = std::from_chars(fields[0].data(), end, code_point, 16);
  if (error != std::errc() || rest != end) return "does not begin with a hexadecimal code point";
  if (fields[1].empty()) return "has no name";
  if (fields[2] != "a" && fields[2] != "some") return "has an article that is neither 'a' nor 'some'";
  object = {static_cast<char32_t>(code_point), fields[1], fields[2] == "some", fields[3]};
  return {};
}

}  // namespace

bool names_a_colour(std::string_view name) {
  constexpr std::array<std::string_view, 18> colours = {
      "red",   "orange", "yellow", "green", "blue",   "purple", "pink",   "brown",   "black",
      "white", "grey",   "beige",  "gold",  "golden", "silver", "bronze", "rainbow", "dark"};
  while (!name.empty()) {
    const auto blank = std::min(name.find(' '), name.size());
    if (std::find(colours.begin(), colours.end(), name.substr(0, blank)) != colours.end()) return true;
    name.remove_prefix(std::min(blank + 1, name.size()));
  }
  return false;
}

std::vector<DemoObject> read_objects(const std::filesystem::path& path) {
  std::istringstream lines(read_text_file(path));
  std::vector<DemoObject> objects;
  std::set<std::string> names;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    DemoObject object;
    std::string wrong = parse(line, object);
    if (wrong.empty() && !names.insert(object.name).second) wrong = "repeats the name '" + object.name + "'";
    if (!wrong.empty()) {
      throw Error(ErrorKind::Corrupt, path.string() + ", line " + std::to_string(number) + " " + wrong +
                                          ". Write the file anew with resources/demo/make_objects.py.");
    }
    objects.push_back(std::move(object));
  }
  if (objects.empty())
    throw Error(ErrorKind::Corrupt, path.string() + " names no objects. Install it again.");
  return objects;
}

}  // namespace cloc::demo
