// SPDX-License-Identifier: Apache-2.0
#include "core/store/region_rows.h"

#include "core/base/error.h"
#include "core/store/text_list.h"

namespace cloc::store {
namespace {

void require_valid(const PixelBox& box) {
  if (box.valid()) return;
  throw Error(ErrorKind::InvalidInput,
              "The box (" + std::to_string(box.x1) + ", " + std::to_string(box.y1) + ", " +
                  std::to_string(box.x2) + ", " + std::to_string(box.y2) +
                  ") has no area. Give top-left and bottom-right corners in pixels.");
}

}  // namespace

Region read_region(const Statement& row) {
  Region region;
  region.id = row.integer(0);
  region.image_id = row.integer(1);
  region.box = {row.real(2), row.real(3), row.real(4), row.real(5)};
  region.label_id = row.optional_integer(6);
  region.caption = row.text(7);
  region.source = row.text(8);
  region.z = row.real64(9);
  region.locked = row.integer(10) != 0;
  region.hidden = row.integer(11) != 0;
  region.more_captions = texts_from_json(row.text(12));
  region.attributes = data::Attributes::from_json(row.text(13));
  return region;
}

Statement& RegionRows::prepared(std::optional<Statement>& statement, const std::string& sql) {
  if (!statement) statement = database_.prepare(sql);
  return *statement;
}

std::optional<Region> RegionRows::find(RegionId id) {
  auto& query = prepared(find_, std::string(kRegionColumns) + "WHERE id = ?");
  if (!query.run(id).next()) return std::nullopt;
  return read_region(query);
}

RegionId RegionRows::insert(const Region& region) {
  require_valid(region.box);
  if (!insert_) {
    insert_ = database_.prepare_insert(
        "INSERT INTO regions(id, image_id, x1, y1, x2, y2, label_id, caption, source, z, locked, hidden, "
        "more_captions, attributes) VALUES(" +
        database_.id_or_new("regions") + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }
  auto& query = *insert_;
  const std::optional<std::int64_t> id = region.id == 0 ? std::nullopt : std::optional(region.id);
  query.run(id, region.image_id, region.box.x1, region.box.y1, region.box.x2, region.box.y2, region.label_id,
            region.caption, region.source, region.z, region.locked, region.hidden,
            texts_to_json(region.more_captions), region.attributes.to_json());
  return query.inserted_id();
}

bool RegionRows::update(const Region& region) {
  require_valid(region.box);
  auto& query = prepared(update_,
                         "UPDATE regions SET x1 = ?, y1 = ?, x2 = ?, y2 = ?, label_id = ?, caption = ?, "
                         "source = ?, z = coalesce(?, z), more_captions = ?, attributes = ? WHERE id = ?");
  query.run(region.box.x1, region.box.y1, region.box.x2, region.box.y2, region.label_id, region.caption,
            region.source, region.z, texts_to_json(region.more_captions), region.attributes.to_json(),
            region.id);
  return query.rows_changed() > 0;
}

bool RegionRows::remove(RegionId id) {
  return prepared(remove_, "DELETE FROM regions WHERE id = ?").run(id).rows_changed() > 0;
}

}  // namespace cloc::store
