// SPDX-License-Identifier: Apache-2.0
// Text comes in other encodings than UTF-8, or damaged: the one way from bytes to UTF-8, for annotation files
// of all sorts and for members of archives.
#pragma once

#include <string>

#include "core/base/issue_report.h"

namespace cloc::data {

// `text` as UTF-8 without a byte order mark. UTF-16 with its mark is converted. Bytes that are no UTF-8
// become U+FFFD, reported as "bytes that are not UTF-8" naming `where` and the first of them.
std::string utf8_text(std::string text, const std::string& where, IssueReport& report);
// `text` with each byte that is no UTF-8 replaced; true when there were any.
bool mend_utf8(std::string& text);

}  // namespace cloc::data
