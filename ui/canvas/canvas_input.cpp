// SPDX-License-Identifier: GPL-3.0-or-later
// CanvasView's events: what mouse, wheel, touchpad and keyboard do. Keys with a name in the menus are in
// CanvasActions.
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QPointingDevice>
#include <QWheelEvent>
#include <cmath>

#include "ui/canvas/canvas_actions.h"
#include "ui/canvas/canvas_view.h"

namespace cloc::ui {
namespace {

constexpr double kWheelStep = 1.2;   // zoom for one notch
constexpr double kScrollStep = 60;   // view pixels for one notch
constexpr double kNotch = 120;       // QWheelEvent::angleDelta of one notch
constexpr qint64 kLongestTap = 300;  // milliseconds

}  // namespace

bool CanvasView::event(QEvent* event) {
  if (event->type() == QEvent::NativeGesture) {
    const auto* gesture = static_cast<QNativeGestureEvent*>(event);
    if (gesture->gestureType() == Qt::ZoomNativeGesture) {
      zoomAt(1 + gesture->value(), gesture->position());
      return true;
    }
  }
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    showOverlayTip(this, help->globalPos(), overlays_, transform_.toOriginal(QPointF(help->pos())));
    return true;
  }
  if (event->type() == QEvent::Gesture) {
    auto* gestures = static_cast<QGestureEvent*>(event);
    if (const auto* pinch = static_cast<QPinchGesture*>(gestures->gesture(Qt::PinchGesture))) {
      if (pinch->changeFlags().testFlag(QPinchGesture::ScaleFactorChanged)) {
        zoomAt(pinch->scaleFactor(), mapFromGlobal(pinch->centerPoint()));
      }
      gestures->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void CanvasView::mousePressEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  pointer_ = at;
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && spaceHeld_)) {
    panFrom_ = at;
    spaceUsed_ = true;
    updateCursor();
    return;
  }
  if (event->button() == Qt::LeftButton && transform_.viewport().contains(at)) {
    editor_.press(at, event->modifiers());
    updateCursor();
  }
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  pointer_ = at;
  if (panFrom_) {
    panBy(at - *panFrom_);
    panFrom_ = at;
    return;
  }
  editor_.move(at, event->modifiers());
  updateCursor();
  if (transform_.isValid()) {
    const QPointF original = transform_.toOriginal(at);
    if (QRectF(QPointF(0, 0), QSizeF(transform_.imageSize())).contains(original)) {
      emit pointerMoved(original, transform_.normalised(original));
    }
  }
  // The crosshair and the marks on the rulers follow.
  if (settings_.rulers || editor_.mode() == CanvasMode::Draw) update();
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
  if (panFrom_ && (event->button() == Qt::MiddleButton || event->button() == Qt::LeftButton)) {
    panFrom_.reset();
    updateCursor();
    return;
  }
  if (event->button() == Qt::LeftButton) {
    editor_.release(event->position(), event->modifiers());
    updateCursor();
  }
}

void CanvasView::leaveEvent(QEvent*) {
  pointer_.reset();
  editor_.leave();
  emit pointerLeft();
  update();
}

void CanvasView::wheelEvent(QWheelEvent* event) {
  turnWheel(*event, event->position());
  event->accept();
}

void CanvasView::turnWheel(const QWheelEvent& event, const QPointF& at) {
  QPointF notches = QPointF(event.angleDelta()) / kNotch;
  if (settings_.wheelInverted) notches = -notches;
  const bool touchpad = event.phase() != Qt::NoScrollPhase ||
                        event.pointingDevice()->type() == QInputDevice::DeviceType::TouchPad;
  const auto modifiers = event.modifiers();
  if (modifiers.testFlag(Qt::ShiftModifier)) {
    // Some systems turn the axis themselves.
    panBy({(notches.x() != 0 ? notches.x() : notches.y()) * kScrollStep, 0});
  } else if (!modifiers.testFlag(Qt::ControlModifier) && touchpad) {
    const QPointF pixels = event.pixelDelta();
    panBy(pixels.isNull() ? notches * kScrollStep : pixels);
  } else if (!modifiers.testFlag(Qt::ControlModifier) && settings_.wheelScrolls) {
    panBy(notches * kScrollStep);
  } else if (notches.y() != 0) {
    zoomAt(std::pow(kWheelStep, notches.y()), at);
  }
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Space:
      if (!event->isAutoRepeat()) {
        spaceHeld_ = true;
        spaceUsed_ = false;
        spaceTime_.start();
        updateCursor();
        update();
      }
      return;
    case Qt::Key_Shift:
    case Qt::Key_Alt:
      // What is being dragged follows the keys at once, not with the next movement.
      if (pointer_ && editor_.isDragging()) {
        editor_.move(*pointer_, event->modifiers() |
                                    (event->key() == Qt::Key_Shift ? Qt::ShiftModifier : Qt::AltModifier));
      }
      return;
    default:
      if ((event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier &&
          !event->isAutoRepeat() && event->text().size() == 1 && event->text().front().isPrint() &&
          !event->text().front().isSpace()) {
        emit characterTyped(event->text().toLower());
      }
      QWidget::keyPressEvent(event);
  }
}

void CanvasView::keyReleaseEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Space:
      if (event->isAutoRepeat() || !spaceHeld_) return;
      spaceHeld_ = false;
      updateCursor();
      update();
      if (!spaceUsed_ && spaceTime_.elapsed() <= kLongestTap) document_.toggleVerified();
      return;
    case Qt::Key_Shift:
    case Qt::Key_Alt:
      if (pointer_ && editor_.isDragging()) {
        editor_.move(*pointer_, event->modifiers() &
                                    ~(event->key() == Qt::Key_Shift ? Qt::ShiftModifier : Qt::AltModifier));
      }
      return;
    default:
      QWidget::keyReleaseEvent(event);
  }
}

void CanvasView::focusOutEvent(QFocusEvent* event) {
  spaceHeld_ = false;
  panFrom_.reset();
  updateCursor();
  update();
  QWidget::focusOutEvent(event);
}

void CanvasView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->reason() == QContextMenuEvent::Mouse) {
    const auto hits = editor_.regionsAt(event->pos());
    const bool onSelected =
        std::any_of(hits.begin(), hits.end(), [this](auto id) { return document_.isSelected(id); });
    if (!onSelected && !hits.empty()) document_.select({hits.front()});
  }
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  actions_->fillContextMenu(menu);
  menu->popup(event->globalPos());
}

void CanvasView::updateCursor() {
  if (isPanning()) {
    setCursor(Qt::ClosedHandCursor);
  } else if (spaceHeld_) {
    setCursor(Qt::OpenHandCursor);
  } else {
    setCursor(editor_.cursor());
  }
}

}  // namespace cloc::ui
