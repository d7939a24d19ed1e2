// SPDX-License-Identifier: Apache-2.0
#include "core/text/text_cleaning.h"

#include <QChar>
#include <cstdint>
#include <string>

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

// Without the sequences that colour text in terminals: ESC [ digits and semicolons, a letter.
QString without_terminal_escapes(const QString& text) {
  if (!text.contains(QChar(0x1B))) return text;
  QString plain;
  for (qsizetype at = 0; at < text.size();) {
    if (text[at] == QChar(0x1B) && at + 1 < text.size() && text[at + 1] == u'[') {
      qsizetype end = at + 2;
      while (end < text.size() && (text[end].isDigit() || text[end] == u';')) ++end;
      const char16_t last = end < text.size() ? text[end].unicode() : u' ';
      if (in(last, u'a', u'z') || in(last, u'A', u'Z')) {
        at = end + 1;
        continue;
      }
    }
    plain += text[at++];
  }
  return plain;
}

// One round of ftfy's repairs.
QString mended_once(const QString& text, bool entities) {
  const QString unescaped = entities ? html_unescape_whole(text) : text;
  QString plain;
  plain.reserve(unescaped.size());
  for (QChar c : unescaped) {
    if (in(c.unicode(), 0x80, 0x9F)) c = windows_1252(c);
    if (c.unicode() == 0xFB05) {  // NFKC would make the long s a round one, and ftfy does not
      plain += QString::fromUtf16(u"\u017Ft");
    } else if (is_ligature(c.unicode()) || is_wide_or_narrow(c.unicode())) {
      plain += QString(c).normalized(QString::NormalizationForm_KC);
    } else {
      plain += c;
    }
  }
  for (QChar& c : plain) {
    if (is_single_quote(c.unicode())) c = u'\'';
    if (is_double_quote(c.unicode())) c = u'"';
  }
  plain = without_terminal_escapes(plain);
  plain.removeIf([](QChar c) { return is_control(c.unicode()); });
  return plain.normalized(QString::NormalizationForm_C);
}

// ftfy goes on until nothing changes: what is mended may be broken in another way too.
QString mended_line(const QString& line, bool entities) {
  QString before = line;
  for (int round = 0; round < 20; ++round) {
    const QString after = mended_once(before, entities);
    if (after == before) break;
    before = after;
  }
  return before;
}

// As Python splits: U+001C to U+001F separate words too.
QString collapsed(const QString& text) {
  QString spaced = text;
  for (QChar& c : spaced) {
    if (in(c.unicode(), 0x1C, 0x1F)) c = u' ';
  }
  return spaced.simplified();
}

// Characters that case is of, and those that are looked past in words (Unicode, 3.13).
bool is_cased(char32_t c) {
  const auto category = QChar::category(c);
  return category == QChar::Letter_Lowercase || category == QChar::Letter_Uppercase ||
         category == QChar::Letter_Titlecase || QChar::toLower(c) != c || QChar::toUpper(c) != c;
}
bool is_case_ignorable(char32_t c) {
  switch (QChar::category(c)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format:
    case QChar::Letter_Modifier:
    case QChar::Symbol_Modifier:
      return true;
    default:
      return c == U'\'' || c == U'.' || c == U':' || c == 0xB7 || c == 0x387 || c == 0x55F || c == 0x5F4 ||
             c == 0x2018 || c == 0x2019 || c == 0x2024 || c == 0x2027 || c == 0xFE13 || c == 0xFE52 ||
             c == 0xFE55 || c == 0xFF07 || c == 0xFF0E || c == 0xFF1A;
  }
}

// Capital sigmas that end a word as small final sigmas.
QString with_final_sigmas(const QString& text) {
  constexpr char32_t kCapital = 0x3A3, kFinal = 0x3C2;
  if (!text.contains(QChar(kCapital))) return text;
  const auto original = text.toStdU32String();
  const auto cased_beside = [&](std::size_t at, std::size_t step) {
    for (at += step; at < original.size(); at += step) {  // below 0 wraps around
      if (!is_case_ignorable(original[at])) return is_cased(original[at]);
    }
    return false;
  };
  auto codes = original;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] == kCapital && cased_beside(i, SIZE_MAX) && !cased_beside(i, 1)) codes[i] = kFinal;
  }
  return QString::fromStdU32String(codes);
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
  return plain;
}

}  // namespace

QString repaired(std::string_view bytes) {
  return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString lowered(const QString& text) {
  return text.toLower();
}

QString lowered_and_collapsed(const QString& text) {
  return with_final_sigmas(collapsed(text)).toLower();
}

QString cleaned_as_clip(const QString& text) {
  QString mended;
  bool entities = true;  // ftfy leaves them alone from the first line on that seems to have tags
  for (qsizetype begin = 0; begin < text.size();) {
    const auto found = text.indexOf(u'\n', begin);
    const auto end = found < 0 ? text.size() : found + 1;
    const auto line = text.sliced(begin, end - begin);
    entities = entities && !line.contains(u'<');
    mended += mended_line(line, entities);
    begin = end;
  }
  return html_unescape(html_unescape(mended));
}

QString siglip_text(const QString& text, bool mend) {
  if (!mend) return collapsed(without_punctuation(with_final_sigmas(text).toLower()));
  auto mended = cleaned_as_clip(text);
  mended.replace(u'_', u' ');
  return lowered_and_collapsed(without_punctuation(mended));
}

QString normalised_as_fast_clip(const QString& text) {
  return text.normalized(QString::NormalizationForm_C).simplified().toLower();
}

}  // namespace cloc::text
