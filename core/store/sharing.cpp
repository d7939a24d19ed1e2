// SPDX-License-Identifier: Apache-2.0
#include "core/store/sharing.h"

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

constexpr auto kPatience = std::chrono::seconds(5);

void refuse_leftover(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return;
  throw Error(ErrorKind::InvalidInput, file.string() +
                                           " is left from an earlier time. Look whether it is still wanted, "
                                           "move it away, and try again.");
}

void move_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) {
    throw Error(ErrorKind::Io, "Cannot rename " + from.string() + " to " + to.string() + ": " +
                                   error.message() + ". Check the permissions of the folder.");
  }
}

// What concerns the folder alone, from one file into another.
void copy_local(const fs::path& from, const Database& to, bool to_shared) {
  to.prepare("ATTACH DATABASE ? AS other").run(from.string());
  to.execute("INSERT INTO jobs SELECT * FROM other.jobs");
  to.execute("INSERT INTO models SELECT * FROM other.models");
  to.execute("INSERT OR IGNORE INTO meta SELECT * FROM other.meta WHERE key NOT IN ('name', 'id')");
  to.execute(
      to_shared
          ? "INSERT INTO file_stamps SELECT id, mtime_ns, file_size FROM other.images WHERE mtime_ns IS "
            "NOT NULL AND file_size IS NOT NULL"
          : "UPDATE images SET (mtime_ns, file_size) = (SELECT mtime_ns, file_size FROM "
            "other.file_stamps WHERE image_id = images.id)");
  to.execute("DETACH DATABASE other");
}

void remove_file(const fs::path& file) {
  std::error_code ignored;
  for (const char* part : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + part, ignored);
}

}  // namespace

void share_project(const fs::path& folder, const ServerAddress& server, const ProgressSink& progress,
                   const CancelToken& cancel) {
  const fs::path file = folder / Project::kDatabaseName, kept = file.string() + ".before-sharing";
  auto address = server;
  std::string id;
  {
    const auto project = Project::open(folder);
    if (project.server()) {
      throw Error(ErrorKind::InvalidInput,
                  folder.string() + " is shared already: " + project.server()->place() + ".");
    }
    if (address.schema.empty()) address.schema = schema_name(project.name());
    id = project.id();
  }
  refuse_leftover(kept);
  {
    const Database from(file, Access::ReadWrite, false, kPatience);
    Database to(address, Access::ReadWrite, true, kPatience);
    if (schema_version(to) > 0) {
      throw Error(ErrorKind::InvalidInput, "There is a " + to.where() +
                                               " already. Choose another schema: add ?schema=NAME to the "
                                               "URL.");
    }
    Transaction transaction(to);
    migrate(to, project_migrations(Dialect::Postgres));
    copy_rows(from, to, progress, cancel);
    transaction.commit();
  }
  Project::make_local_database(folder);
  {
    const Database local(folder / Project::kLocalName, Access::ReadWrite, false, kPatience);
    copy_local(file, local, true);
  }
  // From here on it is the shared one; the file is moved out of the way last.
  write_project_link(folder, {address, id});
  move_file(file, kept);
  remove_file(file);
}

void unshare_project(const fs::path& folder, const ProgressSink& progress, const CancelToken& cancel) {
  const fs::path file = folder / Project::kDatabaseName, local = folder / Project::kLocalName,
                 link = folder / ProjectLink::kName, kept = link.string() + ".before-unsharing",
                 unfinished = file.string() + ".tmp" + std::to_string(::getpid());
  {
    const auto project = Project::open(folder);
    if (!project.server())
      throw Error(ErrorKind::InvalidInput, folder.string() + " is not shared: it is in a file already.");
  }
  refuse_leftover(file);
  refuse_leftover(kept);
  try {
    const Database from(read_project_link(folder).server, Access::ReadOnly, false, kPatience);
    Database to(unfinished, Access::ReadWrite, true, kPatience);
    migrate(to, project_migrations());
    copy_rows(from, to, progress, cancel);
    copy_local(local, to, false);
  } catch (...) {
    remove_file(unfinished);
    throw;
  }
  move_file(unfinished, file);
  move_file(link, kept);
  remove_file(local);
}

}  // namespace cloc::store
