// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which people count files: img2 before img10, whatever the case of the letters.
#pragma once

#include <string>
#include <string_view>

namespace cloc::ui {

// Letters in one case (Unicode case folding); the same bytes when there are none. Malformed UTF-8 is kept.
std::string foldCase(std::string_view utf8);

// Bytes that compare as the names do in natural order: fold case, and let runs of digits count by their
// value. Appended to `key`.
void appendNaturalKey(std::string_view utf8, std::string& key);

// "cat" is found anywhere in a name; with * (any text) or ? (one character) the whole name has to fit. Both
// folded with foldCase().
bool matchesName(std::string_view foldedName, std::string_view foldedPattern);

}  // namespace cloc::ui
