// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of DetailsPanel and what they are joined to.
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QStringListModel>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/canvas/region_document.h"
#include "ui/details/details_panel.h"
#include "ui/details/history_list.h"
#include "ui/details/notes_editor.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
namespace {

const std::vector<std::string>& flagNames() {
  static const std::vector<std::string> names{data::kDifficult, data::kCrowd, data::kOccluded,
                                              data::kTruncated};
  return names;
}

QLabel* heading(QWidget* parent) {
  auto* label = new QLabel(parent);
  QFont bold = label->font();
  bold.setBold(true);
  label->setFont(bold);
  label->setMinimumWidth(40);
  return label;
}

}  // namespace

DetailsPanel::DetailsPanel(ProjectService& project, RegionDocument& document, QWidget* parent)
    : QWidget(parent), project_(project), document_(document) {
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* content = new QWidget(scroll);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(12, 10, 12, 10);
  column->setSpacing(6);
  column->addWidget(buildRegion());
  auto* line = new QFrame(content);
  line->setFixedHeight(1);
  line->setBackgroundRole(QPalette::Mid);
  line->setAutoFillBackground(true);
  column->addSpacing(6);
  column->addWidget(line);
  column->addSpacing(6);
  column->addWidget(buildImage());
  column->addStretch(1);
  scroll->setWidget(content);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);

  connect(&document_, &RegionDocument::selectionChanged, this, &DetailsPanel::selectionChanged);
  connect(&document_, &RegionDocument::regionsChanged, this, [this] {
    showRegions();
    showImage();
  });
  connect(&document_, &RegionDocument::imageChanged, this, &DetailsPanel::imageChanged);
  connect(&document_, &RegionDocument::verifiedChanged, this, &DetailsPanel::showImage);
  connect(&project_, &ProjectService::labelsChanged, this, [this] {
    namesKnown_ = false;
    showRegions();
  });
  label_->installEventFilter(this);
  connect(&project_, &ProjectService::regionsChanged, this,
          [this](const std::vector<store::ImageId>& images) {
            if (std::find(images.begin(), images.end(), image_) == images.end()) return;
            readImage();
            showHistory();
          });
  connect(&project_, &ProjectService::manyRegionsChanged, this, &DetailsPanel::showHistory);
  connect(&project_, &ProjectService::splitsChanged, this, &DetailsPanel::readSplits);
  connect(&project_, &ProjectService::countsChanged, this, &DetailsPanel::readSplits);
  connect(&project_, &ProjectService::closed, this, [this] {
    splitsKnown_ = false;
    imageChanged();
  });
  showState();
}

QWidget* DetailsPanel::buildRegion() {
  auto* part = new QWidget(this);
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  regionTitle_ = heading(part);
  regionTitle_->setObjectName(QStringLiteral("details.regionTitle"));
  noRegion_ = new QLabel(tr("Select a region on the image to see and change what is said of it."), part);
  noRegion_->setWordWrap(true);
  noRegion_->setForegroundRole(QPalette::PlaceholderText);
  regionFields_ = new QWidget(part);
  column->addWidget(regionTitle_);
  column->addWidget(noRegion_);
  column->addWidget(regionFields_);

  auto* fields = new QVBoxLayout(regionFields_);
  fields->setContentsMargins(0, 0, 0, 0);
  fields->setSpacing(6);
  label_ = new QLineEdit(regionFields_);
  label_->setObjectName(QStringLiteral("details.label"));
  label_->setAccessibleName(tr("Label"));
  label_->setToolTip(
      tr("The label; a name that there is not yet makes a new one, an empty field takes it away"));
  completer_ = new QCompleter(new QStringListModel(this), this);
  completer_->setCaseSensitivity(Qt::CaseInsensitive);
  completer_->setFilterMode(Qt::MatchContains);
  label_->setCompleter(completer_);
  auto* form = new QFormLayout;
  form->setContentsMargins(0, 0, 0, 0);
  form->addRow(tr("Label"), label_);
  fields->addLayout(form);
  auto* flags = new QGridLayout;
  flags->setContentsMargins(0, 0, 0, 0);
  fields->addLayout(flags);
  addFlag(data::kDifficult, tr("Difficult"), tr("Hard to tell; many evaluations leave such regions out"));
  addFlag(data::kCrowd, tr("Crowd"), tr("The box is around a group, not one thing"));
  addFlag(data::kOccluded, tr("Occluded"), tr("A part of it is hidden behind something"));
  addFlag(data::kTruncated, tr("Truncated"), tr("A part of it lies outside of the image"));
  for (std::size_t i = 0; i < flags_.size(); ++i)
    flags->addWidget(flags_[i].second, static_cast<int>(i / 2), static_cast<int>(i % 2));
  regionNotes_ = new NotesEditor(QStringLiteral("details.region"), flagNames(), regionFields_);
  fields->addWidget(regionNotes_);
  history_ = new HistoryList(regionFields_);
  auto* historyTitle = new QLabel(tr("History"), regionFields_);
  historyTitle->setForegroundRole(QPalette::PlaceholderText);
  fields->addWidget(historyTitle);
  fields->addWidget(history_);

  connect(label_, &QLineEdit::editingFinished, this, &DetailsPanel::takeLabel);
  connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, [this] {
    label_->setModified(true);
    takeLabel();
  });
  connect(regionNotes_, &NotesEditor::captionsEdited, this, [this](const std::vector<std::string>& captions) {
    changeRegions(tr("captions of a region"), [&](store::Region& region) { setCaptions(region, captions); });
  });
  connect(regionNotes_, &NotesEditor::attributeEdited, this, &DetailsPanel::setRegionAttribute);
  connect(regionNotes_, &NotesEditor::attributeRenamed, this, &DetailsPanel::renameRegionAttribute);
  connect(history_, &HistoryList::revertRequested, this, &DetailsPanel::revert);
  return part;
}

void DetailsPanel::addFlag(const char* name, const QString& text, const QString& toolTip) {
  auto* box = new QCheckBox(text, regionFields_);
  box->setObjectName(QStringLiteral("details.") + QLatin1String(name));
  box->setToolTip(toolTip);
  flags_.emplace_back(name, box);
  connect(box, &QCheckBox::clicked, this, [this, box, name = QString::fromLatin1(name)] {
    // A box between both means that they differ; the user's click makes them the same.
    const bool on = box->checkState() != Qt::Unchecked;
    setRegionAttribute(name, on ? std::optional(data::AttributeValue(true)) : std::nullopt);
  });
}

QWidget* DetailsPanel::buildImage() {
  auto* part = new QWidget(this);
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  imageTitle_ = heading(part);
  imageFacts_ = new QLabel(part);
  imageFacts_->setObjectName(QStringLiteral("details.imageFacts"));
  imageFacts_->setForegroundRole(QPalette::PlaceholderText);
  imageFacts_->setWordWrap(true);
  imageFields_ = new QWidget(part);
  column->addWidget(imageTitle_);
  column->addWidget(imageFacts_);
  column->addWidget(imageFields_);
  auto* fields = new QVBoxLayout(imageFields_);
  fields->setContentsMargins(0, 0, 0, 0);
  fields->setSpacing(6);
  verified_ = new QCheckBox(tr("Verified"), imageFields_);
  verified_->setObjectName(QStringLiteral("details.verified"));
  verified_->setToolTip(tr("Looked at and found right; on the image, tap Space"));
  split_ = new QComboBox(imageFields_);
  split_->setObjectName(QStringLiteral("details.split"));
  split_->setEditable(true);
  split_->setInsertPolicy(QComboBox::NoInsert);
  split_->setAccessibleName(tr("Split"));
  split_->setToolTip(tr("The part of the data that the image belongs to: train, val, test, or another word"));
  split_->lineEdit()->setPlaceholderText(tr("none"));
  auto* form = new QFormLayout;
  form->setContentsMargins(0, 0, 0, 0);
  form->addRow(tr("Split"), split_);
  fields->addWidget(verified_);
  fields->addLayout(form);
  imageNotes_ = new NotesEditor(QStringLiteral("details.image"), {}, imageFields_);
  fields->addWidget(imageNotes_);

  connect(verified_, &QCheckBox::clicked, this, [this] {
    if (verified_->isChecked() != document_.verified()) document_.toggleVerified();
  });
  connect(split_, &QComboBox::textActivated, this, &DetailsPanel::setSplit);
  connect(split_->lineEdit(), &QLineEdit::editingFinished, this, [this] { setSplit(split_->currentText()); });
  connect(imageNotes_, &NotesEditor::captionsEdited, this, [this](const std::vector<std::string>& captions) {
    changeImage(tr("captions of the image"), [&](store::ImageNotes& notes) { notes.captions = captions; });
  });
  connect(imageNotes_, &NotesEditor::attributeEdited, this,
          [this](const QString& name, const std::optional<data::AttributeValue>& value) {
            changeImage(tr("attribute \"%1\" of the image").arg(name), [&](store::ImageNotes& notes) {
              notes.attributes = withAttribute(notes.attributes, name.toStdString(), value);
            });
          });
  connect(imageNotes_, &NotesEditor::attributeRenamed, this, [this](const QString& from, const QString& to) {
    changeImage(tr("attribute \"%1\" of the image").arg(to), [&](store::ImageNotes& notes) {
      const auto* value = notes.attributes.find(from.toStdString());
      if (value == nullptr) return;
      const auto kept = *value;
      notes.attributes = withAttribute(withAttribute(notes.attributes, from.toStdString(), std::nullopt),
                                       to.toStdString(), kept);
    });
  });
  return part;
}

}  // namespace cloc::ui
