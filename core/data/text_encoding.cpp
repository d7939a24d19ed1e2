// SPDX-License-Identifier: Apache-2.0
#include "core/data/text_encoding.h"

#include <QByteArray>
#include <QStringDecoder>

#include <simdjson.h>

namespace cloc::data {
namespace {

// Where the first byte is that is no UTF-8, for messages.
std::size_t first_bad_byte(const std::string& text) {
  std::size_t good = 0, bad = text.size();  // the prefix of `good` bytes is fine, that of `bad` is not
  while (bad - good > 4) {
    std::size_t middle = good + (bad - good) / 2;
    while (middle > good && (static_cast<unsigned char>(text[middle]) & 0xc0) == 0x80) --middle;
    if (middle == good) break;
    (simdjson::validate_utf8(text.data(), middle) ? good : bad) = middle;
  }
  while (good < bad && simdjson::validate_utf8(text.data(), good + 1)) ++good;
  return good;
}

}  // namespace

std::string utf8_text(std::string text, const std::string& where, IssueReport& report) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    QStringDecoder decode(QStringDecoder::Utf16);
    const QString wide = decode(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    if (decode.hasError())
      report.add("bytes that are not UTF-8", where, "It is damaged UTF-16: kept where readable.");
    return wide.toStdString();
  }
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (simdjson::validate_utf8(text)) return text;
  report.add("bytes that are not UTF-8", where + ", byte " + std::to_string(first_bad_byte(text)),
             "Kept, each replaced by U+FFFD. Save the file as UTF-8.");
  mend_utf8(text);
  return text;
}

bool mend_utf8(std::string& text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return false;
  const QByteArray mended = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toUtf8();
  text.assign(mended.constData(), static_cast<std::size_t>(mended.size()));
  return true;
}

}  // namespace cloc::data
