// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+Shift+P: every command by a few letters of its name, with its key. Enter runs it, Escape closes.
#pragma once

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace cloc::ui {

class ActionRegistry;

class CommandPalette : public QFrame {
  Q_OBJECT

 public:
  CommandPalette(const ActionRegistry& actions, QWidget* window);
  // At the top of the window, empty, with the focus. What was used last comes first.
  void popUp();

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void fill(const QString& typed);
  void run();

  const ActionRegistry& actions_;
  QLineEdit* input_;
  QListWidget* list_;
  QStringList recent_;  // ids, newest first
};

}  // namespace cloc::ui
