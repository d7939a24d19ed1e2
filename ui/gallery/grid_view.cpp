// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/grid_view.h"

#include <QAccessible>
#include <QCursor>
#include <QEvent>
#include <QHelpEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimerEvent>
#include <QToolTip>
#include <algorithm>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kSpacing = 8;
// Pictures are asked for at most that often, so that what only flies past is not asked for.
constexpr int kAskAfterMs = 12;

}  // namespace

GridView::GridView(QWidget* parent) : QAbstractScrollArea(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  viewport()->setMouseTracking(true);
  viewport()->setAttribute(Qt::WA_Hover);
  viewport()->setBackgroundRole(QPalette::Base);
  viewport()->setAutoFillBackground(true);
}

QPoint GridView::offset() const {
  return {horizontalScrollBar()->value(), verticalScrollBar()->value()};
}

QRect GridView::cellRect(int position) const {
  return geometry_.cell(position).translated(-offset());
}

int GridView::positionAt(const QPoint& point) const {
  return geometry_.at(point + offset());
}

GridGeometry::Range GridView::visible() const {
  return geometry_.within(QRect(offset(), viewport()->size()));
}

// --- Layout

void GridView::setFlow(GridGeometry::Flow flow) {
  if (flow == flow_) return;
  const auto anchor = anchorOnScreen();
  flow_ = flow;
  layOut();
  restore(anchor);
  viewport()->update();
  askForVisible();
}

void GridView::layOut() {
  laying_ = true;  // the scroll bars' policy sends resizeEvent()
  const QSize cell = cellSize(tileSide_), room = maximumViewportSize();
  const bool strip = flow_ == GridGeometry::Flow::Strip;
  const QSize free = GridGeometry(flow_, count(), cell, kSpacing, room).contents();
  // Said outright instead of "as needed": the bar takes room, so that whether it is needed could depend on
  // whether it is there.
  const auto policy = [](bool needed) { return needed ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff; };
  setHorizontalScrollBarPolicy(policy(strip && free.width() > room.width()));
  setVerticalScrollBarPolicy(policy(!strip && free.height() > room.height()));

  const QSize viewportSize = viewport()->size();
  geometry_ = GridGeometry(flow_, count(), cell, kSpacing, viewportSize);
  const QSize contents = geometry_.contents();
  const auto set = [](QScrollBar* bar, int length, int page, int step) {
    bar->setRange(0, std::max(0, length - page));
    bar->setPageStep(page);
    bar->setSingleStep(std::max(1, step / 4));
  };
  set(horizontalScrollBar(), strip ? contents.width() : 0, viewportSize.width(), cell.width());
  set(verticalScrollBar(), strip ? 0 : contents.height(), viewportSize.height(), cell.height());
  laying_ = false;
}

std::optional<GridView::Anchor> GridView::anchorOnScreen() const {
  const auto shown = visible();
  if (shown.empty()) return std::nullopt;
  const int position = current();
  if (position >= shown.first && position <= shown.last) {
    return Anchor{keyAt(position), cellRect(position).topLeft()};
  }
  if (offset().isNull()) return std::nullopt;
  return Anchor{keyAt(shown.first), cellRect(shown.first).topLeft()};
}

void GridView::restore(const std::optional<Anchor>& anchor) {
  const int position = anchor ? positionOfKey(anchor->key) : -1;
  if (position < 0) return;
  const QRect cell = geometry_.cell(position);
  const QPoint wanted = cell.topLeft() - anchor->at;
  horizontalScrollBar()->setValue(wanted.x());
  verticalScrollBar()->setValue(wanted.y());
}

void GridView::beginChange() {
  pinned_ = anchorOnScreen();
}

void GridView::scrollToTop() {
  horizontalScrollBar()->setValue(0);
  verticalScrollBar()->setValue(0);
}

void GridView::endChange() {
  // The pointer may be over another picture now; moving it says so.
  if (std::exchange(hovered_, -1) >= 0) hoverChanged(-1);
  layOut();
  restore(pinned_);
  pinned_.reset();
  const int before = selectedShown_;
  countShown();
  viewport()->update();
  askForVisible();
  if (before != selectedShown_) emit selectionChanged();
}

void GridView::setTileSide(int side) {
  side = std::clamp(side, minimumTile(), maximumTile());
  if (side == tileSide_) return;
  const auto anchor = anchorOnScreen();
  tileSide_ = side;
  layOut();
  restore(anchor);
  viewport()->update();
  askForVisible();
  emit tileSideChanged(side);
}

void GridView::scrollTo(int position) {
  if (position < 0 || position >= count()) return;
  const QRect cell = geometry_.cell(position).adjusted(-kSpacing, -kSpacing, kSpacing, kSpacing);
  const auto show = [](QScrollBar* bar, int begin, int end, int page) {
    if (begin < bar->value()) {
      bar->setValue(begin);
    } else if (end > bar->value() + page) {
      bar->setValue(end - page);
    }
  };
  show(horizontalScrollBar(), cell.left(), cell.right() + 1, viewport()->width());
  show(verticalScrollBar(), cell.top(), cell.bottom() + 1, viewport()->height());
}

void GridView::resizeEvent(QResizeEvent*) {
  if (laying_) return;
  const auto anchor = anchorOnScreen();
  layOut();
  restore(anchor);
  askForVisible();
}

void GridView::scrollContentsBy(int dx, int dy) {
  if (dx + dy != 0) forward_ = dx + dy < 0;
  hover(-1);
  if (band_) {
    viewport()->update();
  } else {
    viewport()->scroll(dx, dy);  // what is there already is moved, not painted again
  }
  askForVisible();
}

void GridView::askForVisible() {
  if (!ask_.isActive()) ask_.start(kAskAfterMs, this);
}

// --- Painting

void GridView::paintEvent(QPaintEvent* event) {
  QPainter painter(viewport());
  if (count() == 0) {
    if (emptyText_.isEmpty()) return;
    painter.setPen(tone(Tone::Muted));
    painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                     emptyText_);
    return;
  }
  const int now = current();
  geometry_.forEachIn(event->rect().translated(offset()), [&](int position) {
    CellState state;
    state.selected = isSelected(position);
    // Alone in its frame the selected cell says enough.
    state.current = position == now && hasFocus() && !(state.selected && selectedShown_ == 1);
    state.hovered = position == hovered_;
    paintCell(painter, position, cellRect(position), state);
  });
  if (band_) {
    const QRectF band = QRectF(band_->translated(-offset())).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = tone(Tone::Accent);
    painter.setPen(fill);
    fill.setAlpha(40);
    painter.setBrush(fill);
    painter.drawRect(band);
  }
}

void GridView::updateCell(int position) {
  if (position < 0 || position >= count()) return;
  const QRect cell = cellRect(position).adjusted(-2, -2, 2, 2);
  if (cell.intersects(viewport()->rect())) viewport()->update(cell);
}

void GridView::hover(int position) {
  if (position == hovered_) return;
  updateCell(hovered_);
  hovered_ = position;
  updateCell(hovered_);
  hoverChanged(position);
}

void GridView::hoverChanged(int) {}

void GridView::showToolTip(int position, const QPoint& global) {
  if (position < 0) {
    QToolTip::hideText();
    return;
  }
  // A file's name is no HTML, whatever it looks like; long errors are wrapped.
  const QString text =
      QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(toolTipAt(position).toHtmlEscaped());
  QToolTip::showText(global, text, viewport(), cellRect(position));
}

void GridView::focusInEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusInEvent(event);
  updateCell(current());
}

void GridView::focusOutEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusOutEvent(event);
  updateCell(current());
}

void GridView::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
    layOut();
    viewport()->update();
  }
}

bool GridView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int position = positionAt(help->pos());
    showToolTip(position, help->globalPos());
    return true;
  }
  if (event->type() == QEvent::Leave) hover(-1);
  return QAbstractScrollArea::viewportEvent(event);
}

// --- Current and selection

int GridView::current() const {
  return currentKey_ ? positionOfKey(*currentKey_) : -1;
}

void GridView::setCurrent(int position) {
  if (position < 0 || position >= count()) return;
  moveTo(position, Choice::Replace);
}

void GridView::moveTo(int position, Choice choice) {
  choose(position, choice);
  scrollTo(position);
}

void GridView::setCurrentKey(int position) {
  const int before = current();
  const std::uint32_t key = keyAt(position);
  if (currentKey_ == key) return;
  currentKey_ = key;
  updateCell(before);
  updateCell(position);
  announce();
  emit currentPositionChanged(position);
}

void GridView::choose(int position, Choice choice) {
  switch (choice) {
    case Choice::Replace:
      selection_.clear();
      selection_.set(keyAt(position), true);
      anchorKey_ = keyAt(position);
      break;
    case Choice::Toggle:
      selection_.set(keyAt(position), !isSelected(position));
      anchorKey_ = keyAt(position);
      break;
    case Choice::Range:
    case Choice::AddRange: {
      const int anchor = anchorKey_ ? positionOfKey(*anchorKey_) : -1;
      const int from = anchor >= 0 ? anchor : std::max(0, current());
      if (choice == Choice::Range) selection_.clear();
      for (int p = std::min(from, position); p <= std::max(from, position); ++p)
        selection_.set(keyAt(p), true);
      if (anchor < 0) anchorKey_ = keyAt(from);
      break;
    }
  }
  setCurrentKey(position);
  selectionEdited();
}

void GridView::selectionEdited() {
  countShown();
  viewport()->update();
  emit selectionChanged();
}

void GridView::countShown() {
  selectedShown_ = 0;
  selection_.forEach([this](std::uint32_t key) { selectedShown_ += positionOfKey(key) >= 0 ? 1 : 0; });
}

std::vector<int> GridView::selectedPositions() const {
  std::vector<int> positions;
  selection_.forEach([&](std::uint32_t key) {
    const int position = positionOfKey(key);
    if (position >= 0) positions.push_back(position);
  });
  std::sort(positions.begin(), positions.end());
  return positions;
}

void GridView::clearSelection() {
  if (selection_.size() == 0) return;
  selection_.clear();
  selectionEdited();
}

void GridView::forgetSelection() {
  replaceSelection({}, std::nullopt);
  selectionEdited();
}

void GridView::selectAll() {
  const int all = count();
  for (int position = 0; position < all; ++position) selection_.set(keyAt(position), true);
  selectedShown_ = all;  // without counting a million again
  viewport()->update();
  emit selectionChanged();
}

void GridView::replaceSelection(GridSelection selection, std::optional<std::uint32_t> current) {
  selection_ = std::move(selection);
  currentKey_ = current;
  anchorKey_ = current;
}

void GridView::announce() {
  const int position = current();
  if (position < 0 || !QAccessible::isActive()) return;
  setAccessibleDescription(tr("%1, %2 of %3").arg(textAt(position)).arg(position + 1).arg(count()));
  QAccessibleEvent event(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&event);
}

void GridView::timerEvent(QTimerEvent* event) {
  if (event->timerId() == ask_.timerId()) {
    ask_.stop();
    visibleChanged(visible(), forward_);
  } else if (event->timerId() == search_.timerId()) {
    continueSearch();
  } else if (event->timerId() == autoScroll_.timerId()) {
    moveBand(viewport()->mapFromGlobal(QCursor::pos()));
  } else {
    QAbstractScrollArea::timerEvent(event);
  }
}

}  // namespace cloc::ui
