// SPDX-License-Identifier: Apache-2.0
// Plain text files come in other encodings than UTF-8, or damaged. Used by the readers of such files; JSON
// and XML have rules of their own.
#pragma once

#include <string>

#include "core/base/issue_report.h"

namespace cloc::data {

// `text` as UTF-8 without a byte order mark. UTF-16 with its mark is converted. Bytes that are no UTF-8
// become U+FFFD, reported as "text that is no UTF-8" naming `where`.
std::string utf8_text(std::string text, const std::string& where, IssueReport& report);

}  // namespace cloc::data
