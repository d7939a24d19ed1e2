// SPDX-License-Identifier: GPL-3.0-or-later
// Every command of the window, once: the menus, the tool bar, the command palette, the sheet of keys and the
// settings all show the same QAction. Keys that the user has changed are kept in the settings by the action's
// id.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <functional>
#include <vector>

class QSettings;

namespace cloc::ui {

class ActionRegistry : public QObject {
  Q_OBJECT

 public:
  struct Entry {
    QAction* action;          // its objectName is the id
    QString category;         // "File", "Image", ...: for people
    QList<QKeySequence> own;  // keys before the user changed any
  };

  explicit ActionRegistry(QObject* parent = nullptr);

  // A new action of `owner` (its shortcut works while `owner` or a child of it has the focus, or everywhere
  // in the window when it is the window). `iconName` may be empty.
  QAction* add(const QString& id, const QString& category, const QString& text,
               const QList<QKeySequence>& keys, const QString& iconName, QWidget* owner,
               std::function<void()> run);
  // One that another part has made.
  void adopt(QAction* action, const QString& category);

  const std::vector<Entry>& entries() const { return entries_; }
  // Null when there is none.
  QAction* find(const QString& id) const;
  // Another action with a key of `keys` that can be live at the same time as `action`; null when there is
  // none.
  QAction* conflict(const QAction* action, const QList<QKeySequence>& keys) const;

  void setKeys(QAction* action, const QList<QKeySequence>& keys, QSettings& settings);
  void resetKeys(QAction* action, QSettings& settings);
  void loadKeys(QSettings& settings);

 private:
  void remember(QAction* action, const QString& category);

  std::vector<Entry> entries_;
};

// An action's text without mnemonic and ellipsis: "Open project".
QString plainText(const QAction* action);

}  // namespace cloc::ui
