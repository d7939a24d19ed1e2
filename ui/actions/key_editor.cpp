// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/key_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHash>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/actions/action_registry.h"
#include "ui/actions/fuzzy_match.h"
#include "ui/actions/key_presets.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

enum Column { kCommand, kWhere, kKeys };

QString native(const QKeySequence& key) {
  return key.toString(QKeySequence::NativeText);
}

QString native(const QList<QKeySequence>& keys) {
  QStringList texts;
  for (const auto& key : keys) {
    if (!key.isEmpty()) texts << native(key);
  }
  return texts.join(QStringLiteral("   "));
}

}  // namespace

KeyEditor::KeyEditor(ActionRegistry& actions, QWidget* parent)
    : QWidget(parent),
      actions_(actions),
      search_(new QLineEdit(this)),
      preset_(new QComboBox(this)),
      tree_(new QTreeWidget(this)),
      of_(new QLabel(this)),
      key_(new QKeySequenceEdit(this)),
      reset_(new QPushButton(tr("As delivered"), this)),
      take_(new QPushButton(this)),
      message_(new QLabel(this)) {
  auto* layout = new QVBoxLayout(this);
  buildTop();
  tree_->setColumnCount(3);
  tree_->setHeaderLabels({tr("Command"), tr("Works"), tr("Keys")});
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(kCommand, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(kWhere, QHeaderView::ResizeToContents);
  tree_->header()->setSectionResizeMode(kKeys, QHeaderView::ResizeToContents);
  tree_->setUniformRowHeights(true);
  tree_->setAccessibleName(tr("Commands and their keys"));
  layout->addWidget(tree_, 1);
  buildKeyRow();
  // Enter in a field of a dialog would press one of them.
  for (auto* button : findChildren<QPushButton*>()) button->setAutoDefault(false);
  connect(search_, &QLineEdit::textChanged, this, &KeyEditor::filter);
  connect(tree_, &QTreeWidget::currentItemChanged, this, &KeyEditor::selectionChanged);
  connect(&actions_, &ActionRegistry::keysChanged, this, &KeyEditor::showKeys);
  refresh();
}

void KeyEditor::buildTop() {
  auto* own = static_cast<QVBoxLayout*>(layout());
  search_->setPlaceholderText(tr("Find a command or a key"));
  search_->setClearButtonEnabled(true);
  search_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  own->addWidget(search_);
  auto* row = new QHBoxLayout();
  auto* label = new QLabel(tr("Keys &as in"), this);
  label->setBuddy(preset_);
  for (const auto& preset : keyPresets()) preset_->addItem(preset.name, preset.id);
  preset_->setToolTip(tr("What you change is kept for each of them"));
  auto* all = new QPushButton(tr("All as delivered"), this);
  row->addWidget(label);
  row->addWidget(preset_);
  row->addStretch(1);
  row->addWidget(all);
  own->addLayout(row);
  connect(preset_, &QComboBox::currentIndexChanged, this, [this] {
    QSettings settings;
    actions_.setPreset(preset_->currentData().toString(), settings);
    say(tr("The keys are now those of %1, and what you have changed of them.").arg(preset_->currentText()));
  });
  connect(all, &QPushButton::clicked, this, [this] {
    QSettings settings;
    actions_.resetAllKeys(settings);
    say(tr("All keys are now those of %1.").arg(preset_->currentText()));
  });
}

void KeyEditor::buildKeyRow() {
  auto* own = static_cast<QVBoxLayout*>(layout());
  auto* present = new QHBoxLayout();
  keyButtons_ = new QHBoxLayout();
  keyButtons_->setSpacing(4);
  present->addWidget(of_);
  present->addLayout(keyButtons_);
  present->addStretch(1);
  present->addWidget(reset_);
  own->addLayout(present);
  auto* add = new QHBoxLayout();
  auto* label = new QLabel(tr("&New key"), this);
  label->setBuddy(key_);
  key_->setAccessibleName(tr("New key"));
  key_->setToolTip(tr("Press the keys. They are taken when you pause"));
  add->addWidget(label);
  add->addWidget(key_, 1);
  own->addLayout(add);
  auto* told = new QHBoxLayout();
  message_->setWordWrap(true);
  message_->setTextFormat(Qt::PlainText);
  told->addWidget(message_, 1);
  told->addWidget(take_);
  take_->hide();
  own->addLayout(told);
  connect(key_, &QKeySequenceEdit::editingFinished, this, &KeyEditor::takeTyped);
  connect(reset_, &QPushButton::clicked, this, [this] {
    if (auto* action = selected()) {
      QSettings settings;
      // Its key may be another command's by now.
      if (auto* other = actions_.conflict(action, actions_.standardKeys(action))) {
        say(tr("A key of “%1” as delivered is now that of “%2”. Give that one another key first.")
                .arg(plainText(action), plainText(other)));
        return;
      }
      actions_.resetKeys(action, settings);
      say(tr("“%1” has its keys as delivered.").arg(plainText(action)));
    }
  });
  connect(take_, &QPushButton::clicked, this, &KeyEditor::takeFromOther);
}

void KeyEditor::refresh() {
  const auto* before = selected();
  const QString current = before != nullptr ? before->objectName() : QString();
  {
    const QSignalBlocker quiet(tree_);
    tree_->clear();
    QHash<QString, QTreeWidgetItem*> groups;
    for (const auto& entry : actions_.entries()) {
      auto*& group = groups[entry.category];
      if (group == nullptr) {
        group = new QTreeWidgetItem(tree_, {entry.category});
        group->setFirstColumnSpanned(true);
        group->setFlags(Qt::ItemIsEnabled);
        QFont font = tree_->font();
        font.setWeight(QFont::DemiBold);
        group->setFont(kCommand, font);
        group->setExpanded(true);
      }
      auto* item = new QTreeWidgetItem(group, {plainText(entry.action)});
      item->setText(kWhere, ActionRegistry::isEverywhere(entry.action) ? tr("everywhere") : entry.category);
      item->setData(kCommand, Qt::UserRole, entry.action->objectName());
      item->setIcon(kCommand, entry.action->icon());
    }
  }
  showKeys();
  filter(search_->text());
  selectCommand(current);
  selectionChanged();
}

void KeyEditor::showKeys() {
  {
    const QSignalBlocker quiet(preset_);
    preset_->setCurrentIndex(std::max(0, preset_->findData(actions_.preset())));
  }
  for (int g = 0; g < tree_->topLevelItemCount(); ++g) {
    auto* group = tree_->topLevelItem(g);
    for (int i = 0; i < group->childCount(); ++i) {
      auto* item = group->child(i);
      const auto* action = actions_.find(item->data(kCommand, Qt::UserRole).toString());
      if (action == nullptr) continue;
      item->setText(kKeys, native(action->shortcuts()));
      // What is not as delivered stands out.
      QFont font = tree_->font();
      font.setBold(action->shortcuts() != actions_.standardKeys(action));
      item->setFont(kKeys, font);
      // Settings of another version of the program may have brought two commands to one key.
      const auto* other = actions_.conflict(action, action->shortcuts());
      item->setData(kKeys, Qt::ForegroundRole, other != nullptr ? QVariant(tone(Tone::Bad)) : QVariant());
      item->setToolTip(kKeys, other != nullptr
                                  ? tr("Shares a key with “%1”: neither answers to it").arg(plainText(other))
                                  : QString());
    }
  }
  showKeyButtons();
}

void KeyEditor::filter(const QString& typed) {
  for (int g = 0; g < tree_->topLevelItemCount(); ++g) {
    auto* group = tree_->topLevelItem(g);
    bool any = false;
    for (int i = 0; i < group->childCount(); ++i) {
      auto* item = group->child(i);
      const bool shown =
          fuzzyMatch(typed, item->text(kCommand)) || item->text(kKeys).contains(typed, Qt::CaseInsensitive);
      item->setHidden(!shown);
      any = any || shown;
    }
    group->setHidden(!any);
  }
}

void KeyEditor::focusSearch() {
  search_->setFocus(Qt::OtherFocusReason);
  search_->selectAll();
}

void KeyEditor::selectCommand(const QString& id) {
  for (int g = 0; g < tree_->topLevelItemCount(); ++g) {
    auto* group = tree_->topLevelItem(g);
    for (int i = 0; i < group->childCount(); ++i) {
      if (group->child(i)->data(kCommand, Qt::UserRole).toString() == id)
        tree_->setCurrentItem(group->child(i));
    }
  }
}

QAction* KeyEditor::selected() const {
  const auto* item = tree_->currentItem();
  return item == nullptr ? nullptr : actions_.find(item->data(kCommand, Qt::UserRole).toString());
}

void KeyEditor::selectionChanged() {
  key_->clear();
  say({});
  showKeyButtons();
}

// One button for each key of the command, which takes that key away.
void KeyEditor::showKeyButtons() {
  while (auto* item = keyButtons_->takeAt(0)) {
    // Later: it may be the one whose click is being answered.
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  const auto* action = selected();
  key_->setEnabled(action != nullptr);
  reset_->setEnabled(action != nullptr && action->shortcuts() != actions_.standardKeys(action));
  if (action == nullptr) {
    of_->setText(tr("Choose a command to change its keys."));
    return;
  }
  of_->setText(action->shortcuts().isEmpty() ? tr("“%1” has no key").arg(plainText(action))
                                             : tr("“%1”:").arg(plainText(action)));
  for (const auto& key : action->shortcuts()) {
    if (key.isEmpty()) continue;
    auto* button = new QToolButton(this);
    button->setText(native(key));
    button->setIcon(icon(QStringLiteral("close")));
    button->setIconSize({12, 12});
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setLayoutDirection(Qt::RightToLeft);  // the cross after the key
    button->setToolTip(tr("Take the key %1 away").arg(native(key)));
    button->setAccessibleName(button->toolTip());
    connect(button, &QToolButton::clicked, this, [this, key] { removeKey(key); });
    keyButtons_->addWidget(button);
  }
}

void KeyEditor::takeTyped() {
  auto* action = selected();
  const QKeySequence typed = key_->keySequence();
  if (action == nullptr || typed.isEmpty()) return;
  if (action->shortcuts().contains(typed)) {
    key_->clear();
    return;
  }
  if (auto* other = actions_.conflict(action, {typed})) {
    wanted_ = typed;
    say(tr("%1 is a key of “%2”.").arg(native(typed), plainText(other)), other);
    return;
  }
  addKey(action, typed);
}

void KeyEditor::addKey(QAction* action, const QKeySequence& key) {
  QSettings settings;
  auto keys = action->shortcuts();
  keys.removeAll(QKeySequence());
  actions_.setKeys(action, keys << key, settings);
  key_->clear();
  say(tr("“%1” is now on %2.").arg(plainText(action), native(key)));
}

void KeyEditor::removeKey(const QKeySequence& key) {
  auto* action = selected();
  if (action == nullptr) return;
  QSettings settings;
  auto keys = action->shortcuts();
  keys.removeAll(key);
  actions_.setKeys(action, keys, settings);
  say(tr("%1 is no key of “%2” any more.").arg(native(key), plainText(action)));
  key_->setFocus();  // its button has gone
}

void KeyEditor::takeFromOther() {
  auto* action = selected();
  if (action == nullptr || holder_.isNull() || wanted_.isEmpty()) return;
  QSettings settings;
  QList<QKeySequence> left;
  for (const auto& key : holder_->shortcuts()) {
    if (key.matches(wanted_) == QKeySequence::NoMatch && wanted_.matches(key) == QKeySequence::NoMatch)
      left << key;
  }
  actions_.setKeys(holder_, left, settings);
  if (auto* another = actions_.conflict(action, {wanted_})) {  // of three with one key
    say(tr("%1 is a key of “%2”.").arg(native(wanted_), plainText(another)), another);
    return;
  }
  addKey(action, wanted_);
}

// `other`: the command that has the key, which is offered to be taken from it.
void KeyEditor::say(const QString& text, QAction* other) {
  message_->setText(text);
  holder_ = other;
  take_->setVisible(other != nullptr);
  if (other != nullptr) take_->setText(tr("Take it from there"));
}

}  // namespace cloc::ui
