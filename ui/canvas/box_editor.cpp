// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/box_editor.h"

#include <QLineF>
#include <algorithm>
#include <utility>

#include "ui/canvas/region_document.h"

namespace cloc::ui {
namespace {

constexpr double kDragFrom = 4;     // view pixels before a press becomes a drag
constexpr double kHandleReach = 7;  // view pixels around a handle's middle
constexpr double kEdgeReach = 3;    // view pixels outside a box that still hit it

DragConstraints constraintsOf(Qt::KeyboardModifiers modifiers) {
  return {modifiers.testFlag(Qt::ShiftModifier), modifiers.testFlag(Qt::AltModifier)};
}

bool isToggle(Qt::KeyboardModifiers modifiers) {
  return modifiers.testFlag(Qt::ControlModifier) || modifiers.testFlag(Qt::ShiftModifier);
}

bool longEnough(const PixelBox& box) {
  return box.width() >= kMinBoxSide && box.height() >= kMinBoxSide;
}

}  // namespace

BoxEditor::BoxEditor(RegionDocument* document, const ViewTransform* transform, const BoxIndex* index,
                     QObject* parent)
    : QObject(parent), document_(document), transform_(transform), index_(index) {}

void BoxEditor::setMode(CanvasMode mode) {
  if (mode == mode_) return;
  cancel();
  mode_ = mode;
  hovered_ = 0;
  emit modeChanged(mode);
  emit changed();
}

void BoxEditor::setQueryBox(const std::optional<PixelBox>& box) {
  query_ = box && box->valid() ? box : std::nullopt;
  emit changed();
}

QSizeF BoxEditor::imageSize() const {
  return transform_->imageSize();
}

std::vector<store::RegionId> BoxEditor::regionsAt(const QPointF& view) const {
  std::vector<store::RegionId> ids;
  const double reach = kEdgeReach / transform_->scale();
  for (const int i : index_->at(transform_->toOriginal(view), reach)) {
    const auto id = document_->regions()[static_cast<std::size_t>(i)].id;
    if (!document_->isHidden(id)) ids.push_back(id);
  }
  return ids;
}

std::optional<PixelBox> BoxEditor::handledBox() const {
  if (document_->selection().size() == 1) {
    const auto id = document_->selection().front();
    const auto* region = document_->find(id);
    if (region != nullptr && !document_->isLocked(id) && !document_->isHidden(id)) return boxOf(*region);
    return {};
  }
  if (document_->selection().empty()) return query_;
  return {};
}

std::optional<BoxHandle> BoxEditor::handleAt(const QPointF& view) const {
  const auto box = handledBox();
  if (!box) return {};
  const QRectF rect = transform_->toView(*box);
  std::optional<BoxHandle> best;
  double nearest = kHandleReach;
  for (const auto& handle : kBoxHandles) {
    // On a box too small for eight, the corners alone; on a tiny one they reach only outwards.
    if (handle.x == 0 && rect.width() < 28) continue;
    if (handle.y == 0 && rect.height() < 28) continue;
    const double distance = QLineF(view, handlePosition(rect, handle)).length();
    if (rect.adjusted(3, 3, -3, -3).contains(view) && std::min(rect.width(), rect.height()) < 20) continue;
    if (distance <= nearest) {
      nearest = distance;
      best = handle;
    }
  }
  return best;
}

PixelBox BoxEditor::boxOf(const store::Region& region) const {
  if (isDragging() && target_ == Target::Regions && (kind_ == Kind::Move || kind_ == Kind::Resize)) {
    const auto found = draggedPlaces_.find(region.id);
    if (found != draggedPlaces_.end()) return currents_[found->second];
  }
  return region.box;
}

QRectF BoxEditor::rubberBand() const {
  if (kind_ != Kind::Rubber || !moved_) return {};
  return QRectF(pressView_, lastView_).normalized();
}

void BoxEditor::begin(Kind kind, Target target, const QPointF& view) {
  kind_ = kind;
  target_ = target;
  moved_ = false;
  clickClick_ = chosenByPress_ = false;
  pressView_ = lastView_ = view;
  pressOriginal_ = transform_->toOriginal(view);
  ids_.clear();
  draggedPlaces_.clear();
  starts_.clear();
  if (target == Target::Query) {
    startQuery_ = query_.value_or(PixelBox{});
  } else if (kind == Kind::Move || kind == Kind::Resize) {
    for (const auto id : document_->selection()) {
      const auto* region = document_->find(id);
      if (region == nullptr || document_->isLocked(id) || document_->isHidden(id)) continue;
      draggedPlaces_[id] = ids_.size();
      ids_.push_back(id);
      starts_.push_back(region->box);
    }
  }
  currents_ = starts_;
}

void BoxEditor::press(const QPointF& view, Qt::KeyboardModifiers modifiers) {
  if (!transform_->isValid()) return;
  if (kind_ == Kind::Draw && clickClick_) {
    lastView_ = view;
    moved_ = moved_ || QLineF(view, pressView_).length() >= kDragFrom;
    updateDrag(modifiers);
    return;  // release() ends it
  }
  if (const auto handle = handleAt(view)) {
    begin(Kind::Resize, document_->selection().empty() ? Target::Query : Target::Regions, view);
    handle_ = *handle;
    return;
  }
  if (mode_ == CanvasMode::Draw) {
    begin(Kind::Draw, Target::Regions, view);
    return;
  }
  const auto hits = regionsAt(view);
  if (isToggle(modifiers)) {
    begin(hits.empty() ? Kind::Rubber : Kind::None, Target::Regions, view);
    if (!hits.empty()) document_->toggleSelected(hits.front());
    return;
  }
  if (!hits.empty()) {
    const bool onSelected =
        std::any_of(hits.begin(), hits.end(), [this](auto id) { return document_->isSelected(id); });
    // What is selected can be dragged even when something smaller lies above it; a click (release without a
    // drag) then chooses.
    if (!onSelected) {
      document_->select({hits.front()});
      lastClick_ = view;
    }
    begin(Kind::Move, Target::Regions, view);
    chosenByPress_ = !onSelected;
    return;
  }
  if (query_ && transform_->toView(*query_).contains(view)) {
    document_->select({});
    begin(Kind::Move, Target::Query, view);
    return;
  }
  begin(Kind::Rubber, Target::Regions, view);
}

void BoxEditor::move(const QPointF& view, Qt::KeyboardModifiers modifiers) {
  if (kind_ == Kind::None) {
    lastView_ = view;
    updateHover(view);
    return;
  }
  lastView_ = view;
  if (!moved_) {
    if (QLineF(view, pressView_).length() < kDragFrom) return;
    moved_ = true;
  }
  updateDrag(modifiers);
}

void BoxEditor::updateDrag(Qt::KeyboardModifiers modifiers) {
  const QPointF pointer = transform_->toOriginal(lastView_);
  const auto constraints = constraintsOf(modifiers);
  const QSizeF image = imageSize();
  std::optional<PixelBox> changing;
  switch (kind_) {
    case Kind::None:
      return;
    case Kind::Rubber:
      break;
    case Kind::Draw:
      current_ = cloc::ui::drawnBox(pressOriginal_, pointer, constraints, image);
      if (longEnough(current_)) changing = current_;
      break;
    case Kind::Resize: {
      // From where the handle was taken, which is rarely its very middle.
      const QRectF start = toRect(target_ == Target::Query ? startQuery_
                                  : starts_.empty()        ? PixelBox{}
                                                           : starts_.front());
      const QPointF at = handlePosition(start, handle_) + (pointer - pressOriginal_);
      if (target_ == Target::Query) {
        query_ = resizedBox(startQuery_, handle_, at, constraints, image);
        changing = query_;
      } else if (!starts_.empty()) {
        currents_.front() = resizedBox(starts_.front(), handle_, at, constraints, image);
        changing = currents_.front();
      }
      break;
    }
    case Kind::Move: {
      const QPointF wanted = pointer - pressOriginal_;
      if (target_ == Target::Query) {
        query_ =
            movedBox(startQuery_, allowedMove(std::span(&startQuery_, 1), wanted, constraints.square, image));
        changing = query_;
      } else if (!starts_.empty()) {
        const QPointF delta = allowedMove(starts_, wanted, constraints.square, image);
        for (std::size_t i = 0; i < starts_.size(); ++i) currents_[i] = movedBox(starts_[i], delta);
        changing = currents_.back();
      }
      break;
    }
  }
  if (changing) emit boxChanging(*changing);
  emit changed();
}

void BoxEditor::release(const QPointF& view, Qt::KeyboardModifiers modifiers) {
  if (kind_ == Kind::None) return;
  lastView_ = view;
  if (kind_ == Kind::Draw && !moved_ && !clickClick_) {
    const auto hits = regionsAt(view);
    if (!hits.empty()) {
      kind_ = Kind::None;
      click(view, modifiers);
    } else {
      clickClick_ = true;  // the first of two clicks: the box follows the pointer until the second
    }
    return;
  }
  if (kind_ == Kind::Draw && clickClick_ && !moved_) return;  // a second click on the spot
  if (!moved_) {
    const bool chosen = chosenByPress_;
    const bool rubber = kind_ == Kind::Rubber;
    const bool regions = kind_ == Kind::Move && target_ == Target::Regions;
    kind_ = Kind::None;
    if (rubber && !isToggle(modifiers)) {
      document_->select({});
    } else if (regions && !chosen) {
      click(view, modifiers);
    }
    updateHover(view);
    emit changed();
    return;
  }
  updateDrag(modifiers);
  if (kind_ == Kind::Rubber) {
    selectRubberBand(isToggle(modifiers));
    kind_ = Kind::None;
    emit changed();
    return;
  }
  commit();
  updateHover(view);
}

void BoxEditor::click(const QPointF& view, Qt::KeyboardModifiers modifiers) {
  const auto hits = regionsAt(view);
  if (hits.empty()) return;
  if (isToggle(modifiers)) {
    document_->toggleSelected(hits.front());
    return;
  }
  std::size_t next = 0;
  const bool again = lastClick_ && QLineF(*lastClick_, view).length() < kDragFrom;
  if (again && document_->selection().size() == 1) {
    const auto current = std::find(hits.begin(), hits.end(), document_->selection().front());
    if (current != hits.end()) {
      next = (static_cast<std::size_t>(current - hits.begin()) + 1) % hits.size();
    }
  }
  lastClick_ = view;
  document_->select({hits[next]});
  emit changed();
}

void BoxEditor::selectRubberBand(bool add) {
  const QRectF area = transform_->toOriginal(rubberBand());
  auto ids = add ? document_->selection() : std::vector<store::RegionId>{};
  for (const int i : index_->intersecting(area)) {
    const auto& region = document_->regions()[static_cast<std::size_t>(i)];
    if (!document_->isHidden(region.id)) ids.push_back(region.id);
  }
  document_->select(std::move(ids));
}

void BoxEditor::commit() {
  const Kind kind = std::exchange(kind_, Kind::None);
  if (kind == Kind::Draw) {
    const auto box = current_;
    clickClick_ = false;
    if (longEnough(box)) finishBox(box);
    emit changed();
    return;
  }
  if (target_ == Target::Query) {
    emit changed();
    if (query_) emit boxCommitted(*query_);
    return;
  }
  if (currents_.empty()) return;
  const auto box = currents_.back();
  document_->setBoxes(ids_, currents_,
                      kind == Kind::Move ? tr("move %n region(s)", nullptr, static_cast<int>(ids_.size()))
                                         : tr("resize a region"));
  emit changed();
  emit boxCommitted(box);
}

void BoxEditor::finishBox(const PixelBox& box) {
  if (createsRegion_) {
    query_.reset();
    store::Region region;
    region.box = box;
    region.label_id = nextLabel_;
    region.source = "user";
    document_->add({region}, tr("draw a region"));
  } else {
    document_->select({});
    query_ = box;
  }
  emit changed();
  emit boxCommitted(box);
}

bool BoxEditor::cancel() {
  if (kind_ == Kind::None) return false;
  const bool wasMoved = moved_;
  const bool wasQuery = target_ == Target::Query;
  const bool pending = kind_ == Kind::Draw;
  std::optional<PixelBox> before;
  if (wasMoved && kind_ != Kind::Draw && kind_ != Kind::Rubber) {
    if (wasQuery) {
      query_ = startQuery_;
      before = startQuery_;
    } else if (!starts_.empty()) {
      before = starts_.back();
    }
  }
  kind_ = Kind::None;
  clickClick_ = false;
  moved_ = false;
  if (before) emit boxChanging(*before);  // listeners followed the drag: back to where it began
  emit changed();
  return wasMoved || pending;
}

void BoxEditor::reset() {
  kind_ = Kind::None;
  moved_ = clickClick_ = false;
  query_.reset();
  hovered_ = 0;
  hoveredHandle_.reset();
  lastClick_.reset();
  emit changed();
}

void BoxEditor::leave() {
  if (kind_ != Kind::None) return;
  hoveredHandle_.reset();
  if (std::exchange(hovered_, 0) != 0) emit changed();
}

void BoxEditor::updateHover(const QPointF& view) {
  hoveredHandle_ = handleAt(view);
  const auto hits = regionsAt(view);
  const auto id = hits.empty() || hoveredHandle_ ? 0 : hits.front();
  hoveredQuery_ = hits.empty() && query_ && transform_->toView(*query_).contains(view);
  if (std::exchange(hovered_, id) != id) emit changed();
}

Qt::CursorShape BoxEditor::cursor() const {
  const auto resize = [](const BoxHandle& handle) {
    if (handle.x == 0) return Qt::SizeVerCursor;
    if (handle.y == 0) return Qt::SizeHorCursor;
    return handle.x == handle.y ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor;
  };
  if (kind_ == Kind::Resize) return resize(handle_);
  if (kind_ == Kind::Move && moved_) return Qt::SizeAllCursor;
  if (kind_ == Kind::Draw) return Qt::CrossCursor;
  if (hoveredHandle_) return resize(*hoveredHandle_);
  if (mode_ == CanvasMode::Draw) return Qt::CrossCursor;
  if (hovered_ != 0) {
    const bool movable = document_->isSelected(hovered_) && !document_->isLocked(hovered_);
    return movable ? Qt::SizeAllCursor : Qt::PointingHandCursor;
  }
  return hoveredQuery_ ? Qt::SizeAllCursor : Qt::ArrowCursor;
}

}  // namespace cloc::ui
