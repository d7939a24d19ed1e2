// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/edit_regions_command.h"

#include <utility>

namespace cloc::ui {
namespace {

constexpr int kMergingCommand = 0x636c;  // any number that no other command of the window has

}  // namespace

EditRegionsCommand::EditRegionsCommand(RegionDocument* document, EditStep step, bool merge, bool stored)
    : QUndoCommand(step.text),
      document_(document),
      step_(std::make_shared<EditStep>(std::move(step))),
      merge_(merge),
      stored_(stored) {}

EditRegionsCommand::EditRegionsCommand(RegionDocument* document, const StepTitle& step, bool undone)
    : QUndoCommand(step.text),
      document_(document),
      step_(std::make_shared<EditStep>(EditStep{step.key, step.text, {}, false})),
      stored_(true),
      made_(true),
      quiet_(undone ? 2 : 1) {}

void EditRegionsCommand::redo() {
  if (quiet_ > 0) {
    --quiet_;
  } else if (document_ && !made_) {
    document_->make(step_);
  } else if (document_) {
    document_->turn(step_, stored_, false);
  }
  made_ = true;
}

void EditRegionsCommand::undo() {
  if (quiet_ > 0) {
    --quiet_;
  } else if (document_) {
    document_->turn(step_, stored_, true);
  }
}

int EditRegionsCommand::id() const {
  return merge_ ? kMergingCommand : -1;
}

bool EditRegionsCommand::takes(const RegionEdits& later) const {
  return merge_ && store::can_join(step_->edits, later);
}

bool EditRegionsCommand::mergeWith(const QUndoCommand* other) {
  const auto& later = *static_cast<const EditRegionsCommand*>(other)->step_;
  if (!later.joins || later.key != step_->key) return false;
  store::join(step_->edits, later.edits);
  return true;
}

}  // namespace cloc::ui
