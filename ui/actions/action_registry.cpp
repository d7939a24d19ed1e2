// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/action_registry.h"

#include <QSettings>
#include <QWidget>
#include <algorithm>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

QString settingsKey(const QAction* action) {
  return QStringLiteral("keys/") + action->objectName();
}

bool isAbove(const QWidget* ancestor, const QObject* child) {
  for (; child != nullptr; child = child->parent()) {
    if (child == ancestor) return true;
  }
  return false;
}

// Whether both can be live at once: one is the window's, or one's widget is inside the other's.
bool overlap(const QAction* a, const QAction* b) {
  if (a->shortcutContext() == Qt::WindowShortcut || b->shortcutContext() == Qt::WindowShortcut) return true;
  const auto* first = qobject_cast<QWidget*>(a->parent());
  const auto* second = qobject_cast<QWidget*>(b->parent());
  return first != nullptr && second != nullptr && (isAbove(first, second) || isAbove(second, first));
}

}  // namespace

QString plainText(const QAction* action) {
  QString text = action->text();
  text.remove(QLatin1Char('&'));
  if (text.endsWith(QChar(0x2026))) text.chop(1);
  return text;
}

ActionRegistry::ActionRegistry(QObject* parent) : QObject(parent) {}

QAction* ActionRegistry::add(const QString& id, const QString& category, const QString& text,
                             const QList<QKeySequence>& keys, const QString& iconName, QWidget* owner,
                             std::function<void()> run) {
  auto* action = new QAction(text, owner);
  action->setObjectName(id);
  action->setShortcuts(keys);
  action->setShortcutContext(owner->isWindow() ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
  if (!iconName.isEmpty()) action->setIcon(icon(iconName));
  owner->addAction(action);
  if (run) connect(action, &QAction::triggered, owner, std::move(run));
  remember(action, category);
  return action;
}

void ActionRegistry::adopt(QAction* action, const QString& category) {
  remember(action, category);
}

void ActionRegistry::remember(QAction* action, const QString& category) {
  Q_ASSERT(!action->objectName().isEmpty() && find(action->objectName()) == nullptr);
  entries_.push_back({action, category, action->shortcuts()});
}

QAction* ActionRegistry::find(const QString& id) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.action->objectName() == id; });
  return found == entries_.end() ? nullptr : found->action;
}

QAction* ActionRegistry::conflict(const QAction* action, const QList<QKeySequence>& keys) const {
  for (const auto& entry : entries_) {
    if (entry.action == action || !overlap(entry.action, action)) continue;
    for (const auto& key : entry.action->shortcuts()) {
      if (keys.contains(key)) return entry.action;
    }
  }
  return nullptr;
}

void ActionRegistry::setKeys(QAction* action, const QList<QKeySequence>& keys, QSettings& settings) {
  action->setShortcuts(keys);
  settings.setValue(settingsKey(action), QKeySequence::listToString(keys, QKeySequence::PortableText));
}

void ActionRegistry::resetKeys(QAction* action, QSettings& settings) {
  settings.remove(settingsKey(action));
  for (const auto& entry : entries_) {
    if (entry.action == action) action->setShortcuts(entry.own);
  }
}

void ActionRegistry::loadKeys(QSettings& settings) {
  for (const auto& entry : entries_) {
    const auto stored = settings.value(settingsKey(entry.action));
    if (!stored.isValid()) continue;
    entry.action->setShortcuts(QKeySequence::listFromString(stored.toString(), QKeySequence::PortableText));
  }
}

}  // namespace cloc::ui
