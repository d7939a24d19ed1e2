// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/edit_history.h"

#include <QUndoStack>
#include <utility>

#include "ui/canvas/edit_regions_command.h"
#include "ui/canvas/region_document.h"

namespace cloc::ui {

EditHistory::EditHistory(ProjectService& project, RegionDocument& document, QUndoStack& stack,
                         QObject* parent)
    : QObject(parent), project_(project), document_(document), stack_(stack) {
  connect(&document_, &RegionDocument::stepMade, this, [this](const EditStep& step) {
    ++changes_;
    project_.apply(step);
  });
  connect(&document_, &RegionDocument::undone, this, [this](qint64 key, bool answer) {
    ++changes_;
    project_.undo(key, answer);
  });
  connect(&document_, &RegionDocument::redone, this, [this](qint64 key, bool answer) {
    ++changes_;
    project_.redo(key, answer);
  });
  connect(&document_, &RegionDocument::lockedChanged, &project_, &ProjectService::setLocked);
  connect(&document_, &RegionDocument::hiddenChanged, &project_, &ProjectService::setHidden);
  connect(&project_, &ProjectService::stepTurned, &document_, &RegionDocument::showTurned);
  connect(&project_, &ProjectService::stepsLoaded, this, &EditHistory::fill);
  // What the stack holds stays, until it is asked again.
  connect(&project_, &ProjectService::stepsFailed, this, [this] {
    asking_ = false;
    if (std::exchange(askAgain_, false)) reload();
  });
  connect(&project_, &ProjectService::opened, this, [this](const ProjectSummary& summary) {
    // They come without being asked for, but of a project that is only looked at.
    asking_ = !summary.read_only;
    asked_ = changes_;
  });
  connect(&project_, &ProjectService::closed, this, [this] {
    asking_ = askAgain_ = olderDone_ = laterUndone_ = false;
    document_.forgetTurns();
    stack_.clear();
  });
  connect(&stack_, &QUndoStack::indexChanged, this, &EditHistory::moved);
  document_.setKeySource([this] { return project_.newKey(); });
}

void EditHistory::reload() {
  if (!project_.isOpen()) return;
  if (project_.summary()->read_only) {
    stack_.clear();  // nothing can be taken back where nothing can be made
    return;
  }
  if (asking_) {
    askAgain_ = true;
    return;
  }
  asking_ = true;
  asked_ = changes_;
  project_.loadSteps();
}

void EditHistory::fill(const StepList& steps) {
  asking_ = false;
  if (std::exchange(askAgain_, false) || asked_ != changes_) {
    reload();
    return;
  }
  filling_ = true;
  olderDone_ = steps.olderDone;
  laterUndone_ = steps.laterUndone;
  stack_.clear();
  for (const auto& step : steps.done) stack_.push(new EditRegionsCommand(&document_, step, false));
  for (const auto& step : steps.undone) stack_.push(new EditRegionsCommand(&document_, step, true));
  stack_.setIndex(static_cast<int>(steps.done.size()));
  filling_ = false;
}

void EditHistory::moved() {
  if (filling_) return;
  constexpr int kNear = ProjectService::kStepsLoaded / 10;
  const int index = stack_.index(), count = stack_.count();
  // A new step has removed those that were undone, in the store too.
  if (index == count) laterUndone_ = false;
  const bool nearAnEnd = (olderDone_ && index < kNear) || (laterUndone_ && count - index < kNear);
  // Nudges that may still be joined by the next are left in peace.
  const bool full = count >= kMostSteps && (index == 0 || stack_.command(index - 1)->id() == -1);
  if (nearAnEnd || full) reload();
}

}  // namespace cloc::ui
