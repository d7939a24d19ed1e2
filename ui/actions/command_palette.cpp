// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/actions/action_registry.h"
#include "ui/actions/fuzzy_match.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kCategory = Qt::UserRole, kKey = Qt::UserRole + 1, kId = Qt::UserRole + 2;

class Delegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {100, option.fontMetrics.height() + 12};
  }
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    if (chosen) painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
    const QColor text = option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Text);
    const QColor faint = chosen ? text : tone(Tone::Muted);
    QRect row = option.rect.adjusted(12, 0, -12, 0);
    index.data(Qt::DecorationRole)
        .value<QIcon>()
        .paint(painter, QRect(row.left(), row.center().y() - 8, 16, 16), Qt::AlignCenter,
               chosen ? QIcon::Selected : QIcon::Normal);
    row.adjust(26, 0, 0, 0);
    const QString category = index.data(kCategory).toString() + QStringLiteral("  ");
    painter->setPen(faint);
    painter->drawText(row, Qt::AlignVCenter, category);
    painter->setPen(text);
    painter->drawText(row.adjusted(option.fontMetrics.horizontalAdvance(category), 0, 0, 0), Qt::AlignVCenter,
                      index.data().toString());
    painter->setPen(faint);
    painter->drawText(row, Qt::AlignVCenter | Qt::AlignRight, index.data(kKey).toString());
  }
};

}  // namespace

CommandPalette::CommandPalette(const ActionRegistry& actions, QWidget* window)
    : QFrame(window), actions_(actions), input_(new QLineEdit(this)), list_(new QListWidget(this)) {
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setObjectName(QStringLiteral("commandPalette"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 8, 8, 8);
  input_->setPlaceholderText(tr("Type a command"));
  input_->setAccessibleName(tr("Command"));
  list_->setItemDelegate(new Delegate(list_));
  list_->setUniformItemSizes(true);
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setAccessibleName(tr("Commands"));
  layout->addWidget(input_);
  layout->addWidget(list_);
  input_->installEventFilter(this);
  connect(input_, &QLineEdit::textChanged, this, &CommandPalette::fill);
  connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run);
  hide();
}

void CommandPalette::popUp() {
  const QWidget* window = parentWidget();
  resize(std::min(620, window->width() - 40), std::min(420, window->height() - 80));
  move((window->width() - width()) / 2, 48);
  input_->clear();
  fill({});
  show();
  raise();
  input_->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::fill(const QString& typed) {
  struct Found {
    int score;
    const ActionRegistry::Entry* entry;
  };
  std::vector<Found> found;
  for (const auto& entry : actions_.entries()) {
    if (!entry.action->isEnabled() || !entry.action->isVisible()) continue;
    const auto score = fuzzyMatch(typed, plainText(entry.action));
    const auto withCategory = fuzzyMatch(typed, entry.category + QLatin1Char(' ') + plainText(entry.action));
    if (!score && !withCategory) continue;
    const auto used = recent_.indexOf(entry.action->objectName());
    found.push_back({std::max(score.value_or(-1000), withCategory.value_or(-1000) - 4) +
                         (used < 0 ? 0 : std::max(1, 10 - static_cast<int>(used))),
                     &entry});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.score > b.score; });
  list_->clear();
  for (const auto& [score, entry] : found) {
    auto* item = new QListWidgetItem(entry->action->icon(), plainText(entry->action), list_);
    item->setData(kCategory, entry->category);
    item->setData(kKey, entry->action->shortcut().toString(QKeySequence::NativeText));
    item->setData(kId, entry->action->objectName());
  }
  list_->setCurrentRow(0);
}

void CommandPalette::run() {
  const auto* item = list_->currentItem();
  if (item == nullptr) return;
  const QString id = item->data(kId).toString();
  hide();
  parentWidget()->setFocus();
  recent_.removeAll(id);
  recent_.prepend(id);
  if (auto* action = actions_.find(id)) action->trigger();
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
  if (object == input_ && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
      case Qt::Key_Escape:
        hide();
        parentWidget()->setFocus();
        return true;
      case Qt::Key_Return:
      case Qt::Key_Enter:
        run();
        return true;
      case Qt::Key_Down:
      case Qt::Key_Up: {
        const int step = key->key() == Qt::Key_Down ? 1 : -1;
        if (list_->count() > 0)
          list_->setCurrentRow((list_->currentRow() + step + list_->count()) % list_->count());
        return true;
      }
      default:
        break;
    }
  }
  if (object == input_ && event->type() == QEvent::FocusOut) hide();
  return QFrame::eventFilter(object, event);
}

}  // namespace cloc::ui
