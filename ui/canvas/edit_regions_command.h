// SPDX-License-Identifier: GPL-3.0-or-later
// One step of editing regions on the window's undo stack, in one image or in many (labelling search results).
// Made by RegionDocument::edit(); the panels call that. It outlives the image it was made in: undoing it
// later tells the window to go there.
#pragma once

#include <QPointer>
#include <QUndoCommand>

#include "ui/canvas/region_document.h"
#include "ui/project/region_edit.h"

namespace cloc::ui {

class EditRegionsCommand : public QUndoCommand {
 public:
  // `merge`: may join with a step just before that allows it too and changes the same regions.
  EditRegionsCommand(RegionDocument* document, RegionEdits edits, const QString& text, bool merge);

  void redo() override;
  void undo() override;
  int id() const override;
  bool mergeWith(const QUndoCommand* other) override;

  const RegionEdits& edits() const { return edits_; }

 private:
  QPointer<RegionDocument> document_;
  RegionEdits edits_;
  bool merge_;
  bool done_ = false;
};

}  // namespace cloc::ui
