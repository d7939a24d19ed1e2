// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include "core/store/project.h"
#include "ui/theme/theme.h"

namespace cloc::ui {

// The label's own colour, or the one that its number has while it has none, or none that can be read.
inline QColor labelColour(const store::Label& label) {
  const QColor own(QString::fromStdString(label.details.colour));
  return own.isValid() ? own : seriesColour(label.id);
}

}  // namespace cloc::ui
