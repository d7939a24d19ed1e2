// SPDX-License-Identifier: Apache-2.0
#include "core/store/migrations.h"

#include "core/base/error.h"
#include "core/store/migration_lists.h"

namespace cloc::store {

const std::vector<Migration>& project_migrations(Dialect dialect) {
  return dialect == Dialect::Postgres ? postgres_migrations() : sqlite_migrations();
}

int schema_version(const Database& database) {
  auto query = database.prepare(
      database.on_server()
          ? "SELECT count(*) WHERE to_regclass('schema_version') IS NOT NULL"
          : "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'");
  if (!query.run().next() || query.integer(0) == 0) return 0;
  auto version = database.prepare("SELECT version FROM schema_version");
  if (!version.run().next()) {
    throw Error(ErrorKind::Corrupt,
                database.where() +
                    " does not say which version it has: the table schema_version is empty. "
                    "Restore a backup of this file.");
  }
  return static_cast<int>(version.integer(0));
}

namespace {

void refuse_newer(const Database& database, int version, int newest) {
  if (version <= newest) return;
  throw Error(ErrorKind::Unsupported, database.where() + " has schema version " + std::to_string(version) +
                                          ", made by a newer CLOC Studio; this one knows up to version " +
                                          std::to_string(newest) + ". Update CLOC Studio to open it.");
}

void step_forward(Database& database, std::span<const Migration> steps) {
  Transaction transaction(database);
  // Read again under the write lock: another process may have done the step meanwhile.
  const int version = schema_version(database);
  if (version >= static_cast<int>(steps.size())) return;
  if (version == 0) {
    database.execute("CREATE TABLE IF NOT EXISTS schema_version(version INTEGER NOT NULL)");
    database.execute("INSERT INTO schema_version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM schema_version)");
  }
  for (const auto& statement : steps[static_cast<std::size_t>(version)].statements)
    database.execute(statement);
  database.prepare("UPDATE schema_version SET version = ?").run(version + 1);
  transaction.commit();
}

}  // namespace

void migrate(Database& database, std::span<const Migration> steps) {
  const int newest = static_cast<int>(steps.size());
  int version = schema_version(database);
  refuse_newer(database, version, newest);
  if (version < newest && database.access() != Access::ReadWrite) {
    throw Error(ErrorKind::Unsupported,
                database.where() + " has the older schema version " + std::to_string(version) +
                    " and is open to read only, so it cannot be brought to version " +
                    std::to_string(newest) + ". Open it once where it can be written.");
  }
  while (version < newest) {
    step_forward(database, steps);
    version = schema_version(database);
  }
  refuse_newer(database, version, newest);
}

}  // namespace cloc::store
