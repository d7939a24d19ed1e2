// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/natural_order.h"

#include <QString>
#include <algorithm>

namespace cloc::ui {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isAscii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) < 0; });
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool continuesCharacter(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

void appendKeyOfFolded(std::string_view text, std::string& key) {
  for (std::size_t i = 0; i < text.size();) {
    if (!isDigit(text[i])) {
      key.push_back(text[i++]);
      continue;
    }
    while (i < text.size() && text[i] == '0') ++i;
    std::size_t end = i;
    while (end < text.size() && isDigit(text[end])) ++end;
    // More digits are a greater number; 255 and more say it in several bytes.
    std::size_t digits = end - i;
    key.push_back('0');
    for (; digits >= 255; digits -= 255) key.push_back(static_cast<char>(255));
    key.push_back(static_cast<char>(digits));
    key.append(text.substr(i, end - i));
    i = end;
  }
}

bool fitsWhole(std::string_view name, std::string_view pattern) {
  std::size_t n = 0, p = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      do ++n;
      while (n < name.size() && continuesCharacter(name[n]));
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      // Let the last star take one more byte.
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(),
                     [](char c) { return c == '*'; });
}

}  // namespace

std::string foldCase(std::string_view utf8) {
  if (!isAscii(utf8)) {
    const QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
    // A name that is no UTF-8 would become replacement characters, all alike.
    if (!text.contains(QChar::ReplacementCharacter)) return text.toCaseFolded().toStdString();
  }
  std::string folded(utf8);
  std::transform(folded.begin(), folded.end(), folded.begin(), lower);
  return folded;
}

void appendNaturalKey(std::string_view utf8, std::string& key) {
  appendKeyOfFolded(foldCase(utf8), key);
}

bool matchesName(std::string_view foldedName, std::string_view foldedPattern) {
  if (foldedPattern.find_first_of("*?") != std::string_view::npos) {
    return fitsWhole(foldedName, foldedPattern);
  }
  return foldedName.find(foldedPattern) != std::string_view::npos;
}

}  // namespace cloc::ui
