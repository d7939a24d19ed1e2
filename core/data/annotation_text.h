// SPDX-License-Identifier: Apache-2.0
// The text of small annotation files (one image's, a label list, a YAML) as people's tools leave it: byte
// order marks, UTF-16, stray bytes, numbers in any of the usual spellings. Used by readers and writers; large
// files are streamed instead (csv_parser.h, json_items.h, QXmlStreamReader).
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/issue_report.h"
#include "core/data/attributes.h"

namespace cloc::data {

// The whole file as UTF-8 without byte order mark; UTF-16 with one is converted. Other bytes that are no
// UTF-8 become U+FFFD and are reported as "bytes that are not UTF-8" (kept). Throws Error{NotFound, Io}, and
// Error{Unsupported} above `most_bytes`.
std::string read_annotation_text(const std::filesystem::path& path, IssueReport& report,
                                 std::size_t most_bytes = std::size_t{512} << 20);

// Lines without their "\n" or "\r\n", counted from 1.
void each_line(std::string_view text, const std::function<void(std::string_view line, int number)>& read);
// Parts between blanks and tabs.
std::vector<std::string_view> words_of(std::string_view line);
std::string_view without_blanks(std::string_view text);

// A number that fills `text` but for blanks around it; "nan" and "inf" are numbers too.
std::optional<double> number_of(std::string_view text);
// As short as it reads back the same; whole numbers without a point.
std::string number_text(double value);
std::string number_text(float value);
// At most `digits` after the point, without zeros at the end.
std::string number_text(double value, int digits);

// For formats whose attributes are texts: "true", "12.5", the text itself, a list as its JSON; and back. A
// text that looks like one of the others comes back as that.
std::string attribute_text(const AttributeValue& value);
AttributeValue attribute_of_text(std::string_view text);

// Into an OutputFolder, whose files need no flush each; makes the folders above. Throws Error{Io}.
void write_file_below(const std::filesystem::path& path, std::string_view text);

// Python's NaN and Infinity are taken as null. Throws Error{Corrupt} naming `file` and the byte: no JSON, or
// nested more than 200 deep.
nlohmann::json parse_json_text(std::string text, const std::string& file);

}  // namespace cloc::data
