// SPDX-License-Identifier: GPL-3.0-or-later
// Asks whose is to stay when others have changed the regions of a step first: both sides beside what was
// there before, who did it and when. Stays beside the window, so that the image can be looked at meanwhile;
// closing it decides nothing.
#pragma once

#include <QDialog>

#include "ui/sharing/conflict_rows.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace cloc::ui {

class ConflictDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ConflictDialog(QWidget* window);

  // `waiting`: how many more there are behind this one.
  void showConflict(const EditConflict& conflict, const LabelName& labelName, int waiting);

 signals:
  // Mine over theirs, or theirs; of the conflict that is shown.
  void decided(bool mine);
  // The user wants to see the region where it is.
  void regionWanted(cloc::store::ImageId image, const cloc::PixelBox& box);

 private:
  void showRegion(int row);

  QLabel *title_, *text_;
  QTableWidget* table_;
  QPushButton *later_, *mine_, *theirs_;
  EditConflict conflict_;
  std::vector<ConflictRow> rows_;
};

}  // namespace cloc::ui
