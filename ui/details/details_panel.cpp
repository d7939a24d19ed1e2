// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/details/details_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStringListModel>
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "core/store/lookup.h"
#include "ui/canvas/region_document.h"
#include "ui/details/history_list.h"
#include "ui/details/notes_editor.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
void DetailsPanel::focusCaptions() {
  auto* captions = findChild<CaptionField*>(regions_.empty() ? QStringLiteral("details.image.captions")
                                                             : QStringLiteral("details.region.captions"));
  captions->setFocus(Qt::ShortcutFocusReason);
}

bool DetailsPanel::editable() const {
  return project_.isOpen() && !project_.summary()->read_only;
}

void DetailsPanel::commit() {
  leaving_ = true;
  regionNotes_->commit();
  imageNotes_->commit();
  takeLabel();
  leaving_ = false;
}

void DetailsPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  readImage();
  showHistory();
}

bool DetailsPanel::eventFilter(QObject* watched, QEvent* event) {
  // Not with each change of the label set: thousands of names are sorted.
  if (watched == label_ && event->type() == QEvent::FocusIn && !std::exchange(namesKnown_, true)) {
    QStringList names;
    for (const auto& label : project_.labels()) names << QString::fromStdString(label.name);
    names.sort(Qt::CaseInsensitive);
    static_cast<QStringListModel*>(completer_->model())->setStringList(names);
  }
  return QWidget::eventFilter(watched, event);
}

void DetailsPanel::showState() {
  const bool image = document_.image() != 0 && project_.isOpen();
  const bool can = editable();
  noRegion_->setVisible(regions_.empty());
  regionFields_->setVisible(!regions_.empty());
  imageFields_->setVisible(image);
  imageFacts_->setVisible(image);
  label_->setReadOnly(!can);
  for (const auto& [name, box] : flags_) box->setEnabled(can);
  regionNotes_->setEditable(can);
  imageNotes_->setEditable(can && imageKnown_);
  verified_->setEnabled(can);
  split_->setEnabled(can && imageKnown_);
  history_->setEditable(can);
  imageTitle_->setText(image ? QString::fromStdString(path_.filename().string()) : tr("No image is open"));
  imageTitle_->setToolTip(QString::fromStdString(path_.string()));
}

// --- Regions

void DetailsPanel::selectionChanged() {
  commit();  // what was typed is about the regions that were shown
  showRegions();
}

void DetailsPanel::showRegions() {
  std::vector<store::RegionId> before;
  for (const auto& region : regions_) before.push_back(region.id);
  regions_.clear();
  int locked = 0;
  for (const auto id : document_.selection()) {
    const auto* region = document_.find(id);
    if (region == nullptr) continue;
    regions_.push_back(*region);
    locked += region->locked ? 1 : 0;
  }
  std::vector<store::RegionId> now;
  std::vector<store::ImageNotes> notes;
  for (const auto& region : regions_) {
    now.push_back(region.id);
    notes.push_back(notesOf(region));
  }
  const bool same = now == before;
  QString title = regions_.empty() ? tr("No region is selected")
                                   : tr("%n region(s)", nullptr, static_cast<int>(regions_.size()));
  if (locked > 0) title += QStringLiteral(" · ") + tr("%n locked", nullptr, locked);
  regionTitle_->setText(title);
  const auto common = commonNotes(notes);
  regionNotes_->setNotes(common, same);
  for (const auto& [name, box] : flags_) {
    const auto on = std::count_if(regions_.begin(), regions_.end(),
                                  [&](const auto& region) { return region.attributes.flag(name); });
    const bool mixed = on > 0 && on < static_cast<std::ptrdiff_t>(regions_.size());
    box->setTristate(mixed);
    box->setCheckState(mixed ? Qt::PartiallyChecked : on > 0 ? Qt::Checked : Qt::Unchecked);
  }
  if (!same || !label_->isModified()) {
    const bool alike = std::all_of(regions_.begin(), regions_.end(), [&](const auto& region) {
      return region.label_id == regions_.front().label_id;
    });
    label_->setText(alike && !regions_.empty() ? document_.labelName(regions_.front().label_id) : QString());
    label_->setPlaceholderText(alike ? tr("none") : tr("(different)"));
    label_->setModified(false);
  }
  showState();
  if (!same) showHistory();
}

void DetailsPanel::changeRegions(const QString& text, const std::function<void(store::Region&)>& change) {
  RegionEdits edits;
  for (auto& region : regions_) {
    if (region.locked) continue;
    auto after = region;
    change(after);
    if (after.caption == region.caption && after.more_captions == region.more_captions &&
        after.attributes == region.attributes && after.label_id == region.label_id && after.box == region.box)
      continue;
    edits.push_back({RegionEdit::Kind::Update, region, after});
    region = std::move(after);
  }
  push(std::move(edits), text);
}

void DetailsPanel::push(RegionEdits edits, const QString& text) {
  if (!leaving_) {
    document_.edit(std::move(edits), text);
    return;
  }
  // Not in the middle of an undo, which may be what shows another image.
  QMetaObject::invokeMethod(
      this, [this, edits = std::move(edits), text] { document_.edit(edits, text); }, Qt::QueuedConnection);
}

void DetailsPanel::setRegionAttribute(const QString& name, const std::optional<data::AttributeValue>& value) {
  changeRegions(value ? tr("attribute \"%1\"").arg(name) : tr("remove the attribute \"%1\"").arg(name),
                [&](store::Region& region) {
                  region.attributes = withAttribute(region.attributes, name.toStdString(), value);
                });
}

void DetailsPanel::renameRegionAttribute(const QString& from, const QString& to) {
  changeRegions(tr("attribute \"%1\"").arg(to), [&](store::Region& region) {
    const auto* value = region.attributes.find(from.toStdString());
    if (value == nullptr) return;
    const auto kept = *value;
    region.attributes = withAttribute(withAttribute(region.attributes, from.toStdString(), std::nullopt),
                                      to.toStdString(), kept);
  });
}

void DetailsPanel::takeLabel() {
  if (!label_->isModified() || regions_.empty()) return;
  label_->setModified(false);
  const QString name = label_->text().trimmed();
  if (name.isEmpty()) {
    changeRegions(tr("remove the label"), [](store::Region& region) { region.label_id.reset(); });
    return;
  }
  for (const auto& label : project_.labels()) {
    if (QString::fromStdString(label.name) != name) continue;
    changeRegions(tr("label \"%1\"").arg(name), [&](store::Region& region) { region.label_id = label.id; });
    return;
  }
  std::vector<store::RegionId> ids;
  for (const auto& region : regions_) ids.push_back(region.id);
  emit labelRequested(ids, name);
}

void DetailsPanel::showHistory() {
  if (!isVisible() || !project_.isOpen()) return;
  if (regions_.size() != 1) {
    historyOf_ = 0;
    history_->setText(regions_.empty() ? QString() : tr("Select one region to see what was done to it."));
    return;
  }
  const auto region = regions_.front().id;
  historyOf_ = region;
  project_.readHistory(region, this, [this, region](const std::vector<store::RegionEvent>& events) {
    if (historyOf_ == region) history_->setEvents(events);
  });
}

// As a step of the window's own: on top of what is shown, also of what is not written yet.
void DetailsPanel::revert(const store::RegionEvent& event, store::Edits::Moment moment) {
  if (regions_.size() != 1) return;
  const bool before = moment == store::Edits::Moment::Before;
  std::optional<store::LabelId> label;
  const bool labelAlone = event.change.kind == store::Change::Kind::Relabel;
  const auto& then = before ? event.change.before : event.change.after;
  if (labelAlone) {
    label = before ? event.change.move->from_label : event.change.move->to_label;
  } else {
    label = then.label_id;
  }
  const auto& labels = project_.labels();
  if (label &&
      std::none_of(labels.begin(), labels.end(), [&](const auto& one) { return one.id == *label; })) {
    emit told(
        tr("The label that the region had then is not in the project any more. Undo its removal first."));
    return;
  }
  if (regions_.front().locked) {
    emit told(tr("The region is locked: unlock it first."));
    return;
  }
  changeRegions(tr("revert"), [&](store::Region& region) {
    region.label_id = label;
    if (labelAlone) return;
    region.box = then.box;
    region.caption = then.caption;
    region.more_captions = then.more_captions;
    region.attributes = then.attributes;
  });
}

// --- The image

void DetailsPanel::setImagePath(const std::filesystem::path& path) {
  path_ = path;
  showState();
}

void DetailsPanel::imageChanged() {
  commit();
  image_ = document_.image();
  imageKnown_ = false;
  notes_ = {};
  imageSplit_.clear();
  if (image_ == 0) path_.clear();
  imageNotes_->setNotes({std::vector<std::string>(), {}}, false);
  split_->setEditText({});
  showState();
  readImage();
}

void DetailsPanel::readSplits() {
  splitsKnown_ = false;
  readImage();
}

void DetailsPanel::readImage() {
  if (!isVisible() || image_ == 0 || !project_.isOpen()) return;
  struct Read {
    store::ImageNotes notes;
    std::string split;
    std::map<std::string, std::int64_t> splits;
  };
  auto read = std::make_shared<Read>();
  project_.post(
      [read, image = image_, wanted = !splitsKnown_](store::Project& project) {
        const auto record = project.image(image);
        *read = {{project.captions_of(image), record.attributes},
                 record.split,
                 // Not with each edit: all images are looked at.
                 wanted ? store::Lookup(project).images_by_split() : std::map<std::string, std::int64_t>()};
      },
      this,
      [this, read, image = image_, asked = changes_] {
        // A change that was made meanwhile is read again when it has been written.
        if (image != image_ || asked != changes_) return;
        const bool same = imageKnown_;
        imageKnown_ = true;
        notes_ = read->notes;
        imageSplit_ = QString::fromStdString(read->split);
        if (!std::exchange(splitsKnown_, true))
          splits_ = QStringList{QStringLiteral("train"), QStringLiteral("val"), QStringLiteral("test")};
        for (const auto& [split, count] : read->splits) {
          const QString name = QString::fromStdString(split);
          if (!name.isEmpty() && !splits_.contains(name)) splits_ << name;
        }
        imageNotes_->setNotes(commonNotes(std::span(&notes_, 1)), same);
        if (!split_->lineEdit()->isModified()) {
          split_->clear();
          split_->addItems(splits_);
          split_->setEditText(imageSplit_);
        }
        showImage();
        showState();
      });
}

void DetailsPanel::showImage() {
  verified_->setChecked(document_.verified());
  const auto& regions = document_.regions();
  const auto labelled = std::count_if(regions.begin(), regions.end(),
                                      [](const auto& region) { return region.label_id.has_value(); });
  QStringList parts;
  if (!document_.imageSize().isEmpty())
    parts << QStringLiteral("%1 × %2").arg(document_.imageSize().width()).arg(document_.imageSize().height());
  parts << tr("%n region(s)", nullptr, static_cast<int>(regions.size()));
  if (!regions.empty()) parts << tr("%n labelled", nullptr, static_cast<int>(labelled));
  imageFacts_->setText(parts.join(QStringLiteral(" · ")));
}

void DetailsPanel::changeImage(const QString& text, const std::function<void(store::ImageNotes&)>& change) {
  if (!imageKnown_ || !editable()) return;
  auto after = notes_;
  change(after);
  if (after == notes_) return;
  ++changes_;
  push({store::notes_change(image_, notes_, after)}, text);
  notes_ = std::move(after);
  imageNotes_->setNotes(commonNotes(std::span(&notes_, 1)), true);
}

void DetailsPanel::setSplit(const QString& text) {
  const QString split = text.trimmed();
  split_->lineEdit()->setModified(false);
  if (!imageKnown_ || split == imageSplit_) return;
  ++changes_;
  document_.editProject({store::resplit_change({image_}, imageSplit_.toStdString(), split.toStdString())},
                        tr("split of the image"));
  imageSplit_ = split;
}

}  // namespace cloc::ui
