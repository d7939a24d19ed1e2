// SPDX-License-Identifier: Apache-2.0
#include "core/data/annotation_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/json_text.h"
#include "core/data/text_encoding.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBlanks = " \t\r\n";

template <class Number>
std::string shortest(Number value) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  std::string plain(text, end);
  if (plain.find('e') == std::string::npos) return plain;
  // Few readers of text formats know exponents.
  if (std::abs(value) < Number(1e15) && std::abs(value) > Number(1e-15)) {
    const auto [last, fixed_error] = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed);
    if (fixed_error == std::errc()) return {text, last};
  }
  return plain;
}

}  // namespace

std::string read_annotation_text(const fs::path& path, IssueReport& report, std::size_t most_bytes) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
  }
  const auto size = fs::is_directory(path, error) ? 0 : fs::file_size(path, error);
  if (!error && size > most_bytes) {
    std::string message = path.string() + " is larger than ";
    message += std::to_string(most_bytes >> 20) + " MB, which no file of this kind is.";
    throw Error(ErrorKind::Unsupported, message);
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(error ? 0 : size), '\0');
  if (error || !file || !file.read(text.data(), static_cast<std::streamsize>(text.size()))) {
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  }
  return utf8_text(std::move(text), path.string(), report);
}

void each_line(std::string_view text, const std::function<void(std::string_view, int)>& read) {
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    read(line, ++number);
    at = end + 1;
  }
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const auto end = std::min(line.find_first_of(kBlanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<double> number_of(std::string_view text) {
  text = without_blanks(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string number_text(double value) {
  return shortest(value);
}
std::string number_text(float value) {
  return shortest(value);
}

std::string number_text(double value, int digits) {
  char text[400];
  const int length = std::snprintf(text, sizeof text, "%.*f", digits, value);
  std::string plain(text, static_cast<std::size_t>(length));
  if (plain.find('.') == std::string::npos) return plain;
  plain.erase(plain.find_last_not_of('0') + 1);
  if (plain.ends_with('.')) plain.pop_back();
  return plain == "-0" ? "0" : plain;
}

std::string attribute_text(const AttributeValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nlohmann::json(std::get<std::vector<std::string>>(value))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

AttributeValue attribute_of_text(std::string_view text) {
  if (text == "true" || text == "True") return true;
  if (text == "false" || text == "False") return false;
  const auto number = number_of(text);
  if (number && std::isfinite(*number) && number_text(*number) == text) return *number;
  if (text.starts_with("[\"") && text.ends_with("\"]")) {
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (list.is_array() &&
        std::all_of(list.begin(), list.end(), [](const auto& item) { return item.is_string(); }))
      return list.get<std::vector<std::string>>();
  }
  return std::string(text);
}

void write_file_below(const fs::path& path, std::string_view text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) {
    throw Error(ErrorKind::Io, "Cannot write " + path.string() +
                                   ". Check that there is room on the disk and that you may write there.");
  }
}

nlohmann::json parse_json_text(std::string text, const std::string& file) {
  constexpr int kDeepest = 200;  // what follows walks values by recursion
  const auto fail = [&](std::size_t byte, const std::string& why) -> void {
    std::string message = file + " cannot be read as JSON: at byte " + std::to_string(byte);
    message += " of " + std::to_string(text.size()) + ": " + why + ".";
    message += byte >= text.size() ? " It ends too early: copy or download it again."
                                   : " Correct that place, or write the file again.";
    throw Error(ErrorKind::Corrupt, message);
  };
  const auto replace_word = [&text](std::size_t at, std::string_view word) {
    if (text.compare(at, word.size(), word) != 0) return;
    text.replace(at, word.size(), "null" + std::string(word.size() > 4 ? word.size() - 4 : 0, ' '));
  };
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) fail(i, "it is nested more than 200 deep");
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == 'N') {
      replace_word(i, "NaN");
    } else if (c == '-' || c == 'I') {
      replace_word(i, c == '-' ? "-Infinity" : "Infinity");
    }
  }
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const std::string what = error.what();
    const auto detail = what.find(": ");
    std::string why = detail == std::string::npos ? what : what.substr(detail + 2);
    mend_utf8(why);
    fail(in_string || depth > 0 ? text.size() : error.byte > 0 ? error.byte - 1 : 0, why);
  }
  return {};
}

}  // namespace cloc::data
