// SPDX-License-Identifier: Apache-2.0
// Making and opening projects of both kinds.
#include <QUuid>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "core/base/error.h"
#include "core/store/edits.h"
#include "core/store/migrations.h"
#include "core/store/project.h"
#include "core/store/project_link.h"

namespace cloc::store {
namespace {

// Without a trailing '/', which would make the parent the folder itself.
std::filesystem::path normalised(const std::filesystem::path& folder) {
  auto path = std::filesystem::absolute(folder).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return;
  throw Error(ErrorKind::Io, "Cannot make the folder " + path.string() + ": " + error.message() +
                                 ". Choose a place that you may write to and that has room.");
}

// A folder that is removed again unless the work on it succeeded.
class ProvisionalFolder {
 public:
  explicit ProvisionalFolder(std::filesystem::path path) : path_(std::move(path)) { make_folder(path_); }
  ~ProvisionalFolder() {
    std::error_code ignored;  // it may have been renamed; a leftover folder does no harm
    std::filesystem::remove_all(path_, ignored);
  }
  ProvisionalFolder(const ProvisionalFolder&) = delete;
  ProvisionalFolder& operator=(const ProvisionalFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string new_uuid() {
  return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
}

void make_folders(const std::filesystem::path& folder) {
  for (const char* part : {"index", "thumbnails", "models", "runs"}) make_folder(folder / part);
}

void write_name_and_id(Database& database, std::string_view name) {
  auto insert = database.prepare("INSERT INTO meta(key, value) VALUES(?, ?)");
  insert.run("name", name);
  insert.run("id", new_uuid());
}

void write_empty_project(const std::filesystem::path& folder, std::string_view name) {
  make_folders(folder);
  Database database(folder / Project::kDatabaseName, Access::ReadWrite, true, Options{}.busy_timeout);
  database.execute("PRAGMA journal_mode = WAL");
  migrate(database, project_migrations());
  Transaction transaction(database);
  write_name_and_id(database, name);
  transaction.commit();
}

// The project's id.
std::string make_or_join(const ServerAddress& server, std::string_view name) {
  Database database(server, Access::ReadWrite, true, Options{}.busy_timeout);
  migrate(database, project_migrations(Dialect::Postgres));
  Transaction transaction(database);
  auto id = database.prepare("SELECT value FROM meta WHERE key = 'id'");
  if (!id.run().next()) {
    write_name_and_id(database, name);
    id.run().next();
  }
  transaction.commit();
  return id.text(0);
}

// Makes the project's folder by `fill`, whole or not at all.
template <class Fill>
void make_project(const std::filesystem::path& target, Fill&& fill) {
  if (target.extension() != Project::kSuffix) {
    throw Error(ErrorKind::InvalidInput, "A project's folder is named like \"name" +
                                             std::string(Project::kSuffix) + "\", not " + target.string() +
                                             ". Add " + Project::kSuffix + " to the name.");
  }
  if (std::filesystem::exists(target)) {
    throw Error(ErrorKind::InvalidInput,
                target.string() + " exists already. Open it, or choose another name for the new project.");
  }
  const ProvisionalFolder provisional(target.string() + ".tmp" + std::to_string(::getpid()));
  fill(provisional.path());
  std::error_code error;
  std::filesystem::rename(provisional.path(), target, error);
  if (error) {
    throw Error(ErrorKind::Io, "Cannot make the project " + target.string() + ": " + error.message() +
                                   ". Choose another name or place.");
  }
}

}  // namespace

Project::Project(std::filesystem::path folder, std::unique_ptr<Database> database)
    : folder_(std::move(folder)),
      images_(folder_.parent_path()),
      user_(user_name()),
      origin_(new_uuid()),
      database_(std::move(database)) {}
Project::Project(Project&&) noexcept = default;
Project::~Project() = default;

Project& Project::operator=(Project&& other) noexcept {
  // Before the database that they belong to.
  stamp_of_ = std::move(other.stamp_of_);
  set_stamp_ = std::move(other.set_stamp_);
  folder_ = std::move(other.folder_);
  server_ = std::move(other.server_);
  images_ = std::move(other.images_);
  user_ = std::move(other.user_);
  origin_ = std::move(other.origin_);
  database_ = std::move(other.database_);
  local_ = std::move(other.local_);
  return *this;
}

Project Project::create(const std::filesystem::path& folder, std::string_view name) {
  const auto target = normalised(folder);
  make_project(target, [&](const std::filesystem::path& made) { write_empty_project(made, name); });
  return open(target);
}

Project Project::create(const std::filesystem::path& folder, std::string_view name,
                        const ServerAddress& server) {
  const auto target = normalised(folder);
  auto address = server;
  if (address.schema.empty()) address.schema = schema_name(name);
  make_project(target, [&](const std::filesystem::path& made) {
    make_folders(made);
    make_local_database(made);
    write_project_link(made, {address, make_or_join(address, name)});
  });
  return open(target);
}

// It has the tables of any project, of which jobs, models and meta are used, and one of its own.
void Project::make_local_database(const std::filesystem::path& folder) {
  Database database(folder / kLocalName, Access::ReadWrite, true, Options{}.busy_timeout);
  database.execute("PRAGMA journal_mode = WAL");
  migrate(database, project_migrations());
  database.execute(
      "CREATE TABLE IF NOT EXISTS file_stamps(image_id INTEGER PRIMARY KEY NOT NULL, mtime_ns INTEGER NOT "
      "NULL, file_size INTEGER NOT NULL)");
}

bool Project::is_project(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder / kDatabaseName, ignored) ||
         std::filesystem::exists(folder / ProjectLink::kName, ignored);
}

Project Project::open(const std::filesystem::path& folder, const Options& options) {
  const auto path = normalised(folder);
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorKind::NotFound, "There is no project " + path.string() + ". Check the path.");
  }
  if (!std::filesystem::is_directory(path) || !is_project(path)) {
    throw Error(ErrorKind::InvalidInput, path.string() + " is not a CLOC project: it has no " +
                                             kDatabaseName + ". Choose a folder named like \"name" + kSuffix +
                                             "\".");
  }
  if (std::filesystem::exists(path / ProjectLink::kName)) return open_shared(path, options);
  const auto file = path / kDatabaseName;
  auto database = std::make_unique<Database>(file, options.access, false, options.busy_timeout);
  if (schema_version(*database) == 0) {
    throw Error(ErrorKind::Corrupt,
                file.string() + " is empty: it holds no project. Restore a backup of this file.");
  }
  if (options.access == Access::ReadWrite) {
    database->execute("PRAGMA journal_mode = WAL");
    database->execute("PRAGMA synchronous = FULL");
  }
  migrate(*database, project_migrations());
  return Project(path, std::move(database));
}

Project Project::open_shared(const std::filesystem::path& folder, const Options& options) {
  const auto link = read_project_link(folder);
  auto database = std::make_unique<Database>(link.server, options.access, false, options.busy_timeout);
  if (schema_version(*database) == 0) {
    throw Error(ErrorKind::Corrupt, database->where() +
                                        " is empty: it holds no project. Restore a backup into it, or remove "
                                        "the folder and make the project anew.");
  }
  migrate(*database, project_migrations(Dialect::Postgres));
  Project project(folder, std::move(database));
  if (project.id() != link.project) {
    throw Error(ErrorKind::Mismatch,
                project.database_->where() + " is another project than the one that " +
                    (folder / ProjectLink::kName).string() +
                    " was made for: it has been removed and made anew. Remove the folder "
                    "and make the project anew with the same URL.");
  }
  project.server_ = link.server;
  if (!link.images.empty()) project.images_ = (folder / link.images).lexically_normal();
  if (!project.images_.has_filename()) project.images_ = project.images_.parent_path();
  const auto file = folder / kLocalName;
  if (options.access == Access::ReadWrite || !std::filesystem::exists(file)) make_local_database(folder);
  project.local_ = std::make_unique<Database>(file, options.access, false, options.busy_timeout);
  const auto& local = *project.local_;
  if (options.access == Access::ReadWrite) local.execute("PRAGMA synchronous = FULL");
  project.stamp_of_ = std::make_unique<Statement>(
      local.prepare("SELECT mtime_ns, file_size FROM file_stamps WHERE image_id = ?"));
  project.set_stamp_ = std::make_unique<Statement>(
      local.prepare("INSERT OR REPLACE INTO file_stamps(image_id, mtime_ns, file_size) VALUES(?, ?, ?)"));
  return project;
}

void Project::set_busy_timeout(std::chrono::milliseconds timeout) {
  database_->set_busy_timeout(timeout);
  if (local_) local_->set_busy_timeout(timeout);
}

}  // namespace cloc::store
