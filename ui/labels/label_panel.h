// SPDX-License-Identifier: GPL-3.0-or-later
// The label set of the project: looked through, changed, read from files and written to them. Every change is
// a step that undo takes back. How many regions each label has follows what is done on the canvas.
//
// A double click or Enter gives the label (activated); everything else is in the actions, which the window
// also puts into its menus and its palette.
#pragma once

#include <QColor>
#include <QList>
#include <QWidget>
#include <functional>
#include <set>
#include <vector>

#include "core/store/project.h"

class QAction;
class QLabel;
class QLineEdit;
class QMenu;
class QStackedWidget;
class QTimer;
class QTreeView;

namespace cloc::ui {

class EmptyState;
class LabelSteps;
class LabelTreeModel;
class ProjectService;
class RegionDocument;

class LabelPanel : public QWidget {
  Q_OBJECT

 public:
  // Both outlive this.
  LabelPanel(ProjectService& project, RegionDocument& document, QWidget* parent = nullptr);

  // "labels.add", "labels.rename", ...; the shortcuts of some work while the panel has the focus.
  const QList<QAction*>& panelActions() const { return actions_; }
  QAction* action(const QString& id) const;
  LabelSteps& steps() { return *steps_; }
  LabelTreeModel& model() { return *model_; }
  QTreeView& view() { return *view_; }
  // In the order of the selection.
  std::vector<store::LabelId> selectedLabels() const;
  void select(store::LabelId label);
  void focusFilter();

  void importFile(const QString& path);
  void exportFile(const QString& path);

 signals:
  // Is to be given to what is selected on the canvas.
  void activated(cloc::store::LabelId label);
  // The images with one of these are to be shown.
  void imagesRequested(const std::vector<cloc::store::LabelId>& labels);
  void told(const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QAction* add(const QString& id, const QString& text, const QString& icon, const QKeySequence& key,
               void (LabelPanel::*run)());
  void buildView();
  void buildActions();
  void addLabel();
  void addBelow();
  void askForName(const QString& parent);
  void rename();
  void chooseColour();
  void ownColour();
  void editKey();
  void moveBelow();
  void mergeInto();
  void removeSelected();
  void showImages();
  void askForImport();
  void askForExport();

  void labelsChanged();
  void countSoon();
  void readCounts();
  void restore(const std::vector<store::LabelId>& selected, store::LabelId current, int scrolled);
  void expandAll();
  void showState();
  void showMenu(const QPoint& at);
  void refuse(const QString& message);
  // The labels that are not among the selected ones, for a choice.
  std::vector<store::Label> others() const;
  qint64 regionsOf(const std::vector<store::LabelId>& labels) const;
  QString namesOf(const std::vector<store::LabelId>& labels) const;

  ProjectService& project_;
  LabelSteps* steps_;
  LabelTreeModel* model_;
  QLineEdit* filter_;
  QTreeView* view_;
  QStackedWidget* pages_;
  EmptyState* empty_;
  QLabel *notice_, *foot_;
  QTimer* countTimer_;
  QList<QAction*> actions_;
  std::set<store::LabelId> collapsed_;
  bool restoring_ = false;
};

}  // namespace cloc::ui
