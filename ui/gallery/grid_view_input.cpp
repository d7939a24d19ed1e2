// SPDX-License-Identifier: GPL-3.0-or-later
// GridView's mouse and keyboard.
#include <QApplication>
#include <QContextMenuEvent>
#include <QCursor>
#include <QDateTime>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>

#include "ui/gallery/grid_view.h"

namespace cloc::ui {
namespace {

constexpr int kTileStep = 16;       // of one notch of the wheel, or one key
constexpr int kTypeAheadMs = 1000;  // a pause that long begins a new word
constexpr int kSearchSliceMs = 6;   // of a frame's 16
constexpr int kSearchSlice = 2000;  // names between two looks at the clock
constexpr int kAutoScrollMs = 16;
constexpr int kWheelNotch = 120;  // Qt: eighths of a degree

bool isWordKey(const QKeyEvent& event) {
  if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return false;
  return !event.text().isEmpty() && event.text().front().isLetterOrNumber();
}

}  // namespace

bool GridView::event(QEvent* event) {
  // Letters are names here, not the window's tools; the rest of the window's keys stay what they are.
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    if ((findsByTyping() && isWordKey(*key)) || key->matches(QKeySequence::SelectAll) || actionOf(*key)) {
      key->accept();
      return true;
    }
  }
  return QAbstractScrollArea::event(event);
}

// --- Wheel

void GridView::wheelEvent(QWheelEvent* event) {
  if (event->modifiers() & Qt::ControlModifier) {
    wheelRest_ += event->angleDelta().y();
    const int notches = wheelRest_ / kWheelNotch;
    wheelRest_ -= notches * kWheelNotch;
    if (notches != 0) setTileSide(tileSide_ + notches * kTileStep);
    event->accept();
    return;
  }
  if (flow_ == GridGeometry::Flow::Strip && event->angleDelta().x() == 0) {
    // A strip has one direction: the plain wheel goes along it.
    auto* bar = horizontalScrollBar();
    bar->setValue(bar->value() - event->angleDelta().y() * 3 * bar->singleStep() / kWheelNotch);
    event->accept();
    return;
  }
  QAbstractScrollArea::wheelEvent(event);
}

// --- Mouse

void GridView::mousePressEvent(QMouseEvent* event) {
  const QPoint point = event->position().toPoint();
  const int position = positionAt(point);
  if (event->button() == Qt::RightButton) {
    // The menu is about the selection; a cell outside it becomes the selection.
    if (position >= 0 && !isSelected(position)) choose(position, Choice::Replace);
    return;
  }
  if (event->button() != Qt::LeftButton) return;
  press_ = Press{point + offset(), position, event->modifiers()};
  const bool control = event->modifiers() & Qt::ControlModifier,
             shift = event->modifiers() & Qt::ShiftModifier;
  if (position < 0) {
    if (!control && !shift) clearSelection();
  } else if (shift) {
    choose(position, control ? Choice::AddRange : Choice::Range);
  } else if (control) {
    choose(position, Choice::Toggle);
  } else {
    choose(position, Choice::Replace);
  }
}

void GridView::mouseMoveEvent(QMouseEvent* event) {
  const QPoint point = event->position().toPoint();
  if (!(event->buttons() & Qt::LeftButton) || !press_) {
    hover(positionAt(point));
    return;
  }
  if (!band_) {
    const QPoint moved = point + offset() - press_->at;
    if (moved.manhattanLength() < QApplication::startDragDistance()) return;
    startBand(press_->at, press_->modifiers);
  }
  moveBand(point);
}

void GridView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  press_.reset();
  endBand();
}

void GridView::mouseDoubleClickEvent(QMouseEvent* event) {
  const int position = positionAt(event->position().toPoint());
  if (event->button() == Qt::LeftButton && position >= 0 && event->modifiers() == Qt::NoModifier) {
    press_.reset();
    emit activated(position);
    return;
  }
  mousePressEvent(event);
}

void GridView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->reason() == QContextMenuEvent::Mouse) {
    emit menuRequested(positionAt(event->pos()), event->globalPos());
    return;
  }
  const int position = current();
  const QPoint at = position >= 0 ? cellRect(position).center() : viewport()->rect().center();
  emit menuRequested(position, viewport()->mapToGlobal(at));
}

void GridView::startBand(const QPoint& press, Qt::KeyboardModifiers modifiers) {
  const bool adds = modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
  beforeBand_ = adds ? selection_ : GridSelection();
  band_ = QRect(press, QSize(1, 1));
}

void GridView::moveBand(const QPoint& point) {
  if (!band_ || !press_) return;
  // Beyond an edge: scroll, the faster the farther.
  const QRect view = viewport()->rect();
  const int dx = std::min(0, point.x()) + std::max(0, point.x() - view.right());
  const int dy = std::min(0, point.y()) + std::max(0, point.y() - view.bottom());
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() + dx / 2);
  verticalScrollBar()->setValue(verticalScrollBar()->value() + dy / 2);
  if (dx == 0 && dy == 0) {
    autoScroll_.stop();
  } else if (!autoScroll_.isActive()) {
    autoScroll_.start(kAutoScrollMs, this);
  }

  const QRect all(QPoint(0, 0), geometry_.contents().expandedTo(view.size()));
  band_ = QRect(press_->at, point + offset()).normalized().intersected(all);
  selection_ = beforeBand_;
  geometry_.forEachIn(*band_, [this](int position) { selection_.set(keyAt(position), true); });
  selectionEdited();
}

void GridView::endBand() {
  autoScroll_.stop();
  beforeBand_.clear();
  if (!band_) return;
  band_.reset();
  viewport()->update();
}

// --- Keyboard

int GridView::target(int key, int from) const {
  const int last = count() - 1, columns = flow_ == GridGeometry::Flow::Strip ? 1 : geometry_.columns();
  const int page = geometry_.page() * columns;
  switch (key) {
    case Qt::Key_Left:
      return std::max(0, from - 1);
    case Qt::Key_Right:
      return std::min(last, from + 1);
    case Qt::Key_Up:
      return from - columns >= 0 ? from - columns : from;
    case Qt::Key_Down:
      // From the last full row to the end of a shorter one below.
      if (from + columns <= last) return from + columns;
      return from / columns < last / columns ? last : from;
    case Qt::Key_Home:
      return 0;
    case Qt::Key_End:
      return last;
    case Qt::Key_PageUp:
      return from - page >= 0 ? from - page : from % columns;
    case Qt::Key_PageDown:
      return std::min(last, from + page);
    default:
      return -1;
  }
}

std::function<void()> GridView::keyAction(Qt::Key) {
  return {};
}

std::function<void()> GridView::actionOf(const QKeyEvent& event) {
  if ((event.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier) return {};
  return keyAction(static_cast<Qt::Key>(event.key()));
}

void GridView::keyPressEvent(QKeyEvent* event) {
  if (const auto action = actionOf(*event)) {
    action();
    return;
  }
  if (event->matches(QKeySequence::SelectAll)) {
    selectAll();
    return;
  }
  const int position = current();
  const bool control = event->modifiers() & Qt::ControlModifier,
             shift = event->modifiers() & Qt::ShiftModifier;
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (position >= 0 && !control && !shift) {
        emit activated(position);
        return;
      }
      break;
    case Qt::Key_Escape:
      if (selection_.size() > 0) {
        clearSelection();
        return;
      }
      break;
    case Qt::Key_Space:
      if (position >= 0 && !typing()) {
        choose(position, control ? Choice::Toggle : Choice::Replace);
        return;
      }
      break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus:
      if (control) {
        setTileSide(tileSide_ + (event->key() == Qt::Key_Minus ? -kTileStep : kTileStep));
        return;
      }
      break;
    default:
      break;
  }
  const int next = count() > 0 ? target(event->key(), std::max(0, position)) : -1;
  if (next >= 0) {
    typed_.clear();
    // The first arrow goes to the first cell.
    const int to = position < 0 && event->key() != Qt::Key_End ? 0 : next;
    if (shift) {
      moveTo(to, control ? Choice::AddRange : Choice::Range);
    } else if (control) {
      setCurrentKey(to);
      scrollTo(to);
    } else {
      moveTo(to, Choice::Replace);
    }
    return;
  }
  const bool continues = typing() && !event->text().isEmpty() && event->text().front().isPrint() &&
                         !control && !(event->modifiers() & Qt::AltModifier);
  if (findsByTyping() && (isWordKey(*event) || continues)) {
    typeAhead(event->text());
    return;
  }
  QAbstractScrollArea::keyPressEvent(event);
}

bool GridView::typing() const {
  return !typed_.isEmpty() && QDateTime::currentMSecsSinceEpoch() - typedAt_ < kTypeAheadMs;
}

void GridView::typeAhead(const QString& text) {
  const bool goesOn = typing();
  typedAt_ = QDateTime::currentMSecsSinceEpoch();
  typed_ = goesOn ? typed_ + text : text;
  // A new word begins after the present cell, so that one letter again and again goes through the names; more
  // letters may still fit the present one.
  searchFrom_ = std::max(0, current() + (goesOn ? 0 : 1));
  searched_ = 0;
  continueSearch();
}

// In slices: a million names take longer than a frame.
void GridView::continueSearch() {
  search_.stop();
  const int all = count();
  QElapsedTimer clock;
  clock.start();
  while (searched_ < all) {
    const int position = (searchFrom_ + searched_++) % all;
    if (textAt(position).startsWith(typed_, Qt::CaseInsensitive)) {
      moveTo(position, Choice::Replace);
      return;
    }
    if (searched_ % kSearchSlice == 0 && clock.elapsed() >= kSearchSliceMs) {
      search_.start(0, this);
      return;
    }
  }
}

}  // namespace cloc::ui
