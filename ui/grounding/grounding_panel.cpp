// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grounding/grounding_panel.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QShortcut>
#include <QSlider>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

enum Column { kPhrase, kScore, kOther, kIou };

QIcon swatch(const QColor& colour) {
  QPixmap pixmap(24, 24);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(Qt::white, 1.5));  // also on a selection of the same colour
  painter.setBrush(colour);
  painter.drawRoundedRect(QRectF(4, 4, 16, 16), 3, 3);
  QIcon made(pixmap);
  made.addPixmap(pixmap, QIcon::Selected);  // else the style would tint it
  return made;
}

QString scoreText(float score) {
  return QString::number(static_cast<double>(score), 'f', 2);
}

}  // namespace

GroundingPanel::GroundingPanel(QWidget* parent)
    : QWidget(parent),
      input_(new QLineEdit(this)),
      list_(new QTreeWidget(this)),
      heat_(new QCheckBox(tr("Heat map"), this)),
      opacity_(new QSlider(Qt::Horizontal, this)),
      model_(new QComboBox(this)),
      notice_(new QLabel(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 10, 10, 10);
  layout->setSpacing(8);

  input_->setPlaceholderText(tr("Phrase: a red apple"));
  input_->setToolTip(tr("Enter adds it; several at once between commas"));
  input_->setAccessibleName(tr("Phrase to find in the image"));
  input_->addAction(icon(QStringLiteral("ground")), QLineEdit::LeadingPosition);
  input_->setClearButtonEnabled(true);
  layout->addWidget(input_);
  notice_->setWordWrap(true);
  notice_->hide();
  layout->addWidget(notice_);

  list_->setColumnCount(4);
  list_->setHeaderLabels({tr("Phrase"), tr("Score"), tr("Other"), tr("IoU")});
  list_->setRootIsDecorated(false);
  list_->setUniformRowHeights(true);
  list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  list_->header()->setStretchLastSection(false);
  list_->header()->setSectionResizeMode(kPhrase, QHeaderView::Stretch);
  list_->header()->setMinimumSectionSize(24);
  for (const int column : {kScore, kOther, kIou}) {
    list_->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    list_->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  list_->setColumnHidden(kOther, true);
  list_->setColumnHidden(kIou, true);
  list_->setContextMenuPolicy(Qt::ActionsContextMenu);
  list_->setAccessibleName(tr("Phrases"));
  auto* keep = new QAction(icon(QStringLiteral("box")), tr("Keep the box as a region"), list_);
  auto* remove = new QAction(icon(QStringLiteral("delete")), tr("Remove the phrase"), list_);
  remove->setShortcut(QKeySequence::Delete);
  remove->setShortcutContext(Qt::WidgetShortcut);
  list_->addActions({keep, remove});
  layout->addWidget(list_, 1);

  buildHeatControls();
  buildComparison();

  connect(input_, &QLineEdit::returnPressed, this, &GroundingPanel::addTyped);
  connect(remove, &QAction::triggered, this, &GroundingPanel::removeSelected);
  connect(keep, &QAction::triggered, this, [this] {
    for (auto* item : list_->selectedItems()) emit keepRequested(list_->indexOfTopLevelItem(item));
  });
  connect(list_, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem*, int column) {
    if (column == kPhrase) emit shownChanged();
  });
  connect(list_, &QTreeWidget::itemActivated, this,
          [this](QTreeWidgetItem* item) { emit phraseActivated(list_->indexOfTopLevelItem(item)); });
  connect(list_, &QTreeWidget::currentItemChanged, this, [this] {
    if (heat_->isChecked()) emit heatChanged();
  });
}

void GroundingPanel::buildHeatControls() {
  auto* heatRow = new QHBoxLayout();
  heat_->setToolTip(tr("How like the selected phrase each part of the image is"));
  opacity_->setRange(0, 100);
  opacity_->setValue(55);
  opacity_->setAccessibleName(tr("Opacity of the heat map"));
  opacity_->setToolTip(tr("Opacity of the heat map"));
  heatRow->addWidget(heat_);
  heatRow->addWidget(opacity_, 1);

  static_cast<QVBoxLayout*>(layout())->addLayout(heatRow);
  connect(heat_, &QCheckBox::toggled, this, &GroundingPanel::heatChanged);
  connect(opacity_, &QSlider::valueChanged, this, [this] { emit opacityChanged(heatOpacity()); });
}

void GroundingPanel::buildComparison() {
  auto* exports = new QToolButton(this);
  exports->setIcon(icon(QStringLiteral("export")));
  exports->setText(tr("Export"));
  exports->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  exports->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(exports);
  menu->addAction(tr("Picture as PNG…"), this, &GroundingPanel::exportPngRequested);
  menu->addAction(tr("Picture as SVG…"), this, &GroundingPanel::exportSvgRequested);
  menu->addAction(tr("Boxes as COCO JSON…"), this, &GroundingPanel::exportCocoRequested);
  exports->setMenu(menu);

  model_->setAccessibleName(tr("Compare with another model"));
  model_->setToolTip(tr("Ground the same phrases with another model, side by side or as dashed boxes"));
  model_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  setModels({});
  modelRow_ = new QHBoxLayout();
  modelRow_->addWidget(model_, 1);
  modelRow_->addWidget(exports);
  static_cast<QVBoxLayout*>(layout())->addLayout(modelRow_);
  connect(model_, &QComboBox::currentIndexChanged, this, &GroundingPanel::compareChanged);
}

void GroundingPanel::addComparisonAction(QAction* action) {
  auto* button = new QToolButton(this);
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonIconOnly);
  button->setAccessibleName(action->text());
  button->setVisible(!compareModel().empty());
  modelRow_->insertWidget(modelRow_->count() - 1, button);
  comparisonButtons_ << button;
}

void GroundingPanel::compareChanged() {
  const bool comparing = !compareModel().empty();
  list_->setColumnHidden(kOther, !comparing);
  list_->setColumnHidden(kIou, !comparing);
  for (auto* button : comparisonButtons_) button->setVisible(comparing);
  emit compareModelChanged();
}

void GroundingPanel::addTyped() {
  addPhrases(input_->text().split(QLatin1Char(',')));
  input_->clear();
}

void GroundingPanel::addPhrases(const QStringList& phrases) {
  bool added = false;
  for (const auto& phrase : phrases) {
    const QString text = phrase.simplified();
    if (text.isEmpty() || phrases_.contains(text)) continue;
    phrases_ << text;
    added = true;
  }
  if (!added) return;
  rebuild();
  list_->setCurrentItem(list_->topLevelItem(list_->topLevelItemCount() - 1));
  emit phrasesChanged(phrases_);
}

void GroundingPanel::removeSelected() {
  std::vector<int> rows;
  for (auto* item : list_->selectedItems()) rows.push_back(list_->indexOfTopLevelItem(item));
  if (rows.empty()) return;
  std::sort(rows.rbegin(), rows.rend());
  for (const int row : rows) phrases_.removeAt(row);
  rebuild();
  emit phrasesChanged(phrases_);
}

void GroundingPanel::rebuild() {
  const QSignalBlocker quiet(list_);
  QStringList hidden;
  for (int i = 0; i < list_->topLevelItemCount(); ++i) {
    if (!isShown(i)) hidden << list_->topLevelItem(i)->text(kPhrase);
  }
  list_->clear();
  found_.clear();  // to the phrases of before
  compared_.clear();
  for (int i = 0; i < phrases_.size(); ++i) {
    auto* item = new QTreeWidgetItem(list_, {phrases_[i]});
    item->setIcon(kPhrase, swatch(seriesColour(i)));
    item->setCheckState(kPhrase, hidden.contains(phrases_[i]) ? Qt::Unchecked : Qt::Checked);
    item->setTextAlignment(kScore, Qt::AlignRight | Qt::AlignVCenter);
    item->setTextAlignment(kOther, Qt::AlignRight | Qt::AlignVCenter);
  }
}

bool GroundingPanel::isShown(int phrase) const {
  const auto* item = list_->topLevelItem(phrase);
  return item != nullptr && item->checkState(kPhrase) == Qt::Checked;
}

int GroundingPanel::heatPhrase() const {
  if (!heat_->isChecked() || phrases_.isEmpty()) return -1;
  return std::max(0, list_->indexOfTopLevelItem(list_->currentItem()));
}

float GroundingPanel::heatOpacity() const {
  return static_cast<float>(opacity_->value()) / 100;
}

std::filesystem::path GroundingPanel::compareModel() const {
  return model_->currentData().toString().toStdString();
}

void GroundingPanel::setGrounded(const std::vector<engine::GroundedPhrase>& found) {
  if (static_cast<int>(found.size()) != phrases_.size()) return;
  found_ = found;
  showAnswers();
}

void GroundingPanel::setCompared(const std::vector<engine::GroundedPhrase>& found) {
  if (static_cast<int>(found.size()) != phrases_.size()) return;
  compared_ = found;
  showAnswers();
}

void GroundingPanel::clearAnswers() {
  found_.clear();
  clearCompared();
}

void GroundingPanel::clearCompared() {
  compared_.clear();
  showAnswers();
}

void GroundingPanel::showAnswers() {
  const QSignalBlocker quiet(list_);
  for (int i = 0; i < list_->topLevelItemCount(); ++i) {
    auto* item = list_->topLevelItem(i);
    const auto at = static_cast<std::size_t>(i);
    const bool own = at < found_.size(), other = at < compared_.size();
    item->setText(kScore, own ? scoreText(found_[at].score) : QString());
    item->setText(kOther, other ? scoreText(compared_[at].score) : QString());
    item->setText(kIou, own && other ? scoreText(iou(found_[at].box, compared_[at].box)) : QString());
  }
}

void GroundingPanel::setModels(const std::vector<ModelChoice>& models) {
  const auto before = compareModel();
  {
    const QSignalBlocker quiet(model_);
    const QVariant chosen = model_->currentData();
    models_ = models;
    model_->clear();
    model_->addItem(tr("Compare with…"), QString());
    for (const auto& choice : models)
      model_->addItem(choice.name, QString::fromStdString(choice.folder.string()));
    model_->setCurrentIndex(std::max(0, model_->findData(chosen)));
  }
  if (compareModel() != before) compareChanged();  // it is not there any more
}

QString GroundingPanel::modelName(const std::filesystem::path& folder) const {
  for (const auto& choice : models_) {
    if (choice.folder == folder) return choice.name;
  }
  return {};
}

void GroundingPanel::setModelNames(const QString& own, const QString& other) {
  auto* header = list_->headerItem();
  header->setToolTip(kScore, tr("How like the phrase the box of %1 is").arg(own));
  header->setToolTip(kOther, tr("The same of %1").arg(other));
  header->setToolTip(kIou, tr("How far the two boxes agree: their intersection over their union"));
}

void GroundingPanel::setNotice(const QString& text) {
  notice_->setText(text);
  notice_->setVisible(!text.isEmpty());
}

void GroundingPanel::focusPhrase() {
  input_->setFocus(Qt::ShortcutFocusReason);
  input_->selectAll();
}

}  // namespace cloc::ui
