// SPDX-License-Identifier: Apache-2.0
#include "core/store/project.h"

#include <QUuid>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "core/base/error.h"
#include "core/store/label_rows.h"
#include "core/store/migrations.h"
#include "core/store/project_reader.h"
#include "core/store/region_rows.h"

namespace cloc::store {
namespace {

constexpr const char* kSuffix = ".clocproj";

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

void write_empty_project(const std::filesystem::path& folder, std::string_view name) {
  for (const char* part : {"index", "thumbnails", "models", "runs"}) make_folder(folder / part);
  Database database(folder / Project::kDatabaseName, Access::ReadWrite, true, Options{}.busy_timeout);
  database.execute("PRAGMA journal_mode = WAL");
  migrate(database, project_migrations());
  Transaction transaction(database);
  auto insert = database.prepare("INSERT INTO meta(key, value) VALUES(?, ?)");
  insert.run("name", name);
  insert.run("id", QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString());
  transaction.commit();
}

[[noreturn]] void not_found(const Database& database, const char* what, std::int64_t id) {
  throw Error(ErrorKind::NotFound, "There is no " + std::string(what) + " " + std::to_string(id) + " in " +
                                       database.file().string() +
                                       ". It may have been removed meanwhile: reload.");
}

void require_row(const Database& database, const Statement& change, const char* what, std::int64_t id) {
  if (change.rows_changed() == 0) not_found(database, what, id);
}

std::optional<std::int64_t> mtime_of(const Image& image) {
  return image.stamp ? std::optional(image.stamp->mtime_ns) : std::nullopt;
}
std::optional<std::int64_t> size_of(const Image& image) {
  return image.stamp ? std::optional(image.stamp->size) : std::nullopt;
}

}  // namespace

std::optional<FileStamp> file_stamp(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return std::nullopt;
  const auto time = std::filesystem::last_write_time(path, error);
  if (error) return std::nullopt;
  using std::chrono::nanoseconds;
  return FileStamp{std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count(),
                   static_cast<std::int64_t>(size)};
}

Project::Project(std::filesystem::path folder, std::unique_ptr<Database> database)
    : folder_(std::move(folder)), database_(std::move(database)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

Project Project::create(const std::filesystem::path& folder, std::string_view name) {
  const auto target = normalised(folder);
  if (target.extension() != kSuffix) {
    throw Error(ErrorKind::InvalidInput, "A project's folder is named like \"name" + std::string(kSuffix) +
                                             "\", not " + target.string() + ". Add " + kSuffix +
                                             " to the name.");
  }
  if (std::filesystem::exists(target)) {
    throw Error(ErrorKind::InvalidInput,
                target.string() + " exists already. Open it, or choose another name for the new project.");
  }
  const ProvisionalFolder provisional(target.string() + ".tmp" + std::to_string(::getpid()));
  write_empty_project(provisional.path(), name);
  std::error_code error;
  std::filesystem::rename(provisional.path(), target, error);
  if (error) {
    throw Error(ErrorKind::Io, "Cannot make the project " + target.string() + ": " + error.message() +
                                   ". Choose another name or place.");
  }
  return open(target);
}

Project Project::open(const std::filesystem::path& folder, const Options& options) {
  const auto path = normalised(folder);
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorKind::NotFound, "There is no project " + path.string() + ". Check the path.");
  }
  const auto file = path / Project::kDatabaseName;
  if (!std::filesystem::is_directory(path) || !std::filesystem::exists(file)) {
    throw Error(ErrorKind::InvalidInput, path.string() + " is not a CLOC project: it has no " +
                                             Project::kDatabaseName + ". Choose a folder named like \"name" +
                                             kSuffix + "\".");
  }
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

void Project::set_busy_timeout(std::chrono::milliseconds timeout) {
  database_->execute("PRAGMA busy_timeout = " + std::to_string(timeout.count()));
}

std::string Project::name() const {
  return meta("name").value_or(folder_.stem().string());
}
std::string Project::id() const {
  return meta("id").value_or("");
}

std::string Project::stored_path(const std::filesystem::path& path) const {
  const auto absolute = std::filesystem::absolute(path).lexically_normal();
  const auto relative = absolute.lexically_relative(folder_.parent_path());
  const bool below = !relative.empty() && *relative.begin() != "..";
  return (below ? relative : absolute).generic_string();
}

std::filesystem::path Project::absolute_path(const std::string& stored) const {
  const std::filesystem::path path(stored);
  return path.is_absolute() ? path : folder_.parent_path() / path;
}

Image Project::read_image(const Statement& row) const {
  Image image;
  image.id = row.integer(0);
  image.path = absolute_path(row.text(1));
  image.width = static_cast<int>(row.integer(2));
  image.height = static_cast<int>(row.integer(3));
  if (!row.is_null(4) && !row.is_null(5)) image.stamp = FileStamp{row.integer(4), row.integer(5)};
  image.verified = row.integer(6) != 0;
  image.split = row.text(7);
  image.attributes = data::Attributes::from_json(row.text(8));
  return image;
}

Counts Project::counts() const {
  auto query = database_->prepare(
      "SELECT (SELECT count(*) FROM images), (SELECT count(*) FROM regions),"
      " (SELECT count(*) FROM labels), (SELECT count(*) FROM captions),"
      " (SELECT count(*) FROM images WHERE verified)");
  query.run().next();
  return {query.integer(0), query.integer(1), query.integer(2), query.integer(3), query.integer(4)};
}

std::vector<Image> Project::images(ImageId after, std::int64_t limit) const {
  auto query = database_->prepare(std::string(kImageColumns) + "WHERE id > ? ORDER BY id LIMIT ?");
  query.run(after, limit);
  std::vector<Image> images;
  while (query.next()) images.push_back(read_image(query));
  return images;
}

Image Project::image(ImageId id) const {
  auto query = database_->prepare(std::string(kImageColumns) + "WHERE id = ?");
  if (!query.run(id).next()) not_found(*database_, "image", id);
  return read_image(query);
}

std::optional<Image> Project::find_image(const std::filesystem::path& path) const {
  auto query = database_->prepare(std::string(kImageColumns) + "WHERE path = ?");
  if (!query.run(stored_path(path)).next()) return std::nullopt;
  return read_image(query);
}

std::vector<Region> Project::regions_of(ImageId image) const {
  auto query = database_->prepare(std::string(kRegionColumns) + "WHERE image_id = ? ORDER BY z_or_id, id");
  query.run(image);
  std::vector<Region> regions;
  while (query.next()) regions.push_back(read_region(query));
  return regions;
}

Region Project::region(RegionId id) const {
  auto region = RegionRows(*database_).find(id);
  if (!region) not_found(*database_, "region", id);
  return std::move(*region);
}

std::vector<std::string> Project::captions_of(ImageId image) const {
  auto query = database_->prepare("SELECT text FROM captions WHERE image_id = ? ORDER BY id");
  query.run(image);
  std::vector<std::string> captions;
  while (query.next()) captions.push_back(query.text(0));
  return captions;
}

std::vector<Label> Project::labels() const {
  auto query =
      database_->prepare("SELECT id, name, parent, colour, attributes, hotkey FROM labels ORDER BY id");
  query.run();
  std::vector<Label> labels;
  while (query.next()) labels.push_back(LabelRows::read(query));
  return labels;
}

data::Dataset Project::dataset() const {
  return data::read_all(*read_project(*this));
}

ImageId Project::add_image(const Image& image) {
  database_->require_writable();
  return database_
      ->prepare("INSERT INTO images(path, width, height, mtime_ns, file_size) VALUES(?, ?, ?, ?, ?)")
      .run(stored_path(image.path), image.width, image.height, mtime_of(image), size_of(image))
      .inserted_id();
}

void Project::update_image(const Image& image) {
  database_->require_writable();
  auto update =
      database_->prepare("UPDATE images SET width = ?, height = ?, mtime_ns = ?, file_size = ? WHERE id = ?");
  update.run(image.width, image.height, mtime_of(image), size_of(image), image.id);
  require_row(*database_, update, "image", image.id);
}

void Project::remove_image(ImageId image) {
  database_->require_writable();
  auto remove = database_->prepare("DELETE FROM images WHERE id = ?");
  require_row(*database_, remove.run(image), "image", image);
}

std::vector<RegionId> Project::add_regions(ImageId image, std::span<const Region> regions) {
  Transaction transaction(*database_);
  this->image(image);  // throws NotFound
  RegionRows rows(*database_);
  std::vector<RegionId> ids;
  for (auto region : regions) {
    region.id = 0;
    region.image_id = image;
    ids.push_back(rows.insert(region));
  }
  transaction.commit();
  return ids;
}

void Project::update_region(const Region& region) {
  database_->require_writable();
  if (!RegionRows(*database_).update(region)) not_found(*database_, "region", region.id);
}

void Project::remove_region(RegionId region) {
  database_->require_writable();
  if (!RegionRows(*database_).remove(region)) not_found(*database_, "region", region);
}

void Project::set_flag(const char* column, std::span<const RegionId> regions, bool value) {
  Transaction transaction(*database_);
  auto update = database_->prepare("UPDATE regions SET " + std::string(column) + " = ? WHERE id = ?");
  for (const RegionId region : regions) update.run(value, region);
  transaction.commit();
}

void Project::set_locked(std::span<const RegionId> regions, bool locked) {
  set_flag("locked", regions, locked);
}

void Project::set_hidden(std::span<const RegionId> regions, bool hidden) {
  set_flag("hidden", regions, hidden);
}

void Project::set_verified(ImageId image, bool verified) {
  database_->require_writable();
  auto update = database_->prepare("UPDATE images SET verified = ? WHERE id = ?");
  require_row(*database_, update.run(verified, image), "image", image);
}

void Project::set_split(std::span<const ImageId> images, std::string_view split) {
  Transaction transaction(*database_);
  auto update = database_->prepare("UPDATE images SET split = ? WHERE id = ?");
  for (const ImageId image : images) update.run(split, image);
  transaction.commit();
}

void Project::set_attributes(ImageId image, const data::Attributes& attributes) {
  database_->require_writable();
  auto update = database_->prepare("UPDATE images SET attributes = ? WHERE id = ?");
  require_row(*database_, update.run(attributes.to_json(), image), "image", image);
}

void Project::set_captions(ImageId image, std::span<const std::string> captions) {
  Transaction transaction(*database_);
  this->image(image);
  database_->prepare("DELETE FROM captions WHERE image_id = ?").run(image);
  auto insert = database_->prepare("INSERT INTO captions(image_id, text) VALUES(?, ?)");
  for (const auto& caption : captions) insert.run(image, caption);
  transaction.commit();
}

LabelId Project::label(std::string_view name) {
  Transaction transaction(*database_);
  auto query = database_->prepare("SELECT id FROM labels WHERE name = ?");
  if (query.run(name).next()) {
    transaction.commit();
    return query.integer(0);
  }
  const LabelId id = database_->prepare("INSERT INTO labels(name) VALUES(?)").run(name).inserted_id();
  transaction.commit();
  return id;
}

void Project::update_label(const Label& label) {
  Transaction transaction(*database_);
  if (!LabelRows(*database_).update(label)) not_found(*database_, "label", label.id);
  transaction.commit();
}

std::optional<std::string> Project::meta(std::string_view key) const {
  auto query = database_->prepare("SELECT value FROM meta WHERE key = ?");
  if (!query.run(key).next()) return std::nullopt;
  return query.text(0);
}

void Project::set_meta(std::string_view key, std::string_view value) {
  database_->require_writable();
  database_
      ->prepare(
          "INSERT INTO meta(key, value) VALUES(?, ?)"
          " ON CONFLICT(key) DO UPDATE SET value = excluded.value")
      .run(key, value);
}

void Project::check() const {
  auto query = database_->prepare("PRAGMA integrity_check");
  if (!query.run().next() || query.text(0) != "ok") {
    throw Error(ErrorKind::Corrupt, database_->file().string() + " is damaged (SQLite: " + query.text(0) +
                                        "). Restore a backup of this file.");
  }
  auto keys = database_->prepare("PRAGMA foreign_key_check");
  if (keys.run().next()) {
    throw Error(ErrorKind::Corrupt, database_->file().string() + " is damaged: row " + keys.text(1) +
                                        " of table " + keys.text(0) +
                                        " refers to nothing. Restore a backup of this file.");
  }
}

}  // namespace cloc::store
