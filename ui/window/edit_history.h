// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the window's undo stack and the project's steps the same: what is made, undone and redone on the
// canvas goes to the store, and the store's steps are on the stack when a project is opened, whoever made
// them in whichever session.
//
// The stack holds ProjectService::kStepsLoaded steps of either kind, and those that were made since; when the
// user comes near the end of what it holds, or it has grown to kMostSteps, it is filled anew around where the
// user is. So undo has no end, and memory has one.
#pragma once

#include <QObject>
#include <cstdint>

#include "ui/project/project_service.h"

class QUndoStack;

namespace cloc::ui {

class RegionDocument;

class EditHistory : public QObject {
  Q_OBJECT

 public:
  static constexpr int kMostSteps = 4 * ProjectService::kStepsLoaded;

  // All of them outlive this.
  EditHistory(ProjectService& project, RegionDocument& document, QUndoStack& stack, QObject* parent);

  // From the store: after an edit that could not be written, what the stack holds may mean nothing.
  void reload();

 private:
  void fill(const StepList& steps);
  void moved();

  ProjectService& project_;
  RegionDocument& document_;
  QUndoStack& stack_;
  // How many steps have been made, undone or redone, and had been when the store was asked: an answer that
  // does not know the last of them is asked for again.
  std::int64_t changes_ = 0, asked_ = 0;
  bool asking_ = false, askAgain_ = false, filling_ = false;
  bool olderDone_ = false, laterUndone_ = false;
};

}  // namespace cloc::ui
