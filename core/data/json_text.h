// SPDX-License-Identifier: Apache-2.0
// Pieces of JSON for the writers that put large files together bit by bit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/attributes.h"
#include "core/geometry/box.h"

namespace cloc::data {

// In quotes, escaped, also right as YAML; bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text);
std::string json_value(const AttributeValue& value);
// The shortest digits that give the same number again; null for what is not finite.
std::string json_number(float value);
std::string json_number(double value);
// Adds `, "name": value` to an object that is not closed yet.
void append_field(std::string& json, std::string_view name, const std::string& value);
// Of values that are JSON already.
std::string json_list(const std::vector<std::string>& parts);
// Left, top, width, height, separated by ", ": read as numbers, left + width is the right side again, as a
// float.
std::string json_place_and_size(const PixelBox& box);

}  // namespace cloc::data
