// SPDX-License-Identifier: GPL-3.0-or-later
// What the user did to regions, as values: the canvas makes them, the undo stack keeps them, ProjectService
// writes them to the store.
#pragma once

#include <QMetaType>
#include <vector>

#include "core/store/project.h"

namespace cloc::ui {

struct RegionEdit {
  enum class Kind { Insert, Update, Remove };
  Kind kind = Kind::Insert;
  // `id` is a key: the store's id, or a negative number for a region that the store did not have when the
  // user made it. It stays the same in the window for as long as the project is open, also when the store
  // gives another id to a region that was removed and brought back; ProjectService translates.
  store::Region before;  // of Update and Remove
  store::Region after;   // of Insert and Update
};

// One step for the user: one transaction, undone as a whole. May touch several images.
using RegionEdits = std::vector<RegionEdit>;

// What takes back `edits`.
RegionEdits inverse(const RegionEdits& edits);

}  // namespace cloc::ui

Q_DECLARE_METATYPE(cloc::ui::RegionEdits)
