// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/check_list_button.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <QWidgetAction>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kListWidth = 260, kListHeight = 320;

// The entry with its tick, and its count at the right.
class CountDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QString count = QLocale().toString(index.data(CheckListModel::CountRole).toLongLong());
    const int width = option.fontMetrics.horizontalAdvance(count) + 12;
    QStyleOptionViewItem text = option;
    text.rect.setRight(option.rect.right() - width);
    QStyledItemDelegate::paint(painter, text, index);
    painter->setPen(tone(Tone::Muted));
    painter->drawText(option.rect.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, count);
  }
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {kListWidth, option.fontMetrics.height() + 8};
  }
};

// Arrows in the search field move in the list; Enter ticks.
class SearchField : public QLineEdit {
 public:
  explicit SearchField(QListView* list) : list_(list) {}

 protected:
  void keyPressEvent(QKeyEvent* event) override {
    switch (event->key()) {
      case Qt::Key_Up:
      case Qt::Key_Down:
      case Qt::Key_PageUp:
      case Qt::Key_PageDown: {
        auto* model = list_->model();
        const int rows = model->rowCount();
        if (rows == 0) return;
        const int step = event->key() == Qt::Key_Up       ? -1
                         : event->key() == Qt::Key_Down   ? 1
                         : event->key() == Qt::Key_PageUp ? -10
                                                          : 10;
        const int now = list_->currentIndex().row();
        list_->setCurrentIndex(model->index(qBound(0, now < 0 ? 0 : now + step, rows - 1), 0));
        return;
      }
      case Qt::Key_Return:
      case Qt::Key_Enter: {
        auto index = list_->currentIndex();
        if (!index.isValid()) index = list_->model()->index(0, 0);
        if (!index.isValid()) return;
        const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        list_->model()->setData(index, checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        return;
      }
      default:
        QLineEdit::keyPressEvent(event);
    }
  }

 private:
  QListView* list_;
};

}  // namespace

// --- Model

void CheckListModel::setEntries(std::vector<CheckListEntry> entries) {
  beginResetModel();
  entries_ = std::move(entries);
  match();
  endResetModel();
}

void CheckListModel::setSearch(const QString& text) {
  beginResetModel();
  search_ = text;
  match();
  endResetModel();
}

void CheckListModel::match() {
  matching_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].text.contains(search_, Qt::CaseInsensitive)) matching_.push_back(i);
  }
}

void CheckListModel::setChecked(const QStringList& keys) {
  if (keys == checked_) return;
  checked_ = keys;
  if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
  emit checkedChanged();
}

QString CheckListModel::textOf(const QString& key) const {
  for (const auto& entry : entries_) {
    if (entry.key == key) return entry.text;
  }
  return key;
}

int CheckListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(matching_.size());
}

QVariant CheckListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const auto& entry = entries_[matching_[static_cast<std::size_t>(index.row())]];
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return entry.text;
    case Qt::CheckStateRole:
      return checked_.contains(entry.key) ? Qt::Checked : Qt::Unchecked;
    case CountRole:
      return entry.count;
    default:
      return {};
  }
}

bool CheckListModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::CheckStateRole) return false;
  const QString key = entries_[matching_[static_cast<std::size_t>(index.row())]].key;
  const bool checked = value.toInt() == Qt::Checked;
  if (checked == checked_.contains(key)) return true;
  if (checked) {
    checked_.append(key);
  } else {
    checked_.removeAll(key);
  }
  emit dataChanged(index, index, {Qt::CheckStateRole});
  emit checkedChanged();
  return true;
}

Qt::ItemFlags CheckListModel::flags(const QModelIndex& index) const {
  return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                         : Qt::NoItemFlags;
}

// --- Button

CheckListButton::CheckListButton(const QString& title, const QString& iconName,
                                 std::function<std::vector<CheckListEntry>()> entries, QWidget* parent)
    : QToolButton(parent), title_(title), entries_(std::move(entries)) {
  setIcon(cloc::ui::icon(iconName));
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setPopupMode(QToolButton::InstantPopup);
  // The style's own sign lies over the corner of the text.
  setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; width: 0; }"));
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(title);

  auto* popup = new QWidget;
  auto* layout = new QVBoxLayout(popup);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->setSpacing(6);
  auto* list = new QListView;
  list->setModel(&model_);
  list->setItemDelegate(new CountDelegate(list));
  list->setUniformItemSizes(true);
  list->setFixedSize(kListWidth, kListHeight);
  list->setAccessibleName(title);
  auto* search = new SearchField(list);
  search->setPlaceholderText(tr("Search"));
  search->setClearButtonEnabled(true);
  search->setAccessibleName(tr("Search in %1").arg(title));
  auto* clear = new QPushButton(tr("Clear"));
  layout->addWidget(search);
  layout->addWidget(list);
  layout->addWidget(clear);

  auto* menu = new QMenu(this);
  auto* action = new QWidgetAction(menu);
  action->setDefaultWidget(popup);
  menu->addAction(action);
  setMenu(menu);

  connect(menu, &QMenu::aboutToShow, this, [this, search] {
    search->clear();
    model_.setEntries(entries_());
    QMetaObject::invokeMethod(
        search, [search] { search->setFocus(); }, Qt::QueuedConnection);
  });
  connect(search, &QLineEdit::textChanged, &model_, &CheckListModel::setSearch);
  connect(clear, &QPushButton::clicked, this, [this] { setChecked({}); });
  connect(&model_, &CheckListModel::checkedChanged, this, [this, clear] {
    clear->setEnabled(!checked().isEmpty());
    showTitle();
    emit checkedChanged();
  });
  clear->setEnabled(false);
  showTitle();
}

void CheckListButton::setChecked(const QStringList& keys) {
  model_.setChecked(keys);
}

void CheckListButton::showTitle() {
  QString text = title_;
  if (checked().size() == 1) {
    text = fontMetrics().elidedText(model_.textOf(checked().front()), Qt::ElideMiddle, 110);
  } else if (checked().size() > 1) {
    text = tr("%1: %2").arg(title_).arg(checked().size());
  }
  setText(text + QStringLiteral(" ▾"));
  QFont bold = font();
  bold.setBold(!checked().isEmpty());
  setFont(bold);
}

}  // namespace cloc::ui
