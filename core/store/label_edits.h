// SPDX-License-Identifier: Apache-2.0
// What the user does to the label set, as changes that Edits applies: renaming takes the labels below along,
// merging and removing say what becomes of the regions. Used by the window's label panel; reads and writes no
// database: `labels` are those of the project as they are now.
//
// Throw Error{InvalidInput}, with a message for people, for what makes no sense: a name that another label
// has, a key that is taken, a parent that lies below its child.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/store/changes.h"

namespace cloc::store {

// The labels of these names, with what `labels` do not have yet. Names are compared without blanks around
// them; empty ones, and those that are there or come twice, are passed over.
Changes add_labels(std::span<const Label> labels, std::span<const Label> wanted);
// `after` has the number of the label that it changes. Labels below one that gets another name stay below it.
Changes change_label(std::span<const Label> labels, const Label& after);
// All regions of `from` get `into`; `from` goes, and what is below it comes below `into`.
Changes merge_labels(std::span<const Label> labels, LabelId from, LabelId into);
// The label goes; its regions get `instead`, or none. What is below it comes below its parent.
Changes remove_label(std::span<const Label> labels, LabelId label, std::optional<LabelId> instead);
// `parent` empty: a label of its own. Throws also for a parent below `label`.
Changes move_label(std::span<const Label> labels, LabelId label, const std::string& parent);

}  // namespace cloc::store
