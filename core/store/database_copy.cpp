// SPDX-License-Identifier: Apache-2.0
#include "core/store/database_copy.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/error.h"
#include "core/store/bulk_insert.h"
#include "core/store/migrations.h"

namespace cloc::store {
namespace {

struct Table {
  const char* name;
  const char* columns;
  int column_count;
  const char* order;        // by which its rows come
  int first_truth, truths;  // columns that are truth values: in a file they are numbers
  bool numbered;            // has `id`, which is never given twice
};

// What is referred to comes before what refers to it.
constexpr std::array<Table, 8> kTables{
    {{"meta", "key, value", 2, "key", 0, 0, false},
     {"images", "id, path, width, height, mtime_ns, file_size, split, attributes, verified", 9, "id", 8, 1,
      true},
     {"labels", "id, name, parent, colour, hotkey, attributes", 6, "id", 0, 0, true},
     {"regions",
      "id, image_id, x1, y1, x2, y2, label_id, caption, source, z, more_captions, attributes, locked, hidden",
      14, "id", 12, 2, true},
     {"captions", "id, image_id, text", 3, "id", 0, 0, true},
     {"edits", R"(id, state, text, "user", time_ms, revision, changed_by, changed_ms, origin)", 9, "id", 0, 0,
      true},
     {"edit_changes", "edit_id, position, kind, image_id, region_id, before, after", 7, "edit_id, position",
      0, 0, false},
     {"label_counts", "label_id, regions, verified", 3, "label_id", 0, 0, false}}};

// Until the end of the transaction regions are not counted: the counts are copied.
class CountingPaused {
 public:
  explicit CountingPaused(const Database& database) : database_(database) {
    if (database.on_server()) {
      database.execute("SET LOCAL cloc.counted_by = 'import'");
      return;
    }
    auto query =
        database.prepare("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'regions_counted'");
    if (query.run().next()) trigger_ = query.text(0);
    while (query.next()) continue;
    database.execute("DROP TRIGGER regions_counted");
  }
  void resume() {
    if (!database_.on_server()) database_.execute(trigger_);
  }

 private:
  const Database& database_;
  std::string trigger_;
};

void copy_table(const Database& from, const Database& to, const Table& table, ProgressMeter& meter,
                const CancelToken& cancel) {
  std::string select = "SELECT ";
  select += table.columns;
  select += " FROM ";
  select += table.name;
  select += " ORDER BY ";
  select += table.order;
  auto rows = from.prepare_paged(select);
  BulkInsert insert(to, std::string(table.name) + "(" + table.columns + ")", table.column_count);
  for (rows.run(); rows.next();) {
    QVariantList values;
    values.reserve(table.column_count);
    for (int i = 0; i < table.column_count; ++i) {
      const bool truth = i >= table.first_truth && i < table.first_truth + table.truths;
      values.push_back(truth ? QVariant(rows.integer(i) != 0) : rows.value(i));
    }
    insert.add_row(values);
    cancel.throw_if_cancelled();
    meter.advance(1);
  }
  insert.finish();
}

// The last number that was given, of rows that are gone too.
std::int64_t last_number(const Database& database, const std::string& table) {
  std::int64_t last = 0;
  const auto take = [&](const std::string& sql) {
    auto query = database.prepare(sql);
    if (query.run().next()) last = std::max(last, query.integer(0));
  };
  take("SELECT coalesce(max(id), 0) FROM " + table);
  take(database.on_server()
           ? "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM " + table + "_id_seq"
           : "SELECT seq FROM sqlite_sequence WHERE name = '" + table + "'");
  return last;
}

void set_last_number(const Database& database, const std::string& table, std::int64_t last) {
  if (last == 0) return;
  if (database.on_server()) {
    database.execute("SELECT setval('" + table + "_id_seq', " + std::to_string(last) + ")");
    return;
  }
  auto update = database.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = ?");
  if (update.run(last, table).rows_changed() == 0)
    database.prepare("INSERT INTO sqlite_sequence(name, seq) VALUES(?, ?)").run(table, last);
}

}  // namespace

void copy_rows(const Database& from, Database& to, const ProgressSink& progress, const CancelToken& cancel) {
  const Snapshot snapshot(from);
  Transaction transaction(to);
  if (schema_version(from) != schema_version(to)) {
    throw Error(ErrorKind::Internal, "Databases of different versions cannot be copied: " + from.where() +
                                         " to " + to.where() + ".");
  }
  // Of a file no state is kept by Snapshot: the first statement that is walked keeps it, to the end.
  auto hold = from.prepare("SELECT key FROM meta");
  hold.run().next();
  auto count = from.prepare("SELECT (SELECT count(*) FROM images) + (SELECT count(*) FROM regions)");
  count.run().next();
  ProgressMeter meter("copying", count.integer(0), progress);
  CountingPaused counting(to);
  to.execute("DELETE FROM meta");
  for (const auto& table : kTables) {
    copy_table(from, to, table, meter, cancel);
    if (table.numbered) set_last_number(to, table.name, last_number(from, table.name));
  }
  counting.resume();
  transaction.commit();
}

}  // namespace cloc::store
