// SPDX-License-Identifier: Apache-2.0
#include "core/data/json_dom.h"

#include <charconv>
#include <cmath>
#include <system_error>

namespace cloc::data {
namespace {

namespace dom = simdjson::dom;

}  // namespace

std::optional<double> number_in(dom::element object, std::string_view key) {
  double number = 0;
  if (object[key].get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::optional<std::int64_t> integer_in(dom::element object, std::string_view key) {
  std::int64_t whole = 0;
  if (object[key].get_int64().get(whole) == simdjson::SUCCESS) return whole;
  if (const auto number = number_in(object, key)) {
    if (std::abs(*number) > 9e15 || std::floor(*number) != *number) return std::nullopt;
    return static_cast<std::int64_t>(*number);
  }
  const auto text = text_in(object, key);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return whole;
}

std::string text_in(dom::element object, std::string_view key) {
  std::string_view text;
  if (object[key].get_string().get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::vector<std::string> texts_in(dom::element object, std::string_view key) {
  std::vector<std::string> texts;
  if (auto lone = text_in(object, key); !lone.empty()) texts.push_back(std::move(lone));
  for (const auto& element : elements_in(object, key)) {
    std::string_view text;
    if (element.get_string().get(text) == simdjson::SUCCESS) texts.emplace_back(text);
  }
  return texts;
}

std::vector<dom::element> elements_in(dom::element object, std::string_view key) {
  std::vector<dom::element> elements;
  dom::array array;
  if (object[key].get_array().get(array) != simdjson::SUCCESS) return elements;
  for (const auto element : array) elements.push_back(element);
  return elements;
}

}  // namespace cloc::data
