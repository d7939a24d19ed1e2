// SPDX-License-Identifier: Apache-2.0
#include "core/data/text_encoding.h"

#include <QByteArray>
#include <QStringDecoder>
#include <utility>

#include <simdjson.h>

namespace cloc::data {

std::string utf8_text(std::string text, const std::string& where, IssueReport& report) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    QStringDecoder decode(QStringDecoder::Utf16);
    const QString whole = decode(QByteArray::fromStdString(text));
    if (decode.hasError())
      report.add("text that is no UTF-8", where, "It is damaged UTF-16: kept where readable.");
    return whole.toStdString();
  }
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (simdjson::validate_utf8(text)) return text;
  report.add("text that is no UTF-8", where,
             "What cannot be read is shown as \xef\xbf\xbd. Save the file as UTF-8.");
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toStdString();
}

}  // namespace cloc::data
