// SPDX-License-Identifier: GPL-3.0-or-later
// One step of editing on the window's undo stack, in one image or in many (labelling search results). Made by
// RegionDocument::edit(), which the panels call, and by EditHistory for steps of an earlier session, whose
// edits stay in the store until they are undone. It outlives the image it was made in: undoing it later tells
// the window to go there.
#pragma once

#include <QPointer>
#include <QUndoCommand>
#include <memory>

#include "ui/canvas/region_document.h"
#include "ui/project/region_edit.h"

namespace cloc::ui {

class EditRegionsCommand : public QUndoCommand {
 public:
  // `merge`: may join with a step just before that allows it too and changes the same regions.
  // `stored`: what it does is known to the store alone (which regions a merge of labels moved), which is
  // asked when it is undone.
  EditRegionsCommand(RegionDocument* document, EditStep step, bool merge, bool stored = false);
  // A step that the store has. Pushing it does nothing; nor does the first undo() of one that is undone, so
  // that QUndoStack::setIndex() can put the stack where it was.
  EditRegionsCommand(RegionDocument* document, const StepTitle& step, bool undone);

  void redo() override;
  void undo() override;
  int id() const override;
  bool mergeWith(const QUndoCommand* other) override;

  // Whether pushing a merging step with these edits will make it a part of this one.
  bool takes(const RegionEdits& later) const;
  std::int64_t key() const { return step_->key; }

 private:
  QPointer<RegionDocument> document_;
  std::shared_ptr<EditStep> step_;  // the document may have to do it later
  bool merge_ = false;
  bool stored_ = false;  // edits are in the store alone
  bool made_ = false;
  int quiet_ = 0;  // calls that are to do nothing
};

}  // namespace cloc::ui
