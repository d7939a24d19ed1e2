// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/edit_regions_command.h"

#include <utility>

namespace cloc::ui {
namespace {

constexpr int kMergingCommand = 0x636c;  // any number that no other command of the window has

}  // namespace

EditRegionsCommand::EditRegionsCommand(RegionDocument* document, RegionEdits edits, const QString& text,
                                       bool merge)
    : QUndoCommand(text), document_(document), edits_(std::move(edits)), merge_(merge) {}

void EditRegionsCommand::redo() {
  if (document_) document_->perform(edits_, done_);
  done_ = true;
}

void EditRegionsCommand::undo() {
  if (document_) document_->perform(inverse(edits_), true);
}

int EditRegionsCommand::id() const {
  return merge_ ? kMergingCommand : -1;
}

bool EditRegionsCommand::mergeWith(const QUndoCommand* other) {
  const auto& later = static_cast<const EditRegionsCommand*>(other)->edits_;
  if (later.size() != edits_.size()) return false;
  for (std::size_t i = 0; i < later.size(); ++i) {
    if (edits_[i].kind != RegionEdit::Kind::Update || later[i].kind != RegionEdit::Kind::Update ||
        edits_[i].after.id != later[i].before.id || edits_[i].after.image_id != later[i].before.image_id) {
      return false;
    }
  }
  for (std::size_t i = 0; i < later.size(); ++i) edits_[i].after = later[i].after;
  return true;
}

}  // namespace cloc::ui
