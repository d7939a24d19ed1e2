// SPDX-License-Identifier: Apache-2.0
#include "core/data/json_text.h"

#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/data/annotation_text.h"

namespace cloc::data {
namespace {

std::string dumped(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

double parsed(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The width from `from` to `to`: short digits when they give `to` again.
std::string length(float from, float to) {
  const double start = parsed(number_text(from)), size = parsed(number_text(to)) - start;
  std::string text = number_text(std::round(size * 1e4) / 1e4);
  if (static_cast<float>(start + parsed(text)) == to) return text;
  text = number_text(size);
  if (static_cast<float>(start + parsed(text)) == to) return text;
  return number_text(static_cast<double>(to) - start);
}

}  // namespace

std::string json_string(std::string_view text) {
  return dumped(nlohmann::json(text));
}

std::string json_value(const AttributeValue& value) {
  return std::visit([](const auto& plain) { return dumped(nlohmann::json(plain)); }, value);
}

std::string json_number(float value) {
  return std::isfinite(value) ? number_text(value) : "null";
}

std::string json_number(double value) {
  return std::isfinite(value) ? number_text(value) : "null";
}

void append_field(std::string& json, std::string_view name, const std::string& value) {
  json += ", \"";
  json += name;
  json += "\": ";
  json += value;
}

std::string json_list(const std::vector<std::string>& parts) {
  std::string json = "[";
  for (const auto& part : parts) {
    if (json.size() > 1) json += ", ";
    json += part;
  }
  return json + "]";
}

std::string json_place_and_size(const PixelBox& box) {
  std::string text = number_text(box.x1);
  for (const auto& part : {number_text(box.y1), length(box.x1, box.x2), length(box.y1, box.y2)}) {
    text += ", ";
    text += part;
  }
  return text;
}

}  // namespace cloc::data
