// SPDX-License-Identifier: Apache-2.0
#include "core/data/attributes.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::data {
namespace {

using nlohmann::json;

AttributeValue value_of(const json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return value.get<std::string>();
  const bool texts = value.is_array() && std::all_of(value.begin(), value.end(),
                                                     [](const json& item) { return item.is_string(); });
  if (texts) return value.get<std::vector<std::string>>();
  return value.dump();
}

}  // namespace

const AttributeValue* Attributes::find(std::string_view name) const {
  const auto found = std::find_if(values_.begin(), values_.end(),
                                  [name](const auto& attribute) { return attribute.first == name; });
  return found == values_.end() ? nullptr : &found->second;
}

bool Attributes::flag(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return false;
  if (const auto* set = std::get_if<bool>(value)) return *set;
  const auto* number = std::get_if<double>(value);
  return number != nullptr && *number != 0;
}

std::string Attributes::text(std::string_view name) const {
  const auto* value = find(name);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

void Attributes::set(std::string name, AttributeValue value) {
  for (auto& [known, old] : values_) {
    if (known != name) continue;
    old = std::move(value);
    return;
  }
  values_.emplace_back(std::move(name), std::move(value));
}

std::string Attributes::to_json() const {
  if (values_.empty()) return {};
  nlohmann::ordered_json object;
  for (const auto& [name, value] : values_) {
    std::visit([&, &name = name](const auto& plain) { object[name] = plain; }, value);
  }
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Attributes Attributes::from_json(std::string_view text) {
  Attributes attributes;
  if (text.empty()) return attributes;
  const auto object = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!object.is_object()) {
    throw Error(ErrorKind::Corrupt,
                "Attributes must be a JSON object; this is none: " + std::string(text.substr(0, 80)) + ".");
  }
  for (const auto& [name, value] : object.items()) attributes.set(name, value_of(json(value)));
  return attributes;
}

}  // namespace cloc::data
