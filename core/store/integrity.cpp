// SPDX-License-Identifier: Apache-2.0
// Project::check.
#include <array>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/store/project.h"

namespace cloc::store {
namespace {

[[noreturn]] void damaged(const Database& database, const std::string& how) {
  throw Error(ErrorKind::Corrupt, database.where() + " is damaged: " + how + ". Restore a backup" +
                                      (database.on_server() ? "." : " of this file."));
}

void check_file(const Database& database) {
  auto query = database.prepare("PRAGMA integrity_check");
  if (!query.run().next() || query.text(0) != "ok") {
    throw Error(ErrorKind::Corrupt, database.where() + " is damaged (SQLite: " + query.text(0) +
                                        "). Restore a backup of this file.");
  }
  auto keys = database.prepare("PRAGMA foreign_key_check");
  if (keys.run().next())
    damaged(database, "row " + keys.text(1) + " of table " + keys.text(0) + " refers to nothing");
}

// Every row is read, so that pages that the server's checksums refuse show; its foreign keys are gone over as
// if it had not kept them, and the counts are counted.
void check_server(const Database& database) {
  const Snapshot snapshot(database);
  for (const char* table : {"meta", "images", "labels", "regions", "captions", "edits", "edit_changes"}) {
    std::string sql = "SELECT count(*), coalesce(sum(length(t::text)), 0) FROM ";
    sql += table;
    sql += " AS t";
    database.execute(sql);
  }
  constexpr std::array<std::pair<const char*, const char*>, 4> kReferences{
      {{"regions", "SELECT id FROM regions AS r WHERE NOT EXISTS (SELECT 1 FROM images WHERE id = image_id)"},
       {"regions",
        "SELECT id FROM regions AS r WHERE label_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
        "labels WHERE id = label_id)"},
       {"captions",
        "SELECT id FROM captions AS c WHERE NOT EXISTS (SELECT 1 FROM images WHERE id = c.image_id)"},
       {"edit_changes",
        "SELECT edit_id FROM edit_changes AS c WHERE NOT EXISTS (SELECT 1 FROM edits WHERE id = edit_id)"}}};
  for (const auto& [table, sql] : kReferences) {
    auto rows = database.prepare(std::string(sql) + " LIMIT 1");
    if (rows.run().next())
      damaged(database, "row " + rows.text(0) + " of table " + table + " refers to nothing");
  }
}

void check_counts(const Database& database) {
  const Snapshot snapshot(database);
  auto wrong = database.prepare(
      "SELECT kept.label_id FROM label_counts AS kept LEFT JOIN"
      " (SELECT coalesce(label_id, 0) AS label, count(*) AS regions FROM regions GROUP BY 1) AS there"
      " ON there.label = kept.label_id WHERE kept.regions <> coalesce(there.regions, 0) LIMIT 1");
  if (wrong.run().next())
    damaged(database, "the count of the regions of label " + wrong.text(0) + " is not their number");
}

}  // namespace

void Project::check() const {
  if (database_->on_server()) {
    check_server(*database_);
  } else {
    check_file(*database_);
  }
  check_counts(*database_);
}

}  // namespace cloc::store
