// SPDX-License-Identifier: Apache-2.0
// The part of Edits by which a step grows while long work goes on.
#include <unordered_set>

#include "core/store/edits.h"

namespace cloc::store {

bool Edits::extend(EditId step, std::string_view text, Changes& changes) {
  Transaction transaction(database_);
  if (!is_done(step) || is_followed(step, changes)) return false;
  make(changes);
  record(step, changes);
  stamp(step);
  database_.prepare("UPDATE edits SET text = ?, time_ms = changed_ms WHERE id = ?").run(text, step);
  transaction.commit();
  return true;
}

bool Edits::is_done(EditId id) const {
  auto query = database_.prepare("SELECT 1 FROM edits WHERE id = ? AND state = ?");
  return query.run(id, name(State::Done)).next();
}

bool Edits::is_followed(EditId id, const Changes& changes) const {
  std::unordered_set<ImageId> images{0};  // the label set, or many images
  for (const auto& change : changes) images.insert(change.image());
  auto later = database_.prepare(
      "SELECT DISTINCT image_id FROM edit_changes JOIN edits ON edits.id = edit_id"
      " WHERE edit_id > ? AND state <> ?");
  for (later.run(id, name(State::Dropped)); later.next();) {
    if (images.contains(later.integer(0))) return true;
  }
  return false;
}

}  // namespace cloc::store
