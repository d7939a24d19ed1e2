// SPDX-License-Identifier: Apache-2.0
// Values of other programs' configuration files, which leave out what is usual and may hold anything.
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::inference {

// Of `key`; `otherwise` when it is absent or null. Throws Error{Corrupt} naming file and key for another
// type.
template <class Value>
Value config_value(const nlohmann::json& config, const char* key, const Value& otherwise,
                   const std::filesystem::path& file) {
  const auto found = config.find(key);
  if (found == config.end() || found->is_null()) return otherwise;
  try {
    return found->get<Value>();
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::Corrupt,
                file.string() + ": '" + key + "' is of another type than expected. Get it again.");
  }
}

}  // namespace cloc::inference
