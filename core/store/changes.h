// SPDX-License-Identifier: Apache-2.0
// What is done to regions, images and the label set, as values: one Change is one thing done to one of them,
// a vector of them is one step of the user. Edits writes steps and keeps them; the window makes and shows
// them. Nothing here speaks to a database.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/project.h"

namespace cloc::store {

// What people say of a whole image; see ChangeImage.
struct ImageNotes {
  std::vector<std::string> captions;
  data::Attributes attributes;
  bool operator==(const ImageNotes&) const = default;
};

// Of Kind::AddLabel (`after` alone; its number 0: the store gives one), ChangeLabel and RemoveLabel (`before`
// alone; no region may have it any more).
struct LabelChange {
  Label before, after;
};

// Of Kind::ChangeImage.
struct NotesChange {
  ImageNotes before, after;
};

// Of Kind::Relabel: regions that lose one label and get another, or none; of Kind::Resplit: images that go
// from one split to another. As many as there are: kept as numbers alone, a merge of two labels with a
// million boxes is one change of some megabytes.
struct MoveChange {
  std::optional<LabelId> from_label = {}, to_label = {};
  std::string from_split = {}, to_split = {};
  // Ascending. Of Relabel with `all`: filled by the store, with all that have `from_label`.
  std::vector<std::int64_t> ids = {};
  bool all = false;
};

struct Change {
  enum class Kind {
    Insert,
    Update,
    Remove,
    Verify,
    Unverify,
    AddLabel,
    ChangeLabel,
    RemoveLabel,
    Relabel,
    ChangeImage,
    Resplit
  };
  Kind kind = Kind::Insert;
  Region before;  // of Update and Remove; of Verify, Unverify and ChangeImage, image_id alone
  Region after;   // of Insert and Update; of Verify, Unverify and ChangeImage, image_id alone
  // Of the kinds that they name. Never changed, so that copies are cheap.
  std::shared_ptr<const LabelChange> label = {};
  std::shared_ptr<const NotesChange> notes = {};
  std::shared_ptr<const MoveChange> move = {};

  // 0 for what is done to the label set, or to many images.
  ImageId image() const { return kind == Kind::Remove ? before.image_id : after.image_id; }
  bool of_region() const { return kind == Kind::Insert || kind == Kind::Update || kind == Kind::Remove; }
  bool of_label_set() const {
    return kind == Kind::AddLabel || kind == Kind::ChangeLabel || kind == Kind::RemoveLabel;
  }
  // 0 for what is not done to one region.
  RegionId region() const { return kind == Kind::Remove ? before.id : after.id; }
};
using Changes = std::vector<Change>;

Change verified_change(ImageId image, bool verified);
Change add_label_change(Label label);
Change label_change(Label before, Label after);
Change remove_label_change(Label label);
// All regions that have the label `from`.
Change relabel_change(LabelId from, std::optional<LabelId> to);
Change notes_change(ImageId image, ImageNotes before, ImageNotes after);
// `images` in any order; all are in the split `from`.
Change resplit_change(std::vector<ImageId> images, std::string from, std::string to);

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

// What stands in edit_changes.before and .after; empty where the kind has none. read_change() is the way
// back, for a change whose kind and numbers of image and region are there; throws Error{Corrupt}.
std::string before_json(const Change& change);
std::string after_json(const Change& change);
void read_change(Change& change, std::string_view before, std::string_view after);

// Numbers as runs: {3, 4, 5, 9} is "3-5,9". Ascending, each once. ids_from_runs() throws Error{Corrupt}.
std::string runs_of(std::span<const std::int64_t> ids);
std::vector<std::int64_t> ids_from_runs(std::string_view runs);
// Calls `visit(first, last)` for each run of `ids`.
template <class Visit>
void for_each_run(std::span<const std::int64_t> ids, Visit&& visit) {
  for (std::size_t i = 0; i < ids.size();) {
    std::size_t end = i + 1;
    while (end < ids.size() && ids[end] == ids[end - 1] + 1) ++end;
    visit(ids[i], ids[end - 1]);
    i = end;
  }
}

}  // namespace cloc::store
