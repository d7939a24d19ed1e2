// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_panel.h"

#include <QAction>
#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <algorithm>
#include <memory>
#include <utility>

#include "core/store/lookup.h"
#include "ui/gallery/empty_state.h"
#include "ui/labels/label_steps.h"
#include "ui/labels/label_tree_model.h"
#include "ui/project/project_service.h"
#include "ui/theme/bar_delegate.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kCountDelay = 150;  // ms: while boxes are labelled one after the other

}  // namespace

LabelPanel::LabelPanel(ProjectService& project, RegionDocument& document, QWidget* parent)
    : QWidget(parent),
      project_(project),
      steps_(new LabelSteps(project, document, this)),
      model_(new LabelTreeModel(this)),
      filter_(new QLineEdit(this)),
      view_(new QTreeView(this)),
      pages_(new QStackedWidget(this)),
      empty_(new EmptyState(this)),
      notice_(new QLabel(this)),
      foot_(new QLabel(this)),
      countTimer_(new QTimer(this)) {
  buildView();
  buildActions();

  auto* top = new QHBoxLayout;
  top->setContentsMargins(8, 6, 8, 6);
  top->setSpacing(2);
  top->addWidget(filter_, 1);
  const auto addButton = [&](QAction* action) {
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAccessibleName(action->text());
    button->setFocusPolicy(Qt::TabFocus);
    top->addWidget(button);
  };
  addButton(action(QStringLiteral("labels.add")));
  addButton(action(QStringLiteral("labels.remove")));
  auto* more = new QToolButton(this);
  more->setText(QStringLiteral("⋯"));
  more->setToolTip(tr("Everything that can be done with labels"));
  more->setAccessibleName(tr("More"));
  more->setPopupMode(QToolButton::InstantPopup);
  more->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
  auto* menu = new QMenu(more);
  for (auto* action : actions_) menu->addAction(action);
  more->setMenu(menu);
  top->addWidget(more);

  notice_->setObjectName(QStringLiteral("labels.notice"));
  notice_->setWordWrap(true);
  notice_->setContentsMargins(10, 4, 10, 4);
  notice_->hide();
  foot_->setObjectName(QStringLiteral("labels.foot"));
  foot_->setForegroundRole(QPalette::PlaceholderText);
  foot_->setContentsMargins(10, 3, 10, 3);
  foot_->setMinimumWidth(40);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(top);
  layout->addWidget(notice_);
  layout->addWidget(pages_, 1);
  layout->addWidget(foot_);

  countTimer_->setSingleShot(true);
  countTimer_->setInterval(kCountDelay);
  connect(countTimer_, &QTimer::timeout, this, &LabelPanel::readCounts);
  connect(&project_, &ProjectService::labelsChanged, this, &LabelPanel::labelsChanged);
  connect(&project_, &ProjectService::regionsChanged, this, &LabelPanel::countSoon);
  connect(&project_, &ProjectService::manyRegionsChanged, this, &LabelPanel::countSoon);
  connect(&project_, &ProjectService::countsChanged, this, &LabelPanel::countSoon);
  connect(&project_, &ProjectService::closed, this, [this] {
    filter_->clear();
    collapsed_.clear();
    model_->setLabels({});
    model_->setCounts({});
    notice_->hide();
    showState();
  });
  connect(steps_, &LabelSteps::begun, notice_, &QLabel::hide);
  connect(steps_, &LabelSteps::refused, this, &LabelPanel::refuse);
  connect(steps_, &LabelSteps::added, this, [this](int fresh, int wanted) {
    const int known = wanted - fresh;
    QString text = tr("%n label(s) added.", nullptr, fresh);
    if (known > 0) {
      text += QLatin1Char(' ');
      text += tr("%n had been there already.", nullptr, known);
    }
    emit told(text);
  });
  connect(model_, &LabelTreeModel::renameRequested, steps_, &LabelSteps::rename);
  connect(model_, &LabelTreeModel::hotkeyRequested, steps_, &LabelSteps::setHotkey);
  connect(model_, &LabelTreeModel::moveRequested, steps_, &LabelSteps::move);
  connect(empty_, &EmptyState::clicked, this, [this] {
    if (project_.labels().empty()) {
      addLabel();
    } else {
      filter_->clear();
    }
  });
  showState();
}

void LabelPanel::buildView() {
  filter_->setPlaceholderText(tr("Filter labels"));
  filter_->setObjectName(QStringLiteral("labels.filter"));
  filter_->setAccessibleName(tr("Filter labels"));
  filter_->setClearButtonEnabled(true);
  filter_->setMinimumWidth(60);
  filter_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  filter_->installEventFilter(this);

  view_->setModel(model_);
  view_->setObjectName(QStringLiteral("labels.tree"));
  view_->setAccessibleName(tr("Labels"));
  view_->setItemDelegate(new BarDelegate(view_));
  view_->setUniformRowHeights(true);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view_->setExpandsOnDoubleClick(false);
  view_->setDragDropMode(QAbstractItemView::DragDrop);
  view_->setDefaultDropAction(Qt::MoveAction);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  view_->setIndentation(12);
  view_->setIconSize({11, 11});
  view_->installEventFilter(this);
  auto* header = view_->header();
  header->setStretchLastSection(false);
  header->setMinimumSectionSize(34);
  header->setSectionResizeMode(LabelTreeModel::NameColumn, QHeaderView::Stretch);
  const int digit = view_->fontMetrics().horizontalAdvance(QLatin1Char('0'));
  header->resizeSection(LabelTreeModel::KeyColumn, 4 * digit + 8);
  header->resizeSection(LabelTreeModel::RegionsColumn, 7 * digit + 8);
  header->resizeSection(LabelTreeModel::VerifiedColumn, 5 * digit + 12);
  // The name needs the room.
  view_->setStyleSheet(
      QStringLiteral("QTreeView::item { height: %1px; } QHeaderView::section { padding: 4px 3px; }")
          .arg(view_->fontMetrics().height() + 6));
  header->setSortIndicator(LabelTreeModel::NameColumn, Qt::AscendingOrder);
  view_->setSortingEnabled(true);
  pages_->addWidget(view_);
  pages_->addWidget(empty_);
  setFocusProxy(view_);

  connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
    const auto selected = selectedLabels();
    model_->setFilter(text);
    restore(selected, selected.empty() ? 0 : selected.front(), 0);
    showState();
  });
  connect(header, &QHeaderView::sortIndicatorChanged, this, [this] { expandAll(); });
  connect(view_, &QTreeView::doubleClicked, this, [this](const QModelIndex& index) {
    const auto label = model_->labelAt(index);
    if (!label) return;
    index.column() == LabelTreeModel::KeyColumn ? view_->edit(index) : emit activated(*label);
  });
  connect(view_, &QTreeView::customContextMenuRequested, this, &LabelPanel::showMenu);
  connect(view_, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
    if (const auto label = model_->labelAt(index); label && !restoring_) collapsed_.insert(*label);
  });
  connect(view_, &QTreeView::expanded, this, [this](const QModelIndex& index) {
    if (const auto label = model_->labelAt(index); label && !restoring_) collapsed_.erase(*label);
  });
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LabelPanel::showState);
}

QAction* LabelPanel::action(const QString& id) const {
  const auto found = std::find_if(actions_.begin(), actions_.end(),
                                  [&](const QAction* one) { return one->objectName() == id; });
  return found == actions_.end() ? nullptr : *found;
}

// --- What is selected

std::vector<store::LabelId> LabelPanel::selectedLabels() const {
  std::vector<store::LabelId> labels;
  for (const auto& index : view_->selectionModel()->selectedRows()) {
    if (const auto label = model_->labelAt(index)) labels.push_back(*label);
  }
  return labels;
}

void LabelPanel::select(store::LabelId label) {
  const auto index = model_->indexOf(label);
  if (!index.isValid()) return;
  view_->setCurrentIndex(index);
  view_->scrollTo(index);
}

void LabelPanel::focusFilter() {
  filter_->setFocus(Qt::ShortcutFocusReason);
  filter_->selectAll();
}

std::vector<store::Label> LabelPanel::others() const {
  const auto selected = selectedLabels();
  std::vector<store::Label> rest;
  for (const auto& label : project_.labels()) {
    if (std::find(selected.begin(), selected.end(), label.id) == selected.end()) rest.push_back(label);
  }
  return rest;
}

qint64 LabelPanel::regionsOf(const std::vector<store::LabelId>& labels) const {
  qint64 regions = 0;
  for (const auto label : labels) {
    const auto found = model_->counts().find(label);
    if (found != model_->counts().end()) regions += found->second.regions;
  }
  return regions;
}

QString LabelPanel::namesOf(const std::vector<store::LabelId>& labels) const {
  if (labels.size() != 1) return tr("%n label(s)", nullptr, static_cast<int>(labels.size()));
  const auto* label = findLabel(project_.labels(), labels.front());
  return label == nullptr ? QString() : tr("“%1”").arg(QString::fromStdString(label->name));
}

// --- What is shown

void LabelPanel::labelsChanged() {
  const auto selected = selectedLabels();
  const auto current = model_->labelAt(view_->currentIndex());
  const int scrolled = view_->verticalScrollBar()->value();
  model_->setLabels(project_.labels());
  restore(selected, current.value_or(0), scrolled);
  showState();
  countSoon();
}

void LabelPanel::expandAll() {
  restoring_ = true;
  for (const auto& parent : model_->parents()) {
    const auto label = model_->labelAt(parent);
    // A filter shows all that it finds.
    if (!filter_->text().isEmpty() || !label || !collapsed_.contains(*label)) view_->expand(parent);
  }
  restoring_ = false;
}

void LabelPanel::restore(const std::vector<store::LabelId>& selected, store::LabelId current, int scrolled) {
  expandAll();
  QItemSelection selection;
  for (const auto label : selected) {
    const auto index = model_->indexOf(label);
    if (index.isValid()) selection.select(index, index.siblingAtColumn(LabelTreeModel::kColumnCount - 1));
  }
  if (const auto index = model_->indexOf(current); index.isValid())
    view_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
  view_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
  if (scrolled > 0) {
    view_->doItemsLayout();
    view_->verticalScrollBar()->setValue(scrolled);
  }
}

void LabelPanel::countSoon() {
  if (!countTimer_->isActive()) countTimer_->start();
}

void LabelPanel::readCounts() {
  if (!project_.isOpen()) return;
  auto counts = std::make_shared<LabelTreeModel::Counts>();
  project_.post([counts](store::Project& project) { *counts = store::Lookup(project).label_counts(); }, this,
                [this, counts] {
                  const auto selected = selectedLabels();
                  const auto current = model_->labelAt(view_->currentIndex());
                  const int scrolled = view_->verticalScrollBar()->value();
                  const auto* header = view_->header();
                  const bool reset = header->sortIndicatorSection() == LabelTreeModel::RegionsColumn ||
                                     header->sortIndicatorSection() == LabelTreeModel::VerifiedColumn;
                  model_->setCounts(std::move(*counts));
                  if (reset) restore(selected, current.value_or(0), scrolled);
                  showState();
                });
}

void LabelPanel::showState() {
  const bool open = project_.isOpen(), editable = open && !project_.summary()->read_only;
  const auto selected = selectedLabels();
  const bool some = !selected.empty(), one = selected.size() == 1;
  const bool current = view_->currentIndex().isValid();
  for (auto* action : actions_) {
    const QString id = action->objectName();
    bool enabled = editable && some;
    if (id == QLatin1String("labels.add") || id == QLatin1String("labels.import")) enabled = editable;
    if (id == QLatin1String("labels.addBelow")) enabled = editable && current;
    if (id == QLatin1String("labels.rename") || id == QLatin1String("labels.key")) enabled = editable && one;
    if (id == QLatin1String("labels.images")) enabled = open && some;
    if (id == QLatin1String("labels.export")) enabled = open && !project_.labels().empty();
    action->setEnabled(enabled);
  }
  filter_->setEnabled(open);
  if (!open) {
    empty_->show(QStringLiteral("label"), tr("No project is open"), {});
  } else if (project_.labels().empty()) {
    empty_->show(QStringLiteral("label"), tr("The project has no labels yet"),
                 tr("Add one, import a list, or draw a box and press E."), tr("Add a label…"));
  } else if (model_->shownLabels() == 0) {
    empty_->show(QStringLiteral("filter"), tr("No label has this in its name"), {}, tr("Clear the filter"));
  }
  pages_->setCurrentWidget(model_->shownLabels() == 0 ? static_cast<QWidget*>(empty_) : view_);
  if (!open) {
    foot_->clear();
    return;
  }
  qint64 regions = 0, verified = 0;
  for (const auto& [label, count] : model_->counts()) {
    regions += count.regions;
    verified += count.verified;
  }
  const auto without = model_->counts().find(0);
  const qint64 unlabelled = without == model_->counts().end() ? 0 : without->second.regions;
  const QLocale locale;
  QStringList parts{tr("%Ln label(s)", nullptr, static_cast<int>(project_.labels().size())),
                    tr("%Ln region(s)", nullptr, static_cast<int>(regions))};
  if (unlabelled > 0) parts << tr("%Ln without label", nullptr, static_cast<int>(unlabelled));
  if (regions > 0) parts << tr("%1 % verified").arg(100 * verified / regions);
  foot_->setText(parts.join(QStringLiteral(" · ")));
  foot_->setToolTip(foot_->text());
}

void LabelPanel::showMenu(const QPoint& at) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (auto* action : actions_) {
    const QString id = action->objectName();
    if (id == QLatin1String("labels.images") || id == QLatin1String("labels.import")) menu->addSeparator();
    menu->addAction(action);
  }
  menu->popup(view_->viewport()->mapToGlobal(at));
}

void LabelPanel::refuse(const QString& message) {
  notice_->setText(QStringLiteral("⚠ ") + message);
  notice_->show();
}

bool LabelPanel::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (watched == filter_ && (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter)) {
      view_->setFocus();
      if (!view_->currentIndex().isValid()) view_->setCurrentIndex(model_->index(0, 0));
      return true;
    }
    if (watched == filter_ && key == Qt::Key_Escape && !filter_->text().isEmpty()) {
      filter_->clear();
      return true;
    }
    if (watched == view_ && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
      if (const auto label = model_->labelAt(view_->currentIndex())) emit activated(*label);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace cloc::ui
