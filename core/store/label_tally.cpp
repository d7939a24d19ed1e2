// SPDX-License-Identifier: Apache-2.0
#include "core/store/label_tally.h"

#include "core/base/error.h"

namespace cloc::store {

LabelTally::LabelTally(const Database& database) : database_(database) {
  if (database.on_server()) {
    // What the trigger asks for; until the transaction ends.
    database.execute("SET LOCAL cloc.counted_by = 'import'");
    return;
  }
  auto query =
      database.prepare("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'regions_counted'");
  if (!query.run().next()) {
    throw Error(ErrorKind::Corrupt, database.where() +
                                        " has lost the trigger that counts regions. Restore a backup of "
                                        "this file.");
  }
  trigger_ = query.text(0);
  while (query.next()) continue;  // an open statement would lock the table that is changed next
  database.execute("DROP TRIGGER regions_counted");
}

void LabelTally::finish() {
  auto add = database_.prepare(
      "INSERT INTO label_counts VALUES(?, ?, 0) ON CONFLICT(label_id) DO UPDATE SET regions = "
      "label_counts.regions + excluded.regions");
  for (const auto& [label, count] : added_) add.run(label, count);
  added_.clear();
  database_.execute(database_.on_server() ? "SET LOCAL cloc.counted_by = ''" : trigger_);
}

}  // namespace cloc::store
