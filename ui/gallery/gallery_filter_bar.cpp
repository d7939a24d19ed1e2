// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery_filter_bar.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStandardItemModel>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

int indexOf(const QComboBox* box, int value) {
  return box->findData(value);
}

}  // namespace

GalleryFilterBar::GalleryFilterBar(Entries labels, Entries folders, QWidget* parent)
    : QWidget(parent),
      name_(new QLineEdit),
      labels_(new CheckListButton(tr("Labels"), QStringLiteral("label"), std::move(labels))),
      state_(new QComboBox),
      verified_(new QComboBox),
      folders_(new CheckListButton(tr("Folders"), QStringLiteral("folder"), std::move(folders))),
      score_(new QDoubleSpinBox),
      sort_(new QComboBox),
      direction_(new QToolButton) {
  name_->setPlaceholderText(tr("Filter by file name (* and ? allowed)"));
  name_->setClearButtonEnabled(true);
  name_->setAccessibleName(tr("File name"));
  name_->setMinimumWidth(90);
  name_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  name_->installEventFilter(this);

  using State = GalleryFilter::State;
  state_->addItem(tr("All images"), static_cast<int>(State::All));
  state_->addItem(tr("Labelled"), static_cast<int>(State::Labelled));
  state_->addItem(tr("Not labelled"), static_cast<int>(State::Unlabelled));
  state_->setToolTip(tr("Labelled images have at least one region"));
  state_->setAccessibleName(tr("Labelled or not"));
  using Verified = GalleryFilter::Verified;
  verified_->addItem(tr("Verified or not"), static_cast<int>(Verified::All));
  verified_->addItem(tr("Verified"), static_cast<int>(Verified::Yes));
  verified_->addItem(tr("Not verified"), static_cast<int>(Verified::No));
  verified_->setToolTip(tr("Verified images have been marked as looked at: tap Space on the image"));
  verified_->setAccessibleName(tr("Verified or not"));
  verified_->setObjectName(QStringLiteral("verifiedFilter"));
  labels_->setToolTip(tr("Images with a region of any of these labels"));
  folders_->setToolTip(tr("Images in or below any of these folders"));

  score_->setRange(-1, 1);
  score_->setSingleStep(0.01);
  score_->setDecimals(2);
  score_->setSpecialValueText(tr("Any score"));
  score_->setPrefix(tr("Score ≥ "));
  score_->setValue(score_->minimum());
  score_->setToolTip(tr("Images that the search gave at least this score"));
  score_->setAccessibleName(tr("Least score"));

  using Key = GallerySort::Key;
  sort_->addItem(tr("Folder and name"), static_cast<int>(Key::FolderAndName));
  sort_->addItem(tr("Name"), static_cast<int>(Key::Name));
  sort_->addItem(tr("Order of adding"), static_cast<int>(Key::Added));
  sort_->addItem(tr("Number of regions"), static_cast<int>(Key::Regions));
  sort_->addItem(tr("Score"), static_cast<int>(Key::Score));
  sort_->setToolTip(tr("Sort by"));
  sort_->setAccessibleName(tr("Sort by"));
  direction_->setFocusPolicy(Qt::StrongFocus);
  for (auto* box : {state_, verified_, sort_}) box->setSizeAdjustPolicy(QComboBox::AdjustToContents);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 6);
  layout->setSpacing(6);
  // Three rows: the gallery is a narrow panel beside the image.
  const auto addRow = [layout] {
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    layout->addLayout(row);
    return row;
  };
  auto* upper = addRow();
  upper->addWidget(name_, 1);
  upper->addWidget(sort_);
  upper->addWidget(direction_);
  auto* states = addRow();
  states->addWidget(state_, 1);
  states->addWidget(verified_, 1);
  auto* lower = addRow();
  lower->addWidget(labels_);
  lower->addWidget(folders_);
  lower->addWidget(score_);
  lower->addStretch(1);

  connect(name_, &QLineEdit::textChanged, this, &GalleryFilterBar::changed);
  connect(labels_, &CheckListButton::checkedChanged, this, &GalleryFilterBar::changed);
  connect(folders_, &CheckListButton::checkedChanged, this, &GalleryFilterBar::changed);
  connect(state_, &QComboBox::currentIndexChanged, this, &GalleryFilterBar::changed);
  connect(verified_, &QComboBox::currentIndexChanged, this, &GalleryFilterBar::changed);
  connect(sort_, &QComboBox::currentIndexChanged, this, &GalleryFilterBar::changed);
  connect(score_, &QDoubleSpinBox::valueChanged, this, &GalleryFilterBar::changed);
  connect(direction_, &QToolButton::clicked, this, [this] {
    descending_ = !descending_;
    showDirection();
    changed();
  });
  showDirection();
  setScored(false);
}

void GalleryFilterBar::showDirection() {
  direction_->setArrowType(descending_ ? Qt::DownArrow : Qt::UpArrow);
  direction_->setToolTip(descending_ ? tr("Descending; click for ascending")
                                     : tr("Ascending; click for descending"));
  direction_->setAccessibleName(descending_ ? tr("Descending") : tr("Ascending"));
}

GalleryQuery GalleryFilterBar::query() const {
  GalleryQuery query;
  query.filter.name = name_->text();
  query.filter.state = static_cast<GalleryFilter::State>(state_->currentData().toInt());
  query.filter.verified = static_cast<GalleryFilter::Verified>(verified_->currentData().toInt());
  for (const QString& key : labels_->checked()) query.filter.labels.push_back(key.toUInt());
  query.filter.folders = folders_->checked();
  if (!score_->isHidden() && score_->value() > score_->minimum()) {
    query.filter.scoreAtLeast = static_cast<float>(score_->value());
  }
  query.sort.key = static_cast<GallerySort::Key>(sort_->currentData().toInt());
  query.sort.descending = descending_;
  return query;
}

void GalleryFilterBar::setQuery(const GalleryQuery& query) {
  setting_ = true;
  name_->setText(query.filter.name);
  state_->setCurrentIndex(indexOf(state_, static_cast<int>(query.filter.state)));
  verified_->setCurrentIndex(indexOf(verified_, static_cast<int>(query.filter.verified)));
  QStringList labels;
  for (const std::uint32_t label : query.filter.labels) labels.append(QString::number(label));
  labels_->setChecked(labels);
  folders_->setChecked(query.filter.folders);
  score_->setValue(query.filter.scoreAtLeast ? static_cast<double>(*query.filter.scoreAtLeast)
                                             : score_->minimum());
  sort_->setCurrentIndex(indexOf(sort_, static_cast<int>(query.sort.key)));
  descending_ = query.sort.descending;
  showDirection();
  setting_ = false;
  emit queryChanged();
}

void GalleryFilterBar::clearFilter() {
  GalleryQuery cleared = query();
  cleared.filter = {};
  setQuery(cleared);
}

void GalleryFilterBar::setScored(bool scored) {
  score_->setVisible(scored);
  auto* items = qobject_cast<QStandardItemModel*>(sort_->model());
  items->item(indexOf(sort_, static_cast<int>(GallerySort::Key::Score)))->setEnabled(scored);
}

void GalleryFilterBar::focusName() {
  name_->setFocus(Qt::ShortcutFocusReason);
  name_->selectAll();
}

void GalleryFilterBar::changed() {
  if (!setting_) emit queryChanged();
}

bool GalleryFilterBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == name_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
      emit left();
      return true;
    }
    if (key == Qt::Key_Escape && !name_->text().isEmpty()) {
      name_->clear();
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace cloc::ui
