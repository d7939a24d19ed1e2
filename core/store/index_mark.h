// SPDX-License-Identifier: Apache-2.0
// Up to which images and regions a project has been indexed, so that the window can say how many have come
// since without comparing them all. Written by indexing::update_index. What came later has a larger id; not
// counted is what undo has brought back under its own, and what was changed in place.
#pragma once

#include <cstdint>
#include <optional>

#include "core/store/project.h"

namespace cloc::store {

struct IndexMark {
  ImageId image = 0;
  RegionId region = 0;
};

struct NotIndexed {
  std::int64_t images = 0, regions = 0;
  bool operator==(const NotIndexed&) const = default;
};

// The last rows of now. Errors as of Project, for all of these.
IndexMark last_rows(const Project& project);
void set_index_mark(Project& project, const IndexMark& mark);
// Absent when the project was never indexed.
std::optional<IndexMark> index_mark(const Project& project);
// Rows after the mark. None when the project has no mark: it was never indexed.
NotIndexed not_indexed(const Project& project);

}  // namespace cloc::store
