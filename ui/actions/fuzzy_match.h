// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace cloc::ui {

// How well `text` answers to `typed`: absent when its letters do not come in that order; else higher is
// better. Letters at the beginnings of words and next to each other count more, text that is left over a
// little less. Case is ignored. Everything answers to an empty text alike.
std::optional<int> fuzzyMatch(const QString& typed, const QString& text);

}  // namespace cloc::ui
