// SPDX-License-Identifier: Apache-2.0
#include "core/text/text_cleaning.h"

#include <QChar>

#include "core/text/html_unescape.h"

namespace cloc::text {
namespace {

constexpr bool in(char16_t c, char16_t first, char16_t last) {
  return c >= first && c <= last;
}

// The ranges are ftfy's (fix_latin_ligatures, fix_character_width, uncurl_quotes, remove_control_chars).
bool is_ligature(char16_t c) {
  return in(c, 0x0132, 0x0133) || c == 0x0149 || in(c, 0x01C4, 0x01CC) || in(c, 0x01F1, 0x01F3) ||
         in(c, 0xFB00, 0xFB06);
}
bool is_wide_or_narrow(char16_t c) {
  return c == 0x3000 || in(c, 0xFF01, 0xFFEF);
}
bool is_single_quote(char16_t c) {
  return c == 0x02BC || in(c, 0x2018, 0x201B);
}
bool is_double_quote(char16_t c) {
  return in(c, 0x201C, 0x201F);
}
bool is_control(char16_t c) {
  return c <= 0x08 || c == 0x0B || in(c, 0x0E, 0x1F) || c == 0x7F || in(c, 0x206A, 0x206F) || c == 0xFEFF ||
         in(c, 0xFFF9, 0xFFFC);
}

}  // namespace

QString repaired(std::string_view bytes) {
  return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString lowered_and_collapsed(const QString& text) {
  return text.simplified().toLower();
}

QString without_punctuation(const QString& text) {
  QString plain;
  plain.reserve(text.size());
  for (const QChar c : text) {
    const char16_t code = c.unicode();
    const bool punctuation =
        in(code, u'!', u'/') || in(code, u':', u'@') || in(code, u'[', u'`') || in(code, u'{', u'~');
    if (!punctuation) plain += c;
  }
  return lowered_and_collapsed(plain);
}

QString cleaned_as_clip(const QString& text) {
  const QString unescaped = html_unescape(html_unescape(text));
  QString plain;
  plain.reserve(unescaped.size());
  for (const QChar c : unescaped) {
    if (is_ligature(c.unicode()) || is_wide_or_narrow(c.unicode())) {
      plain += QString(c).normalized(QString::NormalizationForm_KC);
    } else if (!is_control(c.unicode())) {
      plain += c;
    }
  }
  for (QChar& c : plain) {
    if (is_single_quote(c.unicode())) c = u'\'';
    if (is_double_quote(c.unicode())) c = u'"';
  }
  return plain.normalized(QString::NormalizationForm_C);
}

}  // namespace cloc::text
