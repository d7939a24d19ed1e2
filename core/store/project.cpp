// SPDX-License-Identifier: Apache-2.0
#include "core/store/project.h"

#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/store/label_rows.h"
#include "core/store/project_reader.h"
#include "core/store/region_rows.h"

namespace cloc::store {
namespace {

[[noreturn]] void not_found(const Database& database, const char* what, std::int64_t id) {
  throw Error(ErrorKind::NotFound, "There is no " + std::string(what) + " " + std::to_string(id) + " in " +
                                       database.where() + ". It may have been removed meanwhile: reload.");
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

namespace {

std::optional<std::string> value_of(const Database& database, std::string_view key) {
  auto query = database.prepare("SELECT value FROM meta WHERE key = ?");
  if (!query.run(key).next()) return std::nullopt;
  return query.text(0);
}

}  // namespace

std::string Project::name() const {
  return value_of(*database_, "name").value_or(folder_.stem().string());
}
std::string Project::id() const {
  return value_of(*database_, "id").value_or("");
}

std::string Project::stored_path(const std::filesystem::path& path) const {
  const auto absolute = std::filesystem::absolute(path).lexically_normal();
  const auto relative = absolute.lexically_relative(images_);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return (below ? relative : absolute).generic_string();
}

std::filesystem::path Project::absolute_path(const std::string& stored) const {
  const std::filesystem::path path(stored);
  return path.is_absolute() ? path : images_ / path;
}

Image Project::read_image(const Statement& row) const {
  Image image;
  image.id = row.integer(0);
  image.path = absolute_path(row.text(1));
  image.width = static_cast<int>(row.integer(2));
  image.height = static_cast<int>(row.integer(3));
  if (local_) {
    if (stamp_of_->run(image.id).next())
      image.stamp = FileStamp{stamp_of_->integer(0), stamp_of_->integer(1)};
  } else if (!row.is_null(4) && !row.is_null(5)) {
    image.stamp = FileStamp{row.integer(4), row.integer(5)};
  }
  image.verified = row.integer(6) != 0;
  image.split = row.text(7);
  image.attributes = data::Attributes::from_json(row.text(8));
  return image;
}

Counts Project::counts() const {
  // A server reads all rows to count them; those of regions are counted already.
  const std::string regions = database_->on_server()
                                  ? "SELECT CAST(coalesce(sum(regions), 0) AS BIGINT) FROM label_counts"
                                  : "SELECT count(*) FROM regions";
  auto query = database_->prepare("SELECT (SELECT count(*) FROM images), (" + regions +
                                  "), (SELECT count(*) FROM labels), (SELECT count(*) FROM captions),"
                                  " (SELECT count(*) FROM images WHERE verified)");
  query.run().next();
  return {query.integer(0), query.integer(1), query.integer(2), query.integer(3), query.integer(4)};
}

std::vector<Image> Project::images(ImageId after, std::int64_t limit) const {
  auto query = database_->prepare(std::string(kImageColumns) + "WHERE id > ? ORDER BY id LIMIT ?");
  query.run(after, limit < 0 ? std::numeric_limits<std::int64_t>::max() : limit);
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
  Transaction transaction(*database_);
  auto insert = database_->prepare_insert(
      "INSERT INTO images(path, width, height, mtime_ns, file_size) VALUES(?, ?, ?, ?, ?)");
  insert.run(stored_path(image.path), image.width, image.height, mtime_of(image), size_of(image));
  const ImageId id = insert.inserted_id();
  transaction.commit();
  set_local_stamp(id, image.stamp);
  return id;
}

void Project::update_image(const Image& image) {
  if (local_) {
    // Of a shared project nothing need be written when the file has the size that all know.
    const auto known = this->image(image.id);
    set_local_stamp(image.id, image.stamp);
    if (known.width == image.width && known.height == image.height) return;
  }
  Transaction transaction(*database_);
  auto update =
      database_->prepare("UPDATE images SET width = ?, height = ?, mtime_ns = ?, file_size = ? WHERE id = ?");
  update.run(image.width, image.height, mtime_of(image), size_of(image), image.id);
  require_row(*database_, update, "image", image.id);
  transaction.commit();
}

void Project::set_local_stamp(ImageId image, const std::optional<FileStamp>& stamp) {
  if (local_ && stamp) set_stamp_->run(image, stamp->mtime_ns, stamp->size);
}

void Project::remove_image(ImageId image) {
  Transaction transaction(*database_);
  auto remove = database_->prepare("DELETE FROM images WHERE id = ?");
  require_row(*database_, remove.run(image), "image", image);
  transaction.commit();
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
  Transaction transaction(*database_);
  if (!RegionRows(*database_).update(region)) not_found(*database_, "region", region.id);
  transaction.commit();
}

void Project::remove_region(RegionId region) {
  Transaction transaction(*database_);
  if (!RegionRows(*database_).remove(region)) not_found(*database_, "region", region);
  transaction.commit();
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
  Transaction transaction(*database_);
  auto update = database_->prepare("UPDATE images SET verified = ? WHERE id = ?");
  require_row(*database_, update.run(verified, image), "image", image);
  transaction.commit();
}

void Project::set_split(std::span<const ImageId> images, std::string_view split) {
  Transaction transaction(*database_);
  auto update = database_->prepare("UPDATE images SET split = ? WHERE id = ?");
  for (const ImageId image : images) update.run(split, image);
  transaction.commit();
}

void Project::set_attributes(ImageId image, const data::Attributes& attributes) {
  Transaction transaction(*database_);
  auto update = database_->prepare("UPDATE images SET attributes = ? WHERE id = ?");
  require_row(*database_, update.run(attributes.to_json(), image), "image", image);
  transaction.commit();
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
  const LabelId id = database_->prepare_insert("INSERT INTO labels(name) VALUES(?)").run(name).inserted_id();
  transaction.commit();
  return id;
}

void Project::update_label(const Label& label) {
  Transaction transaction(*database_);
  if (!LabelRows(*database_).update(label)) not_found(*database_, "label", label.id);
  transaction.commit();
}

std::optional<std::string> Project::meta(std::string_view key) const {
  return value_of(own(), key);
}

void Project::set_meta(std::string_view key, std::string_view value) {
  own().require_writable();
  own()
      .prepare(
          "INSERT INTO meta(key, value) VALUES(?, ?)"
          " ON CONFLICT(key) DO UPDATE SET value = excluded.value")
      .run(key, value);
}

}  // namespace cloc::store
