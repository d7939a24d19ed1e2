// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/shortcut_sheet.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/actions/action_registry.h"
#include "ui/actions/fuzzy_match.h"
#include "ui/theme/theme.h"

namespace cloc::ui {

ShortcutSheet::ShortcutSheet(ActionRegistry& actions, QWidget* parent)
    : QDialog(parent),
      actions_(actions),
      search_(new QLineEdit(this)),
      tree_(new QTreeWidget(this)),
      key_(new QKeySequenceEdit(this)),
      message_(new QLabel(this)) {
  setWindowTitle(tr("Keys"));
  resize(560, 640);
  auto* layout = new QVBoxLayout(this);
  search_->setPlaceholderText(tr("Find a command or a key"));
  search_->setClearButtonEnabled(true);
  layout->addWidget(search_);
  tree_->setColumnCount(2);
  tree_->setHeaderLabels({tr("Command"), tr("Keys")});
  tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  tree_->setUniformRowHeights(true);
  layout->addWidget(tree_, 1);
  auto* row = new QHBoxLayout();
  auto* reset = new QPushButton(tr("As delivered"), this);
  row->addWidget(new QLabel(tr("New key:"), this));
  row->addWidget(key_, 1);
  row->addWidget(reset);
  layout->addLayout(row);
  message_->setWordWrap(true);
  layout->addWidget(message_);
  connect(search_, &QLineEdit::textChanged, this, &ShortcutSheet::filter);
  connect(tree_, &QTreeWidget::currentItemChanged, this, &ShortcutSheet::selectionChanged);
  connect(key_, &QKeySequenceEdit::editingFinished, this, &ShortcutSheet::takeKey);
  connect(reset, &QPushButton::clicked, this, &ShortcutSheet::resetKey);
  refresh();
}

void ShortcutSheet::refresh() {
  tree_->clear();
  QMap<QString, QTreeWidgetItem*> groups;
  for (const auto& entry : actions_.entries()) {
    auto*& group = groups[entry.category];
    if (group == nullptr) {
      group = new QTreeWidgetItem(tree_, {entry.category});
      group->setFirstColumnSpanned(true);
      group->setFlags(Qt::ItemIsEnabled);
      QFont font = tree_->font();
      font.setWeight(QFont::DemiBold);
      group->setFont(0, font);
      group->setExpanded(true);
    }
    auto* item = new QTreeWidgetItem(
        group, {plainText(entry.action),
                QKeySequence::listToString(entry.action->shortcuts(), QKeySequence::NativeText)});
    item->setData(0, Qt::UserRole, entry.action->objectName());
    item->setIcon(0, entry.action->icon());
  }
  filter(search_->text());
  selectionChanged();
}

void ShortcutSheet::filter(const QString& typed) {
  for (int g = 0; g < tree_->topLevelItemCount(); ++g) {
    auto* group = tree_->topLevelItem(g);
    bool any = false;
    for (int i = 0; i < group->childCount(); ++i) {
      auto* item = group->child(i);
      const bool shown =
          fuzzyMatch(typed, item->text(0)) || item->text(1).contains(typed, Qt::CaseInsensitive);
      item->setHidden(!shown);
      any = any || shown;
    }
    group->setHidden(!any);
  }
}

QAction* ShortcutSheet::selected() const {
  const auto* item = tree_->currentItem();
  return item == nullptr ? nullptr : actions_.find(item->data(0, Qt::UserRole).toString());
}

void ShortcutSheet::selectionChanged() {
  const auto* action = selected();
  key_->setEnabled(action != nullptr);
  key_->setKeySequence(action != nullptr ? action->shortcut() : QKeySequence());
  message_->clear();
}

void ShortcutSheet::takeKey() {
  auto* action = selected();
  if (action == nullptr || key_->keySequence() == action->shortcut()) return;
  const QList<QKeySequence> keys{key_->keySequence()};
  if (const auto* other = actions_.conflict(action, keys)) {
    message_->setText(tr("%1 is the key of “%2”. Give that one another key first.")
                          .arg(key_->keySequence().toString(QKeySequence::NativeText), plainText(other)));
    key_->setKeySequence(action->shortcut());
    return;
  }
  QSettings settings;
  actions_.setKeys(action, keys, settings);
  tree_->currentItem()->setText(1, keys.first().toString(QKeySequence::NativeText));
  message_->setText(
      tr("“%1” is now on %2.").arg(plainText(action), keys.first().toString(QKeySequence::NativeText)));
}

void ShortcutSheet::resetKey() {
  auto* action = selected();
  if (action == nullptr) return;
  QSettings settings;
  actions_.resetKeys(action, settings);
  tree_->currentItem()->setText(1, QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText));
  selectionChanged();
}

}  // namespace cloc::ui
