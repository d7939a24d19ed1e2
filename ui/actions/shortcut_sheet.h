// SPDX-License-Identifier: GPL-3.0-or-later
// F1 or ?: every command with its key, by category, to look at and to change. A key that another command has
// is said and not taken.
#pragma once

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QTreeWidget;

namespace cloc::ui {

class ActionRegistry;

class ShortcutSheet : public QDialog {
  Q_OBJECT

 public:
  ShortcutSheet(ActionRegistry& actions, QWidget* parent);
  void refresh();

 private:
  void filter(const QString& typed);
  void selectionChanged();
  void takeKey();
  void resetKey();
  QAction* selected() const;

  ActionRegistry& actions_;
  QLineEdit* search_;
  QTreeWidget* tree_;
  QKeySequenceEdit* key_;
  QLabel* message_;
};

}  // namespace cloc::ui
