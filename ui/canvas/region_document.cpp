// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/region_document.h"

#include <QUndoStack>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/canvas/edit_regions_command.h"
#include "ui/canvas/label_colour.h"
#include "ui/theme/theme.h"

namespace cloc::ui {

using Kind = RegionEdit::Kind;

namespace {

std::vector<store::RegionId> idsOf(const std::vector<store::Region>& regions) {
  std::vector<store::RegionId> ids;
  ids.reserve(regions.size());
  for (const auto& region : regions) ids.push_back(region.id);
  return ids;
}

}  // namespace

RegionDocument::RegionDocument(QUndoStack* undoStack, QObject* parent)
    : QObject(parent), undoStack_(undoStack), newKey_([this] { return --lastKey_; }) {}

void RegionDocument::setImage(store::ImageId image, const QSize& size) {
  image_ = image;
  size_ = size;
  regions_.clear();
  places_.clear();
  selection_.clear();
  selected_.clear();
  scores_.clear();
  setVerified(false);
  emit imageChanged(image);
  emit regionsChanged();
  emit selectionChanged();
}

void RegionDocument::setImageSize(const QSize& size) {
  size_ = size;
}

void RegionDocument::setRegions(std::vector<store::Region> regions) {
  regions_ = std::move(regions);
  double top = 0;
  for (auto& region : regions_) top = *(region.z = region.z.value_or(top + 1));
  sort();
  emit regionsChanged();
  select(std::exchange(selection_, {}));
}

void RegionDocument::setVerified(bool verified) {
  if (verified_ == verified) return;
  verified_ = verified;
  emit verifiedChanged(verified);
}

void RegionDocument::setLabels(const std::vector<store::Label>& labels) {
  labels_.clear();
  for (const auto& label : labels)
    labels_[label.id] = {QString::fromStdString(label.name), labelColour(label)};
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
  return found == labels_.end() ? tr("Label %1").arg(*label) : found->second.name;
}

QString RegionDocument::title(const store::Region& region) const {
  return region.label_id ? labelName(region.label_id) : QString::fromStdString(region.caption);
}

QColor RegionDocument::colour(const store::Region& region) const {
  if (!region.label_id) return Qt::white;
  const auto found = labels_.find(*region.label_id);
  return found == labels_.end() ? seriesColour(*region.label_id) : found->second.colour;
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

bool RegionDocument::isHidden(store::RegionId id) const {
  const auto* region = find(id);
  return region != nullptr && region->hidden;
}

bool RegionDocument::isLocked(store::RegionId id) const {
  const auto* region = find(id);
  return region != nullptr && region->locked;
}

bool RegionDocument::anyHidden() const {
  return std::any_of(regions_.begin(), regions_.end(), [](const auto& region) { return region.hidden; });
}

std::vector<store::RegionId> RegionDocument::setFlag(bool store::Region::*flag,
                                                     const std::vector<store::RegionId>& ids, bool value) {
  std::vector<store::RegionId> changed;
  for (const auto id : ids) {
    const auto at = place(id);
    if (!at || regions_[*at].*flag == value) continue;
    regions_[*at].*flag = value;
    changed.push_back(id);
  }
  return changed;
}

void RegionDocument::setHidden(const std::vector<store::RegionId>& ids, bool hidden) {
  const auto changed = setFlag(&store::Region::hidden, ids, hidden);
  if (changed.empty()) return;
  emit appearanceChanged();
  emit hiddenChanged(changed, hidden);
}

void RegionDocument::showAll() {
  setHidden(idsOf(regions_), false);
}

void RegionDocument::hideAll() {
  setHidden(idsOf(regions_), true);
  select({});
}

void RegionDocument::setLocked(const std::vector<store::RegionId>& ids, bool locked) {
  const auto changed = setFlag(&store::Region::locked, ids, locked);
  if (changed.empty()) return;
  emit appearanceChanged();
  emit lockedChanged(changed, locked);
}

void RegionDocument::reorder(const std::vector<store::RegionId>& ids, Order order) {
  std::unordered_set<store::RegionId> chosen;
  for (const auto id : ids) {
    if (find(id) != nullptr && !isLocked(id)) chosen.insert(id);
  }
  auto wanted = regions_;
  reorderRegions(wanted, chosen, order);
  RegionEdits edits;
  for (auto& after : wanted) {
    const auto* before = find(after.id);
    if (before->z != after.z) edits.push_back({Kind::Update, *before, std::move(after)});
  }
  switch (order) {
    case Order::Raise:
      edit(edits, tr("raise"));
      break;
    case Order::Lower:
      edit(edits, tr("lower"));
      break;
    case Order::ToFront:
      edit(edits, tr("bring to the front"));
      break;
    case Order::ToBack:
      edit(edits, tr("send to the back"));
      break;
  }
}

// New regions lie above all others, and are seen as they are made.
void RegionDocument::placeOnTop(RegionEdits& edits) const {
  double top = regions_.empty() ? 0 : std::floor(*regions_.back().z);
  for (auto& edit : edits) {
    if (edit.kind == Kind::Insert && edit.after.image_id == image_ && !edit.after.z) edit.after.z = ++top;
  }
}

void RegionDocument::edit(RegionEdits edits, const QString& text, bool merge) {
  if (edits.empty()) return;
  EditStep step{0, text, std::move(edits), false};
  // QUndoStack will ask the same of the command before, after this one has been written.
  const auto* last = undoStack_->index() > 0 ? undoStack_->command(undoStack_->index() - 1) : nullptr;
  const auto* before = dynamic_cast<const EditRegionsCommand*>(last);
  step.joins = merge && !queue_.busy() && before != nullptr && before->takes(step.edits);
  step.key = step.joins ? before->key() : newKey_();
  undoStack_->push(new EditRegionsCommand(this, std::move(step), merge));
}

void RegionDocument::editProject(RegionEdits edits, const QString& text) {
  if (edits.empty()) return;
  undoStack_->push(
      new EditRegionsCommand(this, EditStep{newKey_(), text, std::move(edits), false}, false, true));
}

void RegionDocument::change(const std::vector<store::RegionId>& ids, const QString& text,
                            const std::function<void(store::Region&)>& change) {
  RegionEdits edits;
  for (const auto id : ids) {
    const auto* region = find(id);
    if (region == nullptr || isLocked(id)) continue;
    auto after = *region;
    change(after);
    if (after.box == region->box && after.label_id == region->label_id && after.caption == region->caption &&
        after.more_captions == region->more_captions && after.attributes == region->attributes) {
      continue;
    }
    edits.push_back({Kind::Update, *region, std::move(after)});
  }
  edit(std::move(edits), text);
}

std::vector<store::RegionId> RegionDocument::add(const std::vector<store::Region>& like,
                                                 const QString& text) {
  RegionEdits edits;
  std::vector<store::RegionId> ids;
  for (auto region : like) {
    if (!region.box.valid()) continue;
    region.id = newKey_();
    region.image_id = image_;
    region.z.reset();
    region.locked = region.hidden = false;
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

void RegionDocument::toggleVerified() {
  if (image_ == 0) return;
  edit({store::verified_change(image_, !verified_)},
       verified_ ? tr("mark as not verified") : tr("mark as verified"));
}

void RegionDocument::sort() {
  std::stable_sort(regions_.begin(), regions_.end(), [](const auto& a, const auto& b) { return a.z < b.z; });
  places_.clear();
}

void RegionDocument::insertAll(std::vector<store::Region> regions) {
  for (auto& region : regions) {
    if (!region.z) region.z = regions_.empty() ? 1 : *regions_.back().z + 1;
    // The store may have answered with it already.
    if (const auto there = place(region.id)) {
      regions_[*there] = std::move(region);
    } else {
      regions_.push_back(std::move(region));
    }
  }
  sort();
}

bool RegionDocument::relabel(const store::MoveChange& move) {
  RegionEdits seen;
  for (auto& region : regions_) {
    if (region.label_id != move.from_label) continue;
    if (!move.all && !std::binary_search(move.ids.begin(), move.ids.end(), region.id)) continue;
    const auto before = region;
    region.label_id = move.to_label;
    seen.push_back({Kind::Update, before, region});
  }
  queue_.note(seen);
  return !seen.empty();
}

void RegionDocument::show(const RegionEdits& edits, bool again) {
  queue_.note(edits);
  bool here = false, regions = false, reordered = false;
  std::vector<store::Region> inserted;
  std::unordered_set<store::RegionId> removed;
  store::ImageId elsewhere = 0;
  for (const auto& edit : edits) {
    const auto image = edit.image();
    if (image == 0) {
      if (edit.kind == Kind::Relabel) regions = relabel(*edit.move) || regions;
      continue;
    }
    if (image != image_) {
      if (elsewhere == 0) elsewhere = image;
      continue;
    }
    here = true;
    regions = regions || edit.of_region();
    switch (edit.kind) {
      case Kind::Insert:
        inserted.push_back(edit.after);
        break;
      case Kind::Update:
        if (const auto at = place(edit.after.id)) {
          auto& region = regions_[*at];
          reordered = reordered || (edit.after.z && edit.after.z != region.z);
          auto now = edit.after;
          now.z = now.z ? now.z : region.z;
          now.locked = region.locked;
          now.hidden = region.hidden;
          region = std::move(now);
        }
        break;
      case Kind::Remove:
        removed.insert(edit.before.id);
        break;
      case Kind::Verify:
      case Kind::Unverify:
        setVerified(edit.kind == Kind::Verify);
        break;
      default:  // of the image as a whole, or of none
        break;
    }
  }
  if (!removed.empty()) {
    std::erase_if(regions_, [&](const auto& region) { return removed.contains(region.id); });
    places_.clear();
  }
  const auto insertedIds = idsOf(inserted);
  if (!inserted.empty()) {
    insertAll(std::move(inserted));
  } else if (reordered) {
    sort();
  }
  if (regions) {
    emit regionsChanged();
    if (!insertedIds.empty()) {
      select(insertedIds);
    } else if (!removed.empty()) {
      select(selection());
    }
  }
  if (again && !here && elsewhere != 0) emit imageWanted(elsewhere);
}

void RegionDocument::make(const std::shared_ptr<EditStep>& step) {
  queue_.run([this, step] {
    queue_.rebase(step->edits);
    if (step->edits.empty()) return;  // of regions that are gone by now
    placeOnTop(step->edits);
    show(step->edits, false);
    emit stepMade(*step);
  });
}

void RegionDocument::turn(const std::shared_ptr<const EditStep>& step, bool stored, bool undo) {
  const auto now = [this, step, stored, undo] {
    if (!stored && step->edits.empty()) return;  // was never made
    if (stored) queue_.expect();
    // Written first: showing another image reads its regions.
    if (undo) {
      emit undone(step->key, stored);
    } else {
      emit redone(step->key, stored);
    }
    if (!stored) show(undo ? inverse(step->edits) : step->edits, true);
  };
  queue_.run(now, !stored);
}

void RegionDocument::showTurned(const RegionEdits& edits) {
  show(edits, true);
  queue_.answered();
}

}  // namespace cloc::ui
