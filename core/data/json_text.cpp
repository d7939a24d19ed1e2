// SPDX-License-Identifier: Apache-2.0
#include "core/data/json_text.h"

#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

namespace cloc::data {
namespace {

std::string dumped(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <class Number>
std::string shortest(Number value) {
  if (!std::isfinite(value)) return "null";
  char text[64];
  // Plain digits where they are not long: some readers of these files know no exponent.
  const bool plain = std::abs(value) < Number(1e15) && (value == 0 || std::abs(value) >= Number(1e-7));
  const auto end = plain ? std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr
                         : std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

double parsed(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The width from `from` to `to`: short digits when they give `to` again.
std::string length(float from, float to) {
  const double start = parsed(shortest(from)), size = parsed(shortest(to)) - start;
  std::string text = shortest(std::round(size * 1e4) / 1e4);
  if (static_cast<float>(start + parsed(text)) == to) return text;
  text = shortest(size);
  if (static_cast<float>(start + parsed(text)) == to) return text;
  return shortest(static_cast<double>(to) - start);
}

}  // namespace

std::string json_string(std::string_view text) {
  return dumped(nlohmann::json(text));
}

std::string json_value(const AttributeValue& value) {
  return std::visit([](const auto& plain) { return dumped(nlohmann::json(plain)); }, value);
}

std::string json_number(float value) {
  return shortest(value);
}

std::string json_number(double value) {
  return shortest(value);
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
  std::string text = shortest(box.x1);
  for (const auto& part : {shortest(box.y1), length(box.x1, box.x2), length(box.y1, box.y2)}) {
    text += ", ";
    text += part;
  }
  return text;
}

}  // namespace cloc::data
