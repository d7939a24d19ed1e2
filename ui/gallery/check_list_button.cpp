// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/check_list_button.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <QWidgetAction>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kListWidth = 260, kFewestRows = 3, kMostRows = 14;

// The entry with its tick, and its count at the right. The tick is painted here: the style's frame cannot be
// seen on a dark ground. All of a row is the button.
class CountDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    painter->save();
    const QRect row = option.rect.adjusted(2, 1, -2, -1);
    const bool current = option.state & QStyle::State_Selected,
               hovered = option.state & QStyle::State_MouseOver;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    if (current || hovered) {
      painter->setBrush(option.palette.color(QPalette::Mid));
      painter->drawRoundedRect(row, 3, 3);
    }
    const QRect box(row.left() + 6, row.center().y() - kTick / 2, kTick, kTick);
    const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    const QColor accent = tone(Tone::Accent);
    painter->setPen(QPen(checked ? accent : tone(Tone::Muted), 1));
    painter->setBrush(checked ? accent : option.palette.color(QPalette::Base));
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    if (checked) {
      painter->setPen(QPen(textOn(accent), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter->setBrush(Qt::NoBrush);
      const QPointF at = QRectF(box).topLeft();
      painter->drawPolyline(
          QPolygonF({at + QPointF(3.2, 7.2), at + QPointF(6, 10), at + QPointF(10.8, 4.4)}));
    }
    const QString count = QLocale().toString(index.data(CheckListModel::CountRole).toLongLong());
    const int width = option.fontMetrics.horizontalAdvance(count);
    painter->setPen(tone(Tone::Muted));
    painter->drawText(row.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, count);
    const QRect text(box.right() + 8, row.top(), row.right() - 12 - width - box.right() - 8, row.height());
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
    painter->restore();
  }
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {kListWidth, rowHeight(option.fontMetrics)};
  }
  static int rowHeight(const QFontMetrics& metrics) { return metrics.height() + 8; }

  bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override {
    const bool clicked = event->type() == QEvent::MouseButtonRelease &&
                         option.rect.contains(static_cast<QMouseEvent*>(event)->position().toPoint());
    const bool space =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
    if (!clicked && !space) return false;
    toggle(model, index);
    return true;
  }
  static void toggle(QAbstractItemModel* model, const QModelIndex& index) {
    const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    model->setData(index, checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
  }

 private:
  static constexpr int kTick = 14;
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
        CountDelegate::toggle(list_->model(), index);
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
  findMatching();
  endResetModel();
}

void CheckListModel::setSearch(const QString& text) {
  beginResetModel();
  search_ = text;
  findMatching();
  endResetModel();
}

void CheckListModel::findMatching() {
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
  list->setFixedWidth(kListWidth);
  list->setMouseTracking(true);
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

  connect(menu, &QMenu::aboutToShow, this, [this, search, list, popup] {
    search->clear();
    model_.setEntries(entries_());
    const int rows = qBound(kFewestRows, model_.rowCount(), kMostRows);
    list->setFixedHeight(rows * CountDelegate::rowHeight(list->fontMetrics()) + 2 * list->frameWidth());
    popup->adjustSize();
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
