// SPDX-License-Identifier: Apache-2.0
#include "core/store/text_list.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::store {

using nlohmann::json;

std::string texts_to_json(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  return json(texts).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> texts_from_json(std::string_view text) {
  if (text.empty()) return {};
  try {
    return json::parse(text).get<std::vector<std::string>>();
  } catch (const json::exception& error) {
    throw Error(ErrorKind::Corrupt, "The project holds a list of texts that cannot be read (" +
                                        std::string(error.what()) + "). Restore a backup of the project.");
  }
}

}  // namespace cloc::store
