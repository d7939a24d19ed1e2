// SPDX-License-Identifier: Apache-2.0
// The rows of the table `regions`, for the classes of core/store that read and write them: Project and Edits.
// Nobody else needs it. Each statement is prepared at its first use, so a step over ten thousand regions
// prepares three.
#pragma once

#include <optional>
#include <string>

#include "core/store/project.h"

namespace cloc::store {

// What read_region() reads, in its order; z_or_id sorts regions from the lowest to the topmost.
inline constexpr const char* kRegionColumns =
    "SELECT id, image_id, x1, y1, x2, y2, label_id, caption, source, coalesce(z, id) AS z_or_id, locked, "
    "hidden, more_captions, attributes FROM regions ";
Region read_region(const Statement& row);

class RegionRows {
 public:
  // Valid as long as the database.
  explicit RegionRows(const Database& database) : database_(database) {}

  std::optional<Region> find(RegionId id);
  // Under region.id, or under a new number when that is 0. Returns the number. Throws Error{InvalidInput} for
  // a box that is not valid(), and for a number or an image that cannot be.
  RegionId insert(const Region& region);
  // Box, label, captions, source, attributes and, where present, z. False when there is no such row. Throws
  // Error{InvalidInput} for a box that is not valid().
  bool update(const Region& region);
  bool remove(RegionId id);

 private:
  Statement& prepared(std::optional<Statement>& statement, const std::string& sql);

  const Database& database_;
  std::optional<Statement> find_, insert_, update_, remove_;
};

}  // namespace cloc::store
