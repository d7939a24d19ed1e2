// SPDX-License-Identifier: GPL-3.0-or-later
// What others do to the open project, in the window: their changes show on the image, a step that conflicts
// with theirs is put to the user, and a server that is gone is told. Talks to the store through
// ProjectService alone.
#pragma once

#include <QObject>
#include <deque>

#include "ui/project/project_service.h"

namespace cloc::ui {

class ConflictDialog;
class EditHistory;
class ImageNavigator;
class RegionDocument;

class OthersController : public QObject {
  Q_OBJECT

 public:
  // All of them outlive this.
  struct Parts {
    ProjectService& project;
    ImageNavigator& navigator;
    RegionDocument& document;
    EditHistory& history;
  };
  // `window`: the dialog's.
  OthersController(const Parts& parts, QWidget* window);

  // Steps that wait for the user to decide.
  int conflicts() const { return static_cast<int>(conflicts_.size()); }
  // Shows the first of them.
  void showConflict();
  // Whether the server is gone; what is pending is written when it is back.
  bool lost() const { return lost_; }

 signals:
  void conflictsChanged(int waiting);
  void told(const QString& text);
  void warned(const QString& text);

 private:
  void addConflict(const EditConflict& conflict);
  void decide(bool mine);
  void showNews(const store::News& news);
  // What the screen shows becomes what the store has.
  void readAgain();

  Parts parts_;
  ConflictDialog* dialog_;
  std::deque<EditConflict> conflicts_;
  bool lost_ = false;
};

}  // namespace cloc::ui
