// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/step_queue.h"

#include <algorithm>
#include <utility>

#include "core/store/conflict.h"

namespace cloc::ui {

using Kind = RegionEdit::Kind;

void StepQueue::run(std::function<void()> what, bool needsScreen) {
  if (waiting_.empty() && (expected_ == 0 || !needsScreen)) {
    what();
  } else {
    waiting_.push_back({std::move(what), needsScreen});
  }
}

void StepQueue::answered() {
  expected_ = std::max(0, expected_ - 1);
  while (!waiting_.empty() && (expected_ == 0 || !waiting_.front().needsScreen)) {
    const auto next = std::move(waiting_.front().what);
    waiting_.pop_front();
    next();
  }
  if (waiting_.empty()) {
    regions_.clear();
    verified_.clear();
  }
}

void StepQueue::clear() {
  expected_ = 0;
  waiting_.clear();
  regions_.clear();
  verified_.clear();
}

void StepQueue::note(const RegionEdits& edits) {
  if (waiting_.empty()) return;  // what comes later is made on what the screen shows by then
  for (const auto& edit : edits) {
    switch (edit.kind) {
      case Kind::Insert:
      case Kind::Update:
        regions_[edit.after.id] = edit.after;
        break;
      case Kind::Remove:
        regions_[edit.before.id].reset();
        break;
      case Kind::Verify:
      case Kind::Unverify:
        verified_[edit.image()] = edit.kind == Kind::Verify;
        break;
      default:  // of the label set and of splits: nothing on the screen builds on them
        break;
    }
  }
}

void StepQueue::rebase(RegionEdits& edits) const {
  // Returns whether it is to be done.
  const auto fit = [this](RegionEdit& edit) {
    if (edit.kind == Kind::Verify || edit.kind == Kind::Unverify) {
      const auto now = verified_.find(edit.image());
      return now == verified_.end() || now->second != (edit.kind == Kind::Verify);
    }
    if (!edit.of_region()) return true;
    const auto now = regions_.find(edit.region());
    if (now == regions_.end() || edit.kind == Kind::Insert) return true;
    if (!now->second) return false;
    if (edit.kind == Kind::Update) {
      edit.after = store::merged(*now->second, edit.before, edit.after);
      if (store::same_contents(*now->second, edit.after)) return false;
    }
    edit.before = *now->second;
    return true;
  };
  std::erase_if(edits, [&](RegionEdit& edit) { return !fit(edit); });
}

}  // namespace cloc::ui
