// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace cloc::ui {

// As a field of a CSV file, in quotes where it needs them.
QString csvField(const QString& text);
// A line of them, with its end.
QString csvLine(const QStringList& fields);

}  // namespace cloc::ui
