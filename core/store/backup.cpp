// SPDX-License-Identifier: Apache-2.0
// Project::backup and Project::restore.
#include <system_error>

#include <unistd.h>

#include "core/base/error.h"
#include "core/store/migrations.h"
#include "core/store/project.h"

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

}  // namespace

void Project::backup(const fs::path& file) const {
  std::error_code error;
  if (fs::exists(file, error)) {
    throw Error(ErrorKind::InvalidInput, file.string() + " exists already. Give the backup another name.");
  }
  const fs::path unfinished = file.string() + ".tmp" + std::to_string(::getpid());
  fs::remove(unfinished, error);
  try {
    // SQLite copies one state of the database, without the free pages.
    database_->prepare("VACUUM INTO ?").run(unfinished.string());
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
