// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/region_document.h"

#include <QUndoStack>
#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <utility>

#include "ui/canvas/edit_regions_command.h"
#include "ui/theme/theme.h"

namespace cloc::ui {

using Kind = RegionEdit::Kind;

RegionDocument::RegionDocument(QUndoStack* undoStack, QObject* parent)
    : QObject(parent), undoStack_(undoStack), newKey_([this] { return --lastKey_; }) {}

void RegionDocument::setImage(store::ImageId image, const QSize& size) {
  image_ = image;
  size_ = size;
  regions_.clear();
  places_.clear();
  selection_.clear();
  selected_.clear();
  hidden_.clear();
  locked_.clear();
  formerPlaces_.clear();
  scores_.clear();
  emit imageChanged(image);
  emit regionsChanged();
  emit selectionChanged();
}

void RegionDocument::setImageSize(const QSize& size) {
  size_ = size;
}

void RegionDocument::setRegions(std::vector<store::Region> regions) {
  regions_ = std::move(regions);
  places_.clear();
  emit regionsChanged();
  select(std::exchange(selection_, {}));
}

void RegionDocument::setLabels(const std::vector<store::Label>& labels) {
  labels_.clear();
  for (const auto& label : labels) labels_[label.id] = QString::fromStdString(label.name);
  emit appearanceChanged();
}

void RegionDocument::setScores(std::map<store::RegionId, float> scores) {
  scores_ = std::move(scores);
  emit appearanceChanged();
}

void RegionDocument::setKeySource(std::function<store::RegionId()> source) {
  newKey_ = std::move(source);
}

std::optional<std::size_t> RegionDocument::place(store::RegionId id) const {
  if (places_.empty()) {
    for (std::size_t i = 0; i < regions_.size(); ++i) places_[regions_[i].id] = i;
  }
  const auto found = places_.find(id);
  if (found == places_.end()) return {};
  return found->second;
}

const store::Region* RegionDocument::find(store::RegionId id) const {
  const auto at = place(id);
  return at ? &regions_[*at] : nullptr;
}

QString RegionDocument::labelName(const std::optional<store::LabelId>& label) const {
  if (!label) return {};
  const auto found = labels_.find(*label);
  // Labels and regions are loaded apart: for a moment there may be a number without a name.
  return found == labels_.end() ? tr("Label %1").arg(*label) : found->second;
}

QString RegionDocument::title(const store::Region& region) const {
  return region.label_id ? labelName(region.label_id) : QString::fromStdString(region.caption);
}

QColor RegionDocument::colour(const store::Region& region) const {
  return region.label_id ? seriesColour(*region.label_id) : QColor(Qt::white);
}

std::optional<float> RegionDocument::score(store::RegionId id) const {
  const auto found = scores_.find(id);
  if (found == scores_.end()) return {};
  return found->second;
}

void RegionDocument::select(std::vector<store::RegionId> ids) {
  selected_.clear();
  // insert() also keeps out what is there twice.
  std::erase_if(ids, [&](store::RegionId id) { return !place(id) || !selected_.insert(id).second; });
  selection_ = std::move(ids);
  emit selectionChanged();
}

void RegionDocument::toggleSelected(store::RegionId id) {
  auto ids = selection_;
  if (std::erase(ids, id) == 0) ids.push_back(id);
  select(std::move(ids));
}

void RegionDocument::selectAll() {
  std::vector<store::RegionId> ids;
  for (const auto& region : regions_) {
    if (!isHidden(region.id)) ids.push_back(region.id);
  }
  select(std::move(ids));
}

void RegionDocument::selectNext(int step) {
  std::vector<const store::Region*> order;
  for (const auto& region : regions_) {
    if (!isHidden(region.id)) order.push_back(&region);
  }
  if (order.empty()) return;
  // Rows are a twelfth of the image high: boxes side by side are rarely level to the pixel.
  const float row = std::max(1.f, static_cast<float>(size_.height()) / 12);
  std::sort(order.begin(), order.end(), [row](const auto* a, const auto* b) {
    const int rowA = static_cast<int>(a->box.y1 / row);
    const int rowB = static_cast<int>(b->box.y1 / row);
    if (rowA != rowB) return rowA < rowB;
    return a->box.x1 != b->box.x1 ? a->box.x1 < b->box.x1 : a->id < b->id;
  });
  const auto count = static_cast<std::ptrdiff_t>(order.size());
  std::ptrdiff_t next = step > 0 ? 0 : count - 1;
  if (!selection_.empty()) {
    const auto found = std::find_if(order.begin(), order.end(),
                                    [this](const auto* region) { return region->id == selection_.back(); });
    if (found != order.end()) next = ((found - order.begin() + step) % count + count) % count;
  }
  select({order[static_cast<std::size_t>(next)]->id});
}

void RegionDocument::setHidden(const std::vector<store::RegionId>& ids, bool hidden) {
  for (const auto id : ids) {
    if (hidden) {
      hidden_.insert(id);
    } else {
      hidden_.erase(id);
    }
  }
  emit appearanceChanged();
}

void RegionDocument::showAll() {
  hidden_.clear();
  emit appearanceChanged();
}

void RegionDocument::hideAll() {
  for (const auto& region : regions_) hidden_.insert(region.id);
  select({});
  emit appearanceChanged();
}

void RegionDocument::setLocked(const std::vector<store::RegionId>& ids, bool locked) {
  for (const auto id : ids) {
    if (locked) {
      locked_.insert(id);
    } else {
      locked_.erase(id);
    }
  }
  emit appearanceChanged();
}

void RegionDocument::reorder(const std::vector<store::RegionId>& ids, Order order) {
  const std::set<store::RegionId> chosen(ids.begin(), ids.end());
  const auto isChosen = [&](const store::Region& region) { return chosen.contains(region.id); };
  switch (order) {
    case Order::ToFront:
      std::stable_partition(regions_.begin(), regions_.end(), std::not_fn(isChosen));
      break;
    case Order::ToBack:
      std::stable_partition(regions_.begin(), regions_.end(), isChosen);
      break;
    case Order::Raise:
      for (auto i = regions_.size(); i-- > 1;) {
        if (isChosen(regions_[i - 1]) && !isChosen(regions_[i])) std::swap(regions_[i - 1], regions_[i]);
      }
      break;
    case Order::Lower:
      for (std::size_t i = 1; i < regions_.size(); ++i) {
        if (isChosen(regions_[i]) && !isChosen(regions_[i - 1])) std::swap(regions_[i - 1], regions_[i]);
      }
      break;
  }
  places_.clear();
  emit regionsChanged();
}

void RegionDocument::edit(const RegionEdits& edits, const QString& text, bool merge) {
  if (edits.empty()) return;
  undoStack_->push(new EditRegionsCommand(this, edits, text, merge));
}

std::vector<store::RegionId> RegionDocument::add(const std::vector<store::Region>& like,
                                                 const QString& text) {
  RegionEdits edits;
  std::vector<store::RegionId> ids;
  for (auto region : like) {
    if (!region.box.valid()) continue;
    region.id = newKey_();
    region.image_id = image_;
    ids.push_back(region.id);
    edits.push_back({Kind::Insert, {}, std::move(region)});
  }
  edit(edits, text);
  return ids;
}

void RegionDocument::setBoxes(const std::vector<store::RegionId>& ids, const std::vector<PixelBox>& boxes,
                              const QString& text, bool merge) {
  RegionEdits edits;
  for (std::size_t i = 0; i < ids.size() && i < boxes.size(); ++i) {
    const auto* region = find(ids[i]);
    if (region == nullptr || isLocked(ids[i]) || !boxes[i].valid() || region->box == boxes[i]) continue;
    auto after = *region;
    after.box = boxes[i];
    edits.push_back({Kind::Update, *region, std::move(after)});
  }
  edit(edits, text, merge);
}

void RegionDocument::setLabel(const std::vector<store::RegionId>& ids,
                              const std::optional<store::LabelId>& label) {
  RegionEdits edits;
  for (const auto id : ids) {
    const auto* region = find(id);
    if (region == nullptr || isLocked(id) || region->label_id == label) continue;
    auto after = *region;
    after.label_id = label;
    edits.push_back({Kind::Update, *region, std::move(after)});
  }
  edit(edits, label ? tr("label \"%1\"").arg(labelName(label)) : tr("remove the label"));
}

void RegionDocument::remove(const std::vector<store::RegionId>& ids) {
  RegionEdits edits;
  for (const auto id : ids) {
    const auto* region = find(id);
    if (region != nullptr && !isLocked(id)) edits.push_back({Kind::Remove, *region, {}});
  }
  edit(edits, tr("delete %n region(s)", nullptr, static_cast<int>(edits.size())));
}

void RegionDocument::removeAll(const std::unordered_set<store::RegionId>& ids) {
  for (std::size_t i = 0; i < regions_.size(); ++i) {
    if (ids.contains(regions_[i].id)) formerPlaces_[regions_[i].id] = i;
  }
  std::erase_if(regions_, [&](const auto& region) { return ids.contains(region.id); });
  places_.clear();
}

void RegionDocument::insertAll(std::vector<store::Region> regions) {
  // The store may have answered with them already.
  std::erase_if(regions, [this](const auto& region) {
    const auto there = place(region.id);
    if (there) regions_[*there] = region;
    return there.has_value();
  });
  const auto placeOf = [this](const store::Region& region) {
    const auto former = formerPlaces_.find(region.id);
    return former == formerPlaces_.end() ? std::numeric_limits<std::size_t>::max() : former->second;
  };
  std::stable_sort(regions.begin(), regions.end(),
                   [&](const auto& a, const auto& b) { return placeOf(a) < placeOf(b); });
  std::vector<store::Region> merged;
  merged.reserve(regions_.size() + regions.size());
  auto next = regions.begin();
  for (auto& region : regions_) {
    while (next != regions.end() && placeOf(*next) <= merged.size()) merged.push_back(std::move(*next++));
    merged.push_back(std::move(region));
  }
  std::move(next, regions.end(), std::back_inserter(merged));
  for (const auto& region : merged) formerPlaces_.erase(region.id);
  regions_ = std::move(merged);
  places_.clear();
}

void RegionDocument::perform(const RegionEdits& edits, bool again) {
  bool here = false;
  std::vector<store::Region> inserted;
  std::unordered_set<store::RegionId> removed;
  store::ImageId elsewhere = 0;
  for (const auto& edit : edits) {
    const auto image = edit.kind == Kind::Remove ? edit.before.image_id : edit.after.image_id;
    if (image != image_) {
      if (elsewhere == 0) elsewhere = image;
      continue;
    }
    here = true;
    switch (edit.kind) {
      case Kind::Insert:
        inserted.push_back(edit.after);
        break;
      case Kind::Update:
        if (const auto at = place(edit.after.id)) regions_[*at] = edit.after;
        break;
      case Kind::Remove:
        removed.insert(edit.before.id);
        break;
    }
  }
  if (!removed.empty()) removeAll(removed);
  std::vector<store::RegionId> insertedIds;
  insertedIds.reserve(inserted.size());
  for (const auto& region : inserted) insertedIds.push_back(region.id);
  if (!inserted.empty()) insertAll(std::move(inserted));
  if (here) {
    emit regionsChanged();
    if (!insertedIds.empty()) {
      select(std::move(insertedIds));
    } else if (!removed.empty()) {
      select(selection());
    }
  }
  emit editsMade(edits);
  if (again && !here && elsewhere != 0) emit imageWanted(elsewhere);
}

}  // namespace cloc::ui
