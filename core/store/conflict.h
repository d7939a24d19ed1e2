// SPDX-License-Identifier: Apache-2.0
// That a step could not be made because others have changed the same regions since the user saw them: what
// the user wanted, what is there now, and who made it so. Thrown by Edits::apply, shown by the window, which
// asks whose is to stay. Nothing was written, and nothing of either side is lost.
//
//   try {
//     edits.apply("move", changes);
//   } catch (const store::Conflict& conflict) {
//     if (user_wants_own(conflict)) {
//       auto again = store::over_theirs(changes, conflict.regions());
//       edits.apply("move", again);
//     }
//   }
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/store/changes.h"

namespace cloc::store {

// What was done last to a region.
struct LastChange {
  std::string user;
  std::string text;  // of the step
  std::chrono::system_clock::time_point time;
  bool undone = false;  // the step was taken back then
};

struct RegionConflict {
  Change mine;                     // Update or Remove, as it was to be made
  std::optional<Region> theirs;    // as it is now; absent when it has been removed
  std::optional<LastChange> last;  // absent when no step is known
};

// Of kind Mismatch. what() tells of the first region.
class Conflict : public Error {
 public:
  Conflict(const std::string& message, std::vector<RegionConflict> regions)
      : Error(ErrorKind::Mismatch, message), regions_(std::move(regions)) {}
  const std::vector<RegionConflict>& regions() const noexcept { return regions_; }

 private:
  std::vector<RegionConflict> regions_;
};

// `now` with what the user changed from `before` to `after`.
Region merged(const Region& now, const Region& before, const Region& after);
// Apart from id, image, and what is no part of a step: locked and hidden.
bool same_contents(const Region& a, const Region& b);

// `changes`, whose regions are in conflict as given, such that can be made now: an update changes what the
// user changed and leaves the rest as theirs; a region that they have removed comes back as the user wanted
// it; what the user removed goes. Empty when nothing is left to do.
Changes over_theirs(const Changes& changes, const std::vector<RegionConflict>& conflicts);
// The rest of the step: without the regions that are in conflict.
Changes without(const Changes& changes, const std::vector<RegionConflict>& conflicts);

}  // namespace cloc::store
