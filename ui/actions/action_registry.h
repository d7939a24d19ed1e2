// SPDX-License-Identifier: GPL-3.0-or-later
// Every command of the window, once: the menus, the tool bar, the command palette, the key editor and the
// settings all show the same QAction. Their keys are those of a preset (key_presets.h), and on top of it what
// the user has changed, which is kept in the settings by preset and action: going to another preset and back
// loses nothing.
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
    QList<QKeySequence> own;  // keys that it was made with
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
  // Another action with a key of `keys`, or one that begins with it or that it begins with, that can be live
  // at the same time as `action`; null when there is none. Actions that cannot be used just now count: they
  // can be a moment later.
  QAction* conflict(const QAction* action, const QList<QKeySequence>& keys) const;
  // Whether its keys work in the whole window, or only in the part that its category names.
  static bool isEverywhere(const QAction* action);

  // Keys of the preset, before the user changed any.
  QList<QKeySequence> standardKeys(const QAction* action) const;
  void setKeys(QAction* action, const QList<QKeySequence>& keys, QSettings& settings);
  void resetKeys(QAction* action, QSettings& settings);
  void resetAllKeys(QSettings& settings);
  // The preset that was chosen, and what was changed in it. To be called once, when all actions are there.
  void loadKeys(QSettings& settings);
  const QString& preset() const { return preset_; }
  void setPreset(const QString& id, QSettings& settings);

 signals:
  void keysChanged();

 private:
  void remember(QAction* action, const QString& category);
  QString settingsKey(const QAction* action) const;
  void applyKeys(QSettings& settings);

  std::vector<Entry> entries_;
  QString preset_;
};

// An action's text without mnemonic and ellipsis: "Open project".
QString plainText(const QAction* action);

}  // namespace cloc::ui
