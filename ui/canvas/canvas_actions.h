// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that keys and menus do on the canvas, as QActions: made once, for the canvas itself, the
// window's menus, its palette and the settings. Their shortcuts work while the canvas has the focus.
// Owned by CanvasView.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <functional>

class QMenu;

namespace cloc::ui {

class CanvasView;
struct CanvasSettings;

class CanvasActions : public QObject {
  Q_OBJECT

 public:
  explicit CanvasActions(CanvasView* view);

  // In the order in which the settings list their keys.
  const QList<QAction*>& all() const { return all_; }
  // By objectName, e.g. "canvas.fit"; null when there is none.
  QAction* action(const QString& id) const;
  // What can be done with the selection, or with the view when nothing is selected.
  void fillContextMenu(QMenu* menu) const;

 private:
  QAction* add(const QString& id, const QString& text, const QList<QKeySequence>& keys,
               std::function<void()> work, const QString& icon = {});
  QAction* addToggle(const QString& id, const QString& text, const QString& icon,
                     bool CanvasSettings::*setting);
  void addModes();
  void addViewActions();
  void addSelectionActions();
  void addMovingActions();
  void addLabelActions();
  void addVerifying();
  void addToggles();
  void addBox();
  void updateEnabled();
  void showKeys(QAction* action) const;

  CanvasView* view_;
  QList<QAction*> all_;
  // What needs a selection, or at least a region.
  QList<QAction*> forSelection_, forRegions_;
  QAction* verified_ = nullptr;
};

}  // namespace cloc::ui
