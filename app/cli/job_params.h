// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the parameters of a job out of its JSON, and says what is wrong with them: used by the work of each
// kind. All throw Error{InvalidInput} naming the parameter.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::cli {

inline void allow_only(const nlohmann::json& params, const char* kind,
                       std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : params.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string names;
    for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
    std::ostringstream message;
    message << "A job of the kind '" << kind << "' has no parameter '" << key << "'. It takes: " << names
            << ".";
    throw Error(ErrorKind::InvalidInput, message.str());
  }
}

template <class Value>
Value parameter(const nlohmann::json& params, const char* name, Value otherwise) {
  const auto found = params.find(name);
  if (found == params.end()) return otherwise;
  try {
    return found->get<Value>();
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::InvalidInput, "The job's parameter '" + std::string(name) + "' is " +
                                             found->dump() + ", which is of the wrong type.");
  }
}

inline std::string required(const nlohmann::json& params, const char* name) {
  auto text = parameter<std::string>(params, name, "");
  if (text.empty())
    throw Error(ErrorKind::InvalidInput, "The job lacks its parameter '" + std::string(name) + "'.");
  return text;
}

inline int whole_number(const nlohmann::json& params, const char* name, int otherwise, int least) {
  const int value = parameter<int>(params, name, otherwise);
  if (value < least) {
    throw Error(ErrorKind::InvalidInput, "The job's parameter '" + std::string(name) + "' is " +
                                             std::to_string(value) + "; it must be at least " +
                                             std::to_string(least) + ".");
  }
  return value;
}

}  // namespace cloc::cli
