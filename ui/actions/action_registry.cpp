// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/action_registry.h"

#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QToolBar>
#include <QToolButton>
#include <QWidget>
#include <algorithm>
#include <utility>

#include "ui/actions/key_presets.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr auto kPresetKey = "keyPreset";

bool isAbove(const QWidget* ancestor, const QObject* child) {
  for (; child != nullptr; child = child->parent()) {
    if (child == ancestor) return true;
  }
  return false;
}

// The widgets in which its keys work. That it also is in a menu or on a button says nothing about that.
QList<const QWidget*> homes(const QAction* action) {
  QList<const QWidget*> widgets;
  for (const QObject* object : action->associatedObjects()) {
    const auto* widget = qobject_cast<const QWidget*>(object);
    if (widget == nullptr || qobject_cast<const QMenu*>(widget) || qobject_cast<const QMenuBar*>(widget) ||
        qobject_cast<const QToolBar*>(widget) || qobject_cast<const QToolButton*>(widget)) {
      continue;
    }
    widgets << widget;
  }
  return widgets;
}

// Whether both can be live at once: one is the window's, or one's widget is the other's or inside of it.
bool overlap(const QAction* a, const QAction* b) {
  if (ActionRegistry::isEverywhere(a) || ActionRegistry::isEverywhere(b)) return true;
  for (const auto* first : homes(a)) {
    for (const auto* second : homes(b)) {
      if (isAbove(first, second) || isAbove(second, first)) return true;
    }
  }
  return false;
}

bool meet(const QKeySequence& a, const QKeySequence& b) {
  return !a.isEmpty() && !b.isEmpty() &&
         (a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch);
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

bool ActionRegistry::isEverywhere(const QAction* action) {
  return action->shortcutContext() == Qt::WindowShortcut ||
         action->shortcutContext() == Qt::ApplicationShortcut;
}

QAction* ActionRegistry::conflict(const QAction* action, const QList<QKeySequence>& keys) const {
  for (const auto& entry : entries_) {
    if (entry.action == action) continue;
    const auto others = entry.action->shortcuts();
    const bool shared = std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
      return std::any_of(others.begin(), others.end(), [&](const auto& other) { return meet(key, other); });
    });
    if (shared && overlap(entry.action, action)) return entry.action;
  }
  return nullptr;
}

QString ActionRegistry::settingsKey(const QAction* action) const {
  const bool first = preset_.isEmpty() || preset_ == keyPresets().front().id;
  const QString group = first ? QStringLiteral("keys/") : QStringLiteral("keys-%1/").arg(preset_);
  return group + action->objectName();
}

QList<QKeySequence> ActionRegistry::standardKeys(const QAction* action) const {
  const auto& keys = keyPreset(preset_).keys;
  if (const auto found = keys.constFind(action->objectName()); found != keys.constEnd())
    return QKeySequence::listFromString(*found, QKeySequence::PortableText);
  for (const auto& entry : entries_) {
    if (entry.action == action) return entry.own;
  }
  return {};
}

void ActionRegistry::setKeys(QAction* action, const QList<QKeySequence>& keys, QSettings& settings) {
  action->setShortcuts(keys);
  if (keys == standardKeys(action)) {
    settings.remove(settingsKey(action));
  } else {
    settings.setValue(settingsKey(action), QKeySequence::listToString(keys, QKeySequence::PortableText));
  }
  emit keysChanged();
}

void ActionRegistry::resetKeys(QAction* action, QSettings& settings) {
  setKeys(action, standardKeys(action), settings);
}

void ActionRegistry::resetAllKeys(QSettings& settings) {
  for (const auto& entry : entries_) settings.remove(settingsKey(entry.action));
  applyKeys(settings);
}

void ActionRegistry::loadKeys(QSettings& settings) {
  preset_ = keyPreset(settings.value(QLatin1String(kPresetKey)).toString()).id;
  applyKeys(settings);
}

void ActionRegistry::setPreset(const QString& id, QSettings& settings) {
  if (id == preset_) return;
  preset_ = keyPreset(id).id;
  settings.setValue(QLatin1String(kPresetKey), preset_);
  applyKeys(settings);
}

void ActionRegistry::applyKeys(QSettings& settings) {
  for (const auto& entry : entries_) {
    const auto stored = settings.value(settingsKey(entry.action));
    entry.action->setShortcuts(
        stored.isValid() ? QKeySequence::listFromString(stored.toString(), QKeySequence::PortableText)
                         : standardKeys(entry.action));
  }
  emit keysChanged();
}

}  // namespace cloc::ui
