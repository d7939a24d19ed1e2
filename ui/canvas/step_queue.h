// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the user's steps in order while the store has still to tell what the undo or redo of a stored step
// changed: that step is seen only when the answer comes, and what the user does before builds on what is
// about to change. Used by RegionDocument alone; shows and writes nothing itself.
//
//   queue.expect();                          // a stored step was sent to be turned
//   queue.run([=] { queue.rebase(*edits); ... });  // waits, for milliseconds unless the store is busy
//   queue.note(turned);                      // the answer is shown
//   queue.answered();                        // runs what waited
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>

#include "ui/project/region_edit.h"

namespace cloc::ui {

class StepQueue {
 public:
  // An answer will come.
  void expect() { ++expected_; }
  // One has come and is shown, or there was nothing to show.
  void answered();
  // Nothing that waits is wanted any more, and no answer will come.
  void clear();

  // Runs `what` at once, or behind all that waits, when all answers have come. `needsScreen` false: it does
  // not build on them, so it waits for its place alone.
  void run(std::function<void()> what, bool needsScreen = true);
  bool waiting() const { return !waiting_.empty(); }
  bool busy() const { return expected_ > 0 || waiting(); }

  // These have been shown. To be called for all, so that what waits knows what it will be done to.
  void note(const RegionEdits& edits);
  // Makes edits that waited such that can be done to what has been noted since they began to: of an update,
  // what it changes stays as the user made it, and the rest is as it is now; what concerns a region that has
  // gone, or changes nothing, is left out.
  void rebase(RegionEdits& edits) const;

 private:
  struct Waiting {
    std::function<void()> what;
    bool needsScreen;
  };

  int expected_ = 0;
  std::deque<Waiting> waiting_;
  // As they are now, of what was noted since something waits.
  std::unordered_map<store::RegionId, std::optional<store::Region>> regions_;
  std::unordered_map<store::ImageId, bool> verified_;
};

}  // namespace cloc::ui
