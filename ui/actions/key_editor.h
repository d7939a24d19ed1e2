// SPDX-License-Identifier: GPL-3.0-or-later
// Every command with its keys and where they work, to look at and to change: the one place for both, a page
// of the settings that F1 opens. A key that another command has is said, and can be taken from it. Changes
// hold at once and are kept.
#pragma once

#include <QKeySequence>
#include <QPointer>
#include <QWidget>

class QAction;
class QComboBox;
class QHBoxLayout;
class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace cloc::ui {

class ActionRegistry;

class KeyEditor : public QWidget {
  Q_OBJECT

 public:
  // `actions` outlives this.
  explicit KeyEditor(ActionRegistry& actions, QWidget* parent = nullptr);

  // The commands' texts, or whether there are more of them, may have changed.
  void refresh();
  void focusSearch();
  // Makes it the one whose keys are changed; by the action's id.
  void selectCommand(const QString& id);

 private:
  void buildTop();
  void buildKeyRow();
  void filter(const QString& typed);
  void showKeys();
  void selectionChanged();
  void showKeyButtons();
  void takeTyped();
  void addKey(QAction* action, const QKeySequence& key);
  void removeKey(const QKeySequence& key);
  void takeFromOther();
  void say(const QString& text, QAction* other = nullptr);
  QAction* selected() const;

  ActionRegistry& actions_;
  QLineEdit* search_;
  QComboBox* preset_;
  QTreeWidget* tree_;
  QLabel* of_;
  QHBoxLayout* keyButtons_ = nullptr;
  QKeySequenceEdit* key_;
  QPushButton *reset_, *take_;
  QLabel* message_;
  QKeySequence wanted_;       // that another command has
  QPointer<QAction> holder_;  // that command
};

}  // namespace cloc::ui
