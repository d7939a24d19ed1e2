// SPDX-License-Identifier: Apache-2.0
#include "core/data/format.h"

#include <system_error>

#include "core/base/error.h"

namespace cloc::data {

namespace fs = std::filesystem;

const Format& format_named(const std::string& id) {
  std::string ids;
  for (const auto* format : formats()) {
    if (format->id == id) return *format;
    ids += (ids.empty() ? "" : ", ") + format->id;
  }
  throw Error(ErrorKind::InvalidInput, "There is no format '" + id + "'. There are: " + ids + ".");
}

std::string known_formats() {
  std::string lines = "CLOC Studio reads:";
  for (const auto* format : formats()) lines += "\n  " + format->name + ": " + format->description;
  return lines;
}

const Format& recognised_format(const fs::path& path) {
  std::error_code error;
  // A pattern of shards, "name-{0000..0099}.tar", is no file.
  if (!fs::exists(path, error) && path.string().find('{') == std::string::npos) {
    throw Error(ErrorKind::NotFound, "There is nothing at " + path.string() + ". " + known_formats());
  }
  for (const auto* format : formats()) {
    if (format->recognises(path)) return *format;
  }
  throw Error(ErrorKind::InvalidInput, path.string() + " is not a data set. " + known_formats());
}

}  // namespace cloc::data
