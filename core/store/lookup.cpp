// SPDX-License-Identifier: Apache-2.0
#include "core/store/lookup.h"

#include <algorithm>

#include "core/store/changes.h"
#include "core/store/region_rows.h"

namespace cloc::store {

Lookup::Lookup(const Project& project)
    : project_(project),
      image_(project.database_->prepare(std::string(Project::kImageColumns) + "WHERE id = ?")),
      region_(project.database_->prepare(
          "SELECT x1, y1, x2, y2, coalesce(labels.name, ''), caption FROM regions"
          " LEFT JOIN labels ON labels.id = regions.label_id WHERE regions.id = ?")),
      regions_(project.database_->prepare(std::string(kRegionColumns) + "WHERE image_id = ? ORDER BY id")),
      label_(project.database_->prepare("SELECT label_id FROM regions WHERE id = ?")) {}

std::optional<LabelId> Lookup::label_of(RegionId id) {
  if (!label_.run(id).next()) return std::nullopt;
  return label_.optional_integer(0);
}

template <class... Values>
std::int64_t Lookup::number(const char* statement, const Values&... values) const {
  auto query = project_.database_->prepare(statement);
  query.run(values...).next();
  return query.integer(0);
}

std::int64_t Lookup::data_version() const {
  return project_.database_->foreign_writes();
}

std::optional<Image> Lookup::image(ImageId id) {
  if (!image_.run(id).next()) return std::nullopt;
  return project_.read_image(image_);
}

std::optional<Lookup::RegionText> Lookup::region(RegionId id) {
  if (!region_.run(id).next()) return std::nullopt;
  return RegionText{
      {region_.real(0), region_.real(1), region_.real(2), region_.real(3)}, region_.text(4), region_.text(5)};
}

std::vector<Lookup::RegionFacts> Lookup::region_facts(RegionId after, std::int64_t limit) const {
  auto query = project_.database_->prepare(
      "SELECT id, image_id, x1, y1, x2, y2, label_id, attributes FROM regions WHERE id > ? ORDER BY id LIMIT "
      "?");
  query.run(after, limit);
  std::vector<RegionFacts> page;
  while (query.next()) {
    page.push_back({query.integer(0),
                    query.integer(1),
                    {query.real(2), query.real(3), query.real(4), query.real(5)},
                    query.optional_integer(6),
                    query.text(7)});
  }
  return page;
}

std::vector<Region> Lookup::regions_of(ImageId image) {
  std::vector<Region> regions;
  regions_.run(image);
  while (regions_.next()) regions.push_back(read_region(regions_));
  return regions;
}

std::vector<Region> Lookup::regions(std::span<const RegionId> ids) const {
  auto query = project_.database_->prepare(std::string(kRegionColumns) + "WHERE id = ?");
  std::vector<Region> found;
  for (const auto id : ids) {
    if (query.run(id).next()) found.push_back(read_region(query));
  }
  return found;
}

std::vector<Region> Lookup::regions_from(std::string_view source, RegionId after, RegionId last) const {
  auto query = project_.database_->prepare(std::string(kRegionColumns) +
                                           "WHERE id > ? AND id <= ? AND source = ? ORDER BY id");
  std::vector<Region> page;
  for (query.run(after, last, source); query.next();) page.push_back(read_region(query));
  return page;
}

std::vector<RegionId> Lookup::regions_with_labels(std::span<const std::string> names) const {
  std::vector<RegionId> ids;
  auto query = project_.database_->prepare(
      "SELECT regions.id FROM regions JOIN labels ON labels.id = regions.label_id WHERE labels.name = ?");
  for (const auto& name : names) {
    query.run(name);
    while (query.next()) ids.push_back(query.integer(0));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<ImageId> Lookup::images_below(const std::filesystem::path& folder) const {
  // All paths below begin with "folder/"; '0' is the character after '/'.
  auto begin = project_.stored_path(folder.lexically_normal());
  while (!begin.empty() && begin.back() == '/') begin.pop_back();
  const bool holds_project = begin.empty() || begin == ".";
  std::vector<ImageId> ids;
  auto query = project_.database_->prepare(
      holds_project ? "SELECT id FROM images WHERE path NOT LIKE '/%' ORDER BY id"
                    : "SELECT id FROM images WHERE path >= ? AND path < ? ORDER BY id");
  if (holds_project) {
    query.run();
  } else {
    query.run(begin + "/", begin + "0");
  }
  while (query.next()) ids.push_back(query.integer(0));
  std::sort(ids.begin(), ids.end());
  return ids;
}

ImageId Lookup::last_image() const {
  return number("SELECT coalesce(max(id), 0) FROM images");
}
RegionId Lookup::last_region() const {
  return number("SELECT coalesce(max(id), 0) FROM regions");
}
std::int64_t Lookup::images_after(ImageId id) const {
  return number("SELECT count(*) FROM images WHERE id > ?", id);
}
std::int64_t Lookup::regions_after(RegionId id) const {
  return number("SELECT count(*) FROM regions WHERE id > ?", id);
}

std::map<LabelId, Lookup::LabelCount> Lookup::label_counts() const {
  std::map<LabelId, LabelCount> counts;
  auto rows = project_.database_->prepare("SELECT label_id, regions, verified FROM label_counts");
  for (rows.run(); rows.next();) counts[rows.integer(0)] = {rows.integer(1), rows.integer(2)};
  return counts;
}

std::map<LabelId, std::int64_t> Lookup::regions_by_label() const {
  std::map<LabelId, std::int64_t> counts;
  for (const auto& [label, count] : label_counts()) {
    if (label != 0 && count.regions > 0) counts[label] = count.regions;
  }
  return counts;
}

std::map<std::string, std::int64_t> Lookup::images_by_split() const {
  std::map<std::string, std::int64_t> counts;
  auto rows = project_.database_->prepare("SELECT split, COUNT(*) FROM images GROUP BY split");
  for (rows.run(); rows.next();) counts[rows.text(0)] = rows.integer(1);
  return counts;
}

std::map<std::string, std::vector<ImageId>> Lookup::by_split(std::span<const ImageId> images) const {
  std::vector<ImageId> ids(images.begin(), images.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::map<std::string, std::vector<ImageId>> found;
  auto query =
      project_.database_->prepare("SELECT id, split FROM images WHERE id BETWEEN ? AND ? ORDER BY id");
  for_each_run(ids, [&](ImageId first, ImageId last) {
    for (query.run(first, last); query.next();) found[query.text(1)].push_back(query.integer(0));
  });
  return found;
}

std::vector<std::string> Lookup::frequent_captions(std::int64_t limit) const {
  auto query = project_.database_->prepare(
      "SELECT caption FROM regions WHERE caption <> '' GROUP BY caption ORDER BY count(*) DESC, caption "
      "LIMIT ?");
  query.run(limit);
  std::vector<std::string> captions;
  while (query.next()) captions.push_back(query.text(0));
  return captions;
}

}  // namespace cloc::store
