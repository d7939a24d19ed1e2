// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/csv_text.h"

namespace cloc::ui {

QString csvField(const QString& text) {
  const bool plain = !text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"')) &&
                     !text.contains(QLatin1Char('\n')) && !text.contains(QLatin1Char('\r'));
  if (plain) return text;
  return QLatin1Char('"') + QString(text).replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

QString csvLine(const QStringList& fields) {
  QStringList quoted;
  for (const auto& field : fields) quoted << csvField(field);
  return quoted.join(QLatin1Char(',')) + QLatin1Char('\n');
}

}  // namespace cloc::ui
