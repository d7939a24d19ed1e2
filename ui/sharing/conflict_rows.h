// SPDX-License-Identifier: GPL-3.0-or-later
// The two sides of a conflict as a table: one row for each thing that either side has changed. Pure; shown by
// ConflictDialog.
#pragma once

#include <QString>
#include <functional>
#include <optional>
#include <vector>

#include "ui/project/region_edit.h"

namespace cloc::ui {

struct ConflictRow {
  std::size_t region = 0;  // its place in EditConflict::regions
  QString what;            // "Box", "Label", ...
  QString before, mine, theirs;
  bool mineChanged = false, theirsChanged = false;
};

using LabelName = std::function<QString(const std::optional<store::LabelId>&)>;

std::vector<ConflictRow> conflictRows(const EditConflict& conflict, const LabelName& labelName);

// "ben, “move”, 14:03:22"; without a step that is known: "another program".
QString whoAndWhat(const std::optional<store::LastChange>& last);

}  // namespace cloc::ui
