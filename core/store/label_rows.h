// SPDX-License-Identifier: Apache-2.0
// The rows of the table `labels`, for the classes of core/store that read and write them: Project and Edits.
// Nobody else needs it.
#pragma once

#include <optional>

#include "core/store/project.h"

namespace cloc::store {

class LabelRows {
 public:
  // Valid as long as the database.
  explicit LabelRows(const Database& database) : database_(database) {}

  std::optional<Label> find(LabelId id) const;
  // Under label.id, or under a new number when that is 0. Returns the number. Throws as update().
  LabelId insert(const Label& label) const;
  // All but its number; false when there is no such row. Throws Error{InvalidInput} when another label has
  // the name or the hot key, or the name is empty.
  bool update(const Label& label) const;
  bool remove(LabelId id) const;
  // Whether any region has it.
  bool used(LabelId id) const;

  // Of the columns id, name, parent, colour, attributes, hotkey.
  static Label read(const Statement& row);

 private:
  void check(const Label& label) const;

  const Database& database_;
};

}  // namespace cloc::store
