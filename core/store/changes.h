// SPDX-License-Identifier: Apache-2.0
// What is done to regions and images, as values: one Change is one thing done to one of them, a vector of
// them is one step of the user. Edits writes steps and keeps them; the window makes and shows them. Nothing
// here speaks to a database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/store/project.h"

namespace cloc::store {

struct Change {
  enum class Kind { Insert, Update, Remove, Verify, Unverify };
  Kind kind = Kind::Insert;
  Region before;  // of Update and Remove; of the last two, image_id alone
  Region after;   // of Insert and Update; of the last two, image_id alone

  ImageId image() const { return kind == Kind::Remove ? before.image_id : after.image_id; }
  bool of_region() const { return kind != Kind::Verify && kind != Kind::Unverify; }
  // 0 for what is done to an image.
  RegionId region() const { return kind == Kind::Remove ? before.id : after.id; }
};
using Changes = std::vector<Change>;

Change verified_change(ImageId image, bool verified);

// What takes back `changes`.
Changes inverse(const Changes& changes);

// Whether `later`, done after `earlier`, changes the same regions in the same way, so that both can be told
// as one step (nudges in a row).
bool can_join(const Changes& earlier, const Changes& later);
// Makes `earlier` the two of them. Only where can_join().
void join(Changes& earlier, const Changes& later);

// "insert", "update", ...: as in the column edit_changes.kind. kind_of() throws Error{Corrupt}.
const char* to_string(Change::Kind kind);
Change::Kind kind_of(std::string_view text);

// {"box": [x1, y1, x2, y2], "label": id, "caption", "source", "z", "locked", "hidden", "more_captions",
// "attributes"}; what is absent, empty or false is left out. The numbers of region and image are not in it.
// from_json() throws Error{Corrupt}.
std::string to_json(const Region& region);
Region region_from_json(std::string_view json);

}  // namespace cloc::store
