// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse does to boxes: select, draw, move, resize, rubber band. A state machine that CanvasView
// feeds with pointer positions in view pixels, and whose state it paints. Changes regions when a drag ends,
// through RegionDocument; knows no widget.
//
// The query box is a box that is searched for and is no region; it can be moved and resized as one.
#pragma once

#include <QObject>
#include <QPointF>
#include <QRectF>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/store/project.h"
#include "ui/canvas/box_geometry.h"
#include "ui/canvas/box_index.h"
#include "ui/canvas/view_transform.h"

namespace cloc::ui {

class RegionDocument;

enum class CanvasMode { Select, Draw };

class BoxEditor : public QObject {
  Q_OBJECT

 public:
  // All three outlive it. `index` holds the boxes of document->regions(), in their order.
  BoxEditor(RegionDocument* document, const ViewTransform* transform, const BoxIndex* index,
            QObject* parent = nullptr);

  CanvasMode mode() const { return mode_; }
  void setMode(CanvasMode mode);
  // Whether a drawn box becomes a region (else the query box alone), and with which label.
  void setDrawCreatesRegion(bool creates) { createsRegion_ = creates; }
  bool drawCreatesRegion() const { return createsRegion_; }
  void setNextLabel(const std::optional<store::LabelId>& label) { nextLabel_ = label; }
  const std::optional<store::LabelId>& nextLabel() const { return nextLabel_; }

  const std::optional<PixelBox>& queryBox() const { return query_; }
  void setQueryBox(const std::optional<PixelBox>& box);

  // The left button, in view pixels.
  void press(const QPointF& view, Qt::KeyboardModifiers modifiers);
  void move(const QPointF& view, Qt::KeyboardModifiers modifiers);
  void release(const QPointF& view, Qt::KeyboardModifiers modifiers);
  void leave();
  // Ends what is going on without a change. False when nothing was.
  bool cancel();
  // Another image: nothing of the old one is left.
  void reset();
  // Makes a box as drawing does: for the keyboard.
  void finishBox(const PixelBox& box);

  // For painting.
  bool isDragging() const { return kind_ != Kind::None && moved_; }
  bool isDrawing() const { return kind_ == Kind::Draw && moved_; }
  const PixelBox& drawnBox() const { return current_; }
  // The box of a region as it is being dragged, else as it is.
  PixelBox boxOf(const store::Region& region) const;
  // In view pixels; empty when there is none.
  QRectF rubberBand() const;
  store::RegionId hovered() const { return hovered_; }  // 0: none
  // The box that shows handles: the only selected one, else the query box.
  std::optional<PixelBox> handledBox() const;
  Qt::CursorShape cursor() const;
  // Regions at a point, smallest first, without hidden ones.
  std::vector<store::RegionId> regionsAt(const QPointF& view) const;

 signals:
  void changed();  // something to paint
  void modeChanged(cloc::ui::CanvasMode mode);
  void boxChanging(const cloc::PixelBox& box);
  void boxCommitted(const cloc::PixelBox& box);

 private:
  enum class Kind { None, Draw, Move, Resize, Rubber };
  enum class Target { Regions, Query };

  std::optional<BoxHandle> handleAt(const QPointF& view) const;
  QSizeF imageSize() const;
  void begin(Kind kind, Target target, const QPointF& view);
  void updateDrag(Qt::KeyboardModifiers modifiers);
  void commit();
  void click(const QPointF& view, Qt::KeyboardModifiers modifiers);
  void selectRubberBand(bool add);
  void updateHover(const QPointF& view);

  RegionDocument* document_;
  const ViewTransform* transform_;
  const BoxIndex* index_;
  CanvasMode mode_ = CanvasMode::Select;
  bool createsRegion_ = true;
  std::optional<store::LabelId> nextLabel_;
  std::optional<PixelBox> query_;

  Kind kind_ = Kind::None;
  Target target_ = Target::Regions;
  bool moved_ = false;
  bool clickClick_ = false;     // drawing goes on without the button
  bool chosenByPress_ = false;  // a click then chooses nothing else
  BoxHandle handle_;
  QPointF pressView_, pressOriginal_, lastView_;
  PixelBox current_, startQuery_;
  std::vector<store::RegionId> ids_;
  std::unordered_map<store::RegionId, std::size_t> draggedPlaces_;  // in ids_
  std::vector<PixelBox> starts_, currents_;

  store::RegionId hovered_ = 0;
  std::optional<BoxHandle> hoveredHandle_;
  bool hoveredQuery_ = false;
  std::optional<QPointF> lastClick_;
};

}  // namespace cloc::ui

Q_DECLARE_METATYPE(cloc::PixelBox)
