// SPDX-License-Identifier: Apache-2.0
#include "core/text/html_unescape.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/text/html_entities.h"

namespace cloc::text {
namespace {

// HTML 5's cap on what can be a name.
constexpr qsizetype kLongestName = 32;

// What one reference stands for, and how many UTF-16 units of the text it took, '&' included.
struct Reference {
  QString value;
  qsizetype length = 0;
};

std::optional<char16_t> entity(const std::string& name) {
  const auto found = std::lower_bound(kHtmlEntities.begin(), kHtmlEntities.end(), name,
                                      [](const HtmlEntity& e, const std::string& n) { return e.name < n; });
  if (found == kHtmlEntities.end() || found->name != name) return std::nullopt;
  return found->code;
}

// The names that old pages write without a semicolon, as browsers still allow.
bool may_miss_semicolon(char16_t code) {
  return (code >= 0xA0 && code <= 0xFF) || code == u'&' || code == u'<' || code == u'>' || code == u'"';
}

// What number `code` stands for: 0x80 to 0x9F mean Windows-1252 (so says HTML 5), controls mean nothing.
QString character(char32_t code) {
  if (code >= 0x80 && code <= 0x9F) return QString(windows_1252(QChar(static_cast<char16_t>(code))));
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return QString(QChar(0xFFFD));
  const bool control = code < 0x20 && code != u'\t' && code != u'\n' && code != u'\f' && code != u'\r';
  const bool noncharacter = (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
  if (control || code == 0x7F || noncharacter) return {};
  return QString::fromUcs4(&code, 1);
}

int digit_value(QChar c, int base) {
  const char16_t u = c.unicode();
  if (u >= u'0' && u <= u'9') return u - u'0';
  if (base == 16 && u >= u'a' && u <= u'f') return u - u'a' + 10;
  if (base == 16 && u >= u'A' && u <= u'F') return u - u'A' + 10;
  return -1;
}

// `text` begins with "&#".
std::optional<Reference> numeric_reference(QStringView text) {
  const bool hex = text.size() > 2 && (text[2] == u'x' || text[2] == u'X');
  const int base = hex ? 16 : 10;
  qsizetype at = hex ? 3 : 2;
  const qsizetype first = at;
  char32_t code = 0;
  for (; at < text.size(); ++at) {
    const int digit = digit_value(text[at], base);
    if (digit < 0) break;
    code = std::min<char32_t>(code * static_cast<char32_t>(base) + static_cast<char32_t>(digit), 0x110000);
  }
  if (at == first) return std::nullopt;
  if (at < text.size() && text[at] == u';') ++at;
  return Reference{character(code), at};
}

// `text` begins with "&".
std::optional<Reference> named_reference(QStringView text) {
  std::string name;
  while (static_cast<qsizetype>(name.size()) < kLongestName) {
    const qsizetype at = static_cast<qsizetype>(name.size()) + 1;
    if (at >= text.size() || text[at].unicode() > 0x7F || !text[at].isLetterOrNumber()) break;
    name += static_cast<char>(text[at].unicode());
  }
  const auto after = static_cast<qsizetype>(name.size()) + 1;
  if (after < text.size() && text[after] == u';') {
    if (const auto code = entity(name)) return Reference{QString(QChar(*code)), after + 1};
  }
  for (; !name.empty(); name.pop_back()) {
    const auto code = entity(name);
    if (code && may_miss_semicolon(*code)) {
      return Reference{QString(QChar(*code)), static_cast<qsizetype>(name.size()) + 1};
    }
  }
  return std::nullopt;
}

// `text` with what `read` finds at each '&', when it finds something, put in its place.
template <class Read>
QString replaced_references(const QString& text, const Read& read) {
  if (!text.contains(u'&')) return text;
  QString result;
  result.reserve(text.size());
  for (qsizetype at = 0; at < text.size();) {
    std::optional<Reference> reference;
    if (text[at] == u'&') reference = read(QStringView(text).sliced(at));
    if (reference) {
      result += reference->value;
      at += reference->length;
    } else {
      result += text[at++];
    }
  }
  return result;
}

}  // namespace

QChar windows_1252(QChar control) {
  static constexpr char16_t kWindows1252[32] = {
      0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};
  return kWindows1252[control.unicode() - 0x80];
}

QString html_unescape(const QString& text) {
  return replaced_references(text, [](QStringView rest) {
    return rest.startsWith(u"&#") ? numeric_reference(rest) : named_reference(rest);
  });
}

QString html_unescape_whole(const QString& text) {
  return replaced_references(text, [](QStringView rest) -> std::optional<Reference> {
    constexpr qsizetype kLongest = 24;
    qsizetype end = rest.startsWith(u"&#") ? 2 : 1;
    const qsizetype first = end;
    while (end < rest.size() && end - first < kLongest && rest[end].unicode() < 0x80 &&
           rest[end].isLetterOrNumber())
      ++end;
    if (end == first || end == rest.size() || rest[end] != u';') return std::nullopt;
    const auto whole = rest.first(end + 1);
    auto reference = first == 2 ? numeric_reference(whole) : named_reference(whole);
    // ftfy looks for a semicolon in what came out to tell whether all was read, so one is never made.
    if (!reference || reference->length != whole.size() || reference->value == u";") return std::nullopt;
    return reference;
  });
}

}  // namespace cloc::text
