// SPDX-License-Identifier: GPL-3.0-or-later
// The keys that people of other programs have in their fingers, as data: a table of action ids and keys. Used
// by ActionRegistry, which gives them to the actions, and by the key editor, which offers them.
#pragma once

#include <QHash>
#include <QString>
#include <vector>

namespace cloc::ui {

struct KeyPreset {
  QString id;
  QString name;  // of the programs; not translated
  // By the action's id, as QKeySequence::listFromString() reads it ("W; R"; empty: no key). What is not named
  // keeps the keys that the program has given it; ids that there are not are passed over.
  QHash<QString, QString> keys = {};
};

// The first one is what the program is delivered with.
const std::vector<KeyPreset>& keyPresets();
// The first one when there is none with this id.
const KeyPreset& keyPreset(const QString& id);

}  // namespace cloc::ui
