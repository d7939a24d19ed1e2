// SPDX-License-Identifier: Apache-2.0
// Project::backup and Project::restore.
#include <optional>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "core/base/error.h"
#include "core/store/database_copy.h"
#include "core/store/migrations.h"
#include "core/store/project.h"
#include "core/store/project_link.h"

namespace cloc::store {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void io_error(const std::string& what, const std::error_code& error) {
  throw Error(ErrorKind::Io, what + ": " + error.message() + ". Check permissions and free space.");
}

// Of a database file; empty when it cannot be read.
std::string project_id_in(const fs::path& file) {
  try {
    const Database database(file, Access::ReadOnly, false, Options{}.busy_timeout);
    auto query = database.prepare("SELECT value FROM meta WHERE key = 'id'");
    return query.run().next() ? query.text(0) : std::string();
  } catch (const Error&) {
    return {};  // the very reason to restore
  }
}

void check_backup(const fs::path& backup) {
  const Database database(backup, Access::ReadOnly, false, Options{}.busy_timeout);
  auto query = database.prepare("PRAGMA integrity_check");
  if (schema_version(database) < 1 || !query.run().next() || query.text(0) != "ok") {
    throw Error(ErrorKind::Corrupt,
                backup.string() + " is no whole backup of a project. Take another one; nothing was changed.");
  }
}

// The backup as a database of the newest version: it stays as it is, and a copy is brought forward.
class BroughtForward {
 public:
  BroughtForward(const fs::path& backup, fs::path copy) : copy_(std::move(copy)) {
    std::error_code error;
    fs::copy_file(backup, copy_, fs::copy_options::overwrite_existing, error);
    if (error) io_error("Cannot copy the backup to " + copy_.string(), error);
    database_.emplace(copy_, Access::ReadWrite, false, Options{}.busy_timeout);
    migrate(*database_, project_migrations());
  }
  ~BroughtForward() {
    database_.reset();
    std::error_code ignored;
    for (const char* part : {"", "-wal", "-shm", "-journal"}) fs::remove(copy_.string() + part, ignored);
  }
  BroughtForward(const BroughtForward&) = delete;
  BroughtForward& operator=(const BroughtForward&) = delete;
  const Database& database() const { return *database_; }

 private:
  fs::path copy_;
  std::optional<Database> database_;
};

// As a name in a statement.
std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

}  // namespace

void Project::restore_on_server(const fs::path& folder, const fs::path& backup) {
  const auto link = read_project_link(folder);
  if (project_id_in(backup) != link.project) {
    throw Error(ErrorKind::Mismatch, backup.string() + " is a backup of another project than " +
                                         folder.string() +
                                         ". Take one of this project; nothing was changed.");
  }
  constexpr std::string_view kBehind = ".before-restore";
  const std::string schema = link.server.schema;
  const std::string kept = schema.substr(0, 63 - kBehind.size()) + std::string(kBehind);
  Database database(link.server, Access::ReadWrite, false, Options{}.busy_timeout);
  auto there = database.prepare("SELECT 1 FROM pg_namespace WHERE nspname = ?");
  if (there.run(kept).next()) {
    throw Error(ErrorKind::InvalidInput, "The schema " + kept + " of the database " + link.server.database +
                                             " is left from an earlier restore. Look whether it is still "
                                             "wanted, drop it (DROP SCHEMA " +
                                             quoted(kept) + " CASCADE), and try again.");
  }
  const BroughtForward from(backup, folder / (std::string(kLocalName) + ".restore"));
  // All of it, the old state's new name included, is there at once or not at all.
  Transaction transaction(database);
  auto revision = database.prepare("SELECT number FROM revision");
  revision.run().next();
  database.execute("ALTER SCHEMA " + quoted(schema) + " RENAME TO " + quoted(kept));
  database.execute("CREATE SCHEMA " + quoted(schema));
  database.execute("CREATE TABLE revision(number BIGINT NOT NULL)");
  // It goes on, so that others see that something has changed.
  database.prepare("INSERT INTO revision VALUES(?)").run(revision.integer(0) + 1);
  migrate(database, project_migrations(Dialect::Postgres));
  copy_rows(from.database(), database);
  transaction.commit();
}

void Project::backup(const fs::path& file) const {
  std::error_code error;
  if (fs::exists(file, error)) {
    throw Error(ErrorKind::InvalidInput, file.string() + " exists already. Give the backup another name.");
  }
  const fs::path unfinished = file.string() + ".tmp" + std::to_string(::getpid());
  fs::remove(unfinished, error);
  try {
    if (database_->on_server()) {
      Database copy(unfinished, Access::ReadWrite, true, Options{}.busy_timeout);
      migrate(copy, project_migrations());
      copy_rows(*database_, copy);
    } else {
      // SQLite copies one state of the database, without the free pages.
      database_->prepare("VACUUM INTO ?").run(unfinished.string());
    }
    check_backup(unfinished);
  } catch (...) {
    fs::remove(unfinished, error);
    throw;
  }
  fs::rename(unfinished, file, error);
  if (error) {
    const auto reason = error;
    fs::remove(unfinished, error);
    io_error("Cannot write the backup " + file.string(), reason);
  }
}

void Project::restore(const fs::path& folder, const fs::path& backup) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw Error(ErrorKind::NotFound, "There is no project folder " + folder.string() + ". Check the path.");
  }
  check_backup(backup);
  if (fs::exists(folder / ProjectLink::kName, error)) return restore_on_server(folder, backup);
  const fs::path current = folder / kDatabaseName, kept = current.string() + ".before-restore";
  const auto id = project_id_in(current);
  if (!id.empty() && id != project_id_in(backup)) {
    throw Error(ErrorKind::Mismatch, backup.string() + " is a backup of another project than " +
                                         folder.string() +
                                         ". Take one of this project; nothing was changed.");
  }
  if (fs::exists(kept, error)) {
    throw Error(ErrorKind::InvalidInput, kept.string() +
                                             " is left from an earlier restore. Look whether it is " +
                                             "still wanted, move it away, and try again.");
  }
  const fs::path unfinished = current.string() + ".tmp" + std::to_string(::getpid());
  fs::copy_file(backup, unfinished, fs::copy_options::overwrite_existing, error);
  if (error) io_error("Cannot copy the backup to " + unfinished.string(), error);
  // The log belongs to the old database: beside the new one it would be taken for its own.
  for (const char* part : {"", "-wal", "-shm"}) {
    const fs::path old = current.string() + part;
    if (!fs::exists(old, error)) continue;
    fs::rename(old, kept.string() + part, error);
    if (error) io_error("Cannot keep " + old.string(), error);
  }
  fs::rename(unfinished, current, error);
  if (error) io_error("Cannot put the backup in place as " + current.string(), error);
}

}  // namespace cloc::store
