// SPDX-License-Identifier: Apache-2.0
// The steps of the user and their undoing, kept in the project: apply() makes the changes and the record of
// them in one transaction, so that a step that was made can be taken back after any restart, and the record
// says who did what to which region, and when. Used by the window's store thread; the window's undo stack
// shows what done() and undone() list.
//
//   store::Edits edits(project);
//   const store::EditId id = edits.apply("move", changes);
//   edits.undo(id);
//   edits.redo(id);
//
// A step says what it believed of each region before. Where the store has something else, because another
// program or another person has changed it meanwhile, nothing is written and Conflict tells who, what and
// when (conflict.h), so that the user can choose.
//
// In a shared project (project.h) each person undoes their own steps; in a file all are one stack.
//
// A step is done, undone, or aside: one that could not be undone or redone because another program has
// changed the same region since. It stays in the record and is offered no more. A new step removes the undone
// ones, as undo stacks do; what they did had been taken back. (They are kept for a minute as dropped, so that
// who looks at what others do (watch.h) sees them.) Steps are kept without limit: about 0.5 kB for
// each region that a step changes, some bytes for each of those that a Relabel or Resplit moves.
//
// A view; valid as long as the Project, in the same thread. Errors as of Project.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/changes.h"
#include "core/store/conflict.h"
#include "core/store/project.h"

namespace cloc::store {

using EditId = std::int64_t;  // ascending with time

struct EditInfo {
  EditId id = 0;
  std::string text;  // for people, as the undo menu shows it
  std::string user;  // Project::user() of who made it
  std::chrono::system_clock::time_point time;
};

// One thing that a step did to a region: what it did to this one, or a Relabel that moved it with others.
struct RegionEvent {
  EditInfo edit;
  Change change;
};

class Edits {
 public:
  explicit Edits(Project& project) : project_(project), database_(*project.database_) {}

  // One transaction. A region of an Insert with an id above 0 gets that id (it was removed and comes back),
  // any other id is a placeholder: it is replaced by the store's in all of `changes`. `join`: the newest
  // step, which becomes the two of them (can_join()). Returns the step's id, `join` where given.
  //
  // Throws Conflict when `before` of a change is not what the store has, or the region is gone: it tells of
  // every region of the step of which that holds. Error{Mismatch}, which it is a kind of, when the same is
  // true of a label or of the captions of an image, or when the image is marked already as it is to be.
  // Error{NotFound} when the image or `join` is gone.
  EditId apply(std::string_view text, Changes& changes, std::optional<EditId> join = {});
  // For long work that is written as it comes and shall be few steps: makes the changes too, and adds them to
  // `step`, which is called `text` from now on. What has been undone stays to be redone. False, with nothing
  // done, where the order of undoing forbids it: the step is not done any more, or a later one has to do with
  // the same images, with the label set or with the splits. Throws as apply().
  bool extend(EditId step, std::string_view text, Changes& changes);

  // One transaction each. Return what was done to the store, in that order. Throw Error{Mismatch} when what
  // the step left behind has been changed by another program: nothing was done, the step is aside.
  // Error{NotFound} when there is no such step in that state (any more).
  Changes undo(EditId id);
  Changes redo(EditId id);

  // The newest `limit` steps that can be undone, the oldest of these first.
  std::vector<EditInfo> done(std::int64_t limit) const;
  // The `limit` steps that can be redone first, in the order of redoing.
  std::vector<EditInfo> undone(std::int64_t limit) const;
  // Throws Error{NotFound}.
  Changes changes(EditId id) const;

  // What the steps that stand did to this region, the oldest first; steps that are undone are not in it.
  // Empty for a region that nobody has changed since it was imported.
  std::vector<RegionEvent> history(RegionId region) const;
  // Makes the region what it was before `edit` did something to it, or after; a region that is not there now
  // comes back, one that was not there then goes. A step of its own, which can be undone. Throws
  // Error{NotFound} when `edit` did nothing to it; Error{Mismatch} as apply().
  enum class Moment { Before, After };
  EditId revert(RegionId region, EditId edit, Moment moment);

 private:
  enum class State { Done, Undone, Aside, Dropped };
  static const char* name(State state);

  Changes turn(EditId id, State from, State to);
  static Change read_change(const Statement& row);
  void perform(Changes& changes);
  // perform(), and what to do in the message of what it throws.
  void make(Changes& changes);
  void change_label(Change& change);
  void move(Change& change);
  void require_label(const Region& region) const;
  // Behind what the step has already.
  void record(EditId id, const Changes& changes);
  bool is_done(EditId id) const;
  // Whether a step after this one has to do with what `changes` change.
  bool is_followed(EditId id, const Changes& changes) const;
  void join_to(EditId id, const Changes& changes);
  void set_state(EditId id, State state);
  // That the step has been made, joined, undone or redone now, by the project's user.
  void stamp(EditId id);
  void drop_undone();
  // Of a shared project: " AND ..." that leaves the steps of its user alone.
  std::string of_user() const;
  std::vector<EditInfo> list(State state, bool newest, std::int64_t limit) const;
  EditInfo info(EditId id, State state) const;
  [[noreturn]] void changed_meanwhile(const Change& change, bool gone) const;
  std::string what_happened(const Change& change, bool gone) const;
  // Who changed the region last, and how.
  std::optional<LastChange> last_change(RegionId region) const;
  std::string image_name(ImageId image) const;

  Project& project_;
  Database& database_;
};

// Who runs this program: the environment's CLOC_USER, where that is set, else the login name; "unknown" when
// the system does not say.
std::string user_name();

}  // namespace cloc::store
