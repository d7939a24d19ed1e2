// SPDX-License-Identifier: GPL-3.0-or-later
// What the user did to regions and images, as values: the canvas makes them, the undo stack keeps them,
// ProjectService writes them to the store.
#pragma once

#include <QMetaType>
#include <QString>
#include <cstdint>
#include <map>
#include <vector>

#include "core/store/changes.h"
#include "core/store/conflict.h"

namespace cloc::ui {

// In the window, ids of regions are keys: the store's id, or a negative number for a region that the store
// did not have when the user made it. A key stays the same for as long as the project is open; ProjectService
// translates.
using RegionEdit = store::Change;
using RegionEdits = store::Changes;
using store::inverse;

// One step for the user: one transaction, undone as a whole. May touch several images.
struct EditStep {
  std::int64_t key = 0;  // as of regions: the store's number, or a negative one of this session
  QString text;          // for the undo menu and the history
  RegionEdits edits;
  // It becomes a part of the step `key`, which is the newest (nudges in a row).
  bool joins = false;
};

// A step that could not be made because others have changed its regions meanwhile; nothing of it is written.
// Regions have the window's keys.
struct EditConflict {
  EditStep step;
  std::vector<store::RegionConflict> regions;
  std::map<store::ImageId, QString> images;  // names of the files of these regions' images
};

// Steps that were made before, without what they change: that stays in the store until it is needed.
struct StepTitle {
  std::int64_t key = 0;
  QString text;
};
struct StepList {
  std::vector<StepTitle> done, undone;          // oldest first; in the order of redoing
  bool olderDone = false, laterUndone = false;  // the store has more
};

}  // namespace cloc::ui

Q_DECLARE_METATYPE(cloc::ui::RegionEdits)
