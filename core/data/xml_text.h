// SPDX-License-Identifier: Apache-2.0
// What XML cannot hold, for the writers of XML formats.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/json_text.h"

namespace cloc::data {

// Throws Error{InvalidInput} when `text` holds a control character other than tab and line ends: no XML file
// can, even escaped. `what` it is: "The label name".
inline void require_xml_text(std::string_view text, const std::string& what) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r') continue;
    throw Error(ErrorKind::InvalidInput, what + " " + json_string(text.substr(0, 100)) +
                                             " holds a control character, which XML cannot. Take it out.");
  }
}

}  // namespace cloc::data
