// SPDX-License-Identifier: GPL-3.0-or-later
// A grid of any number of equal cells of which only the visible ones are painted and asked for: mouse,
// keyboard, selection, scrolling and type-ahead of the gallery and of the result strip, which say what is in
// the cells.
//
// A cell has a position, and a key that stays the same when the order changes (a table row). Selection and
// current cell are kept by key, so they survive any new order; what a filter has taken away stays selected
// unseen, and is neither counted nor handed out.
#pragma once

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "ui/gallery/grid_geometry.h"
#include "ui/gallery/grid_selection.h"

namespace cloc::ui {

class GridView : public QAbstractScrollArea {
  Q_OBJECT

 public:
  explicit GridView(QWidget* parent = nullptr);

  // -1 when there is none.
  int current() const;
  // Scrolls to it; the selection becomes `position` alone.
  void setCurrent(int position);
  bool isSelected(int position) const { return selection_.contains(keyAt(position)); }
  // Ascending.
  std::vector<int> selectedPositions() const;
  int selectedCount() const { return selectedShown_; }
  void clearSelection();
  // The current cell too: the keys will mean others.
  void forgetSelection();
  void scrollTo(int position);
  void scrollToTop();

  // Cells that are at least partly to be seen.
  GridGeometry::Range visible() const;
  // In viewport pixels.
  QRect cellRect(int position) const;
  // -1 when there is no cell; viewport pixels.
  int positionAt(const QPoint& point) const;

  int tileSide() const { return tileSide_; }
  // The side of the square for the picture, in view pixels, clamped to minimumTile()..maximumTile(). What is
  // in view stays in view.
  void setTileSide(int side);
  static constexpr int minimumTile() { return 64; }
  static constexpr int maximumTile() { return 256; }

 public slots:
  void selectAll();

 signals:
  void currentPositionChanged(int position);
  void selectionChanged();
  // Double click or Enter.
  void activated(int position);
  void tileSideChanged(int side);
  // The cell, or -1, at `global` screen pixels.
  void menuRequested(int position, const QPoint& global);

 protected:
  struct CellState {
    bool selected = false, current = false, hovered = false;
  };

  virtual int count() const = 0;
  // For type-ahead and screen readers.
  virtual QString textAt(int position) const = 0;
  virtual std::uint32_t keyAt(int position) const = 0;
  // -1 when it is not shown.
  virtual int positionOfKey(std::uint32_t key) const = 0;
  // The whole cell for a picture of this side.
  virtual QSize cellSize(int tileSide) const = 0;
  virtual void paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) = 0;
  // For the pointer at `global` screen pixels; -1: hide what is shown.
  virtual void showToolTip(int position, const QPoint& global);
  virtual QString toolTipAt(int position) const = 0;
  // The pointer is over another cell, or over none (-1).
  virtual void hoverChanged(int position);
  // Letters go to the first cell whose text begins so.
  virtual bool findsByTyping() const { return true; }
  // What a key without modifiers does in this view alone, before all else, also where the window has a
  // shortcut for it (A is "previous image" elsewhere); empty where it has no such meaning.
  virtual std::function<void()> keyAction(Qt::Key key);
  // The pictures for these are wanted; called after each change of what is visible, not for each pixel
  // scrolled. `forward`: the last scrolling was towards the end.
  virtual void visibleChanged(const GridGeometry::Range& visible, bool forward) = 0;

  void setFlow(GridGeometry::Flow flow);
  GridGeometry::Flow flow() const { return flow_; }
  // The contents are others, or in another order: before and after the change.
  void beginChange();
  void endChange();
  void updateCell(int position);
  GridSelection& selection() { return selection_; }
  std::optional<std::uint32_t> currentKey() const { return currentKey_; }
  // Selection and current as a subclass has carried them over to other keys.
  void replaceSelection(GridSelection selection, std::optional<std::uint32_t> current);
  // Calls visibleChanged() once, soon.
  void askForVisible();
  // Text instead of cells when there are none.
  QString emptyText_;

  bool event(QEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void timerEvent(QTimerEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  enum class Choice { Replace, Toggle, Range, AddRange };

  QPoint offset() const;
  void layOut();
  void moveTo(int position, Choice choice);
  void choose(int position, Choice choice);
  void setCurrentKey(int position);
  void selectionEdited();
  void countShown();
  void startBand(const QPoint& press, Qt::KeyboardModifiers modifiers);
  void moveBand(const QPoint& point);
  void endBand();
  int target(int key, int from) const;
  std::function<void()> actionOf(const QKeyEvent& event);
  bool typing() const;
  void typeAhead(const QString& text);
  void continueSearch();
  void hover(int position);
  void announce();

  GridGeometry::Flow flow_ = GridGeometry::Flow::Wrapped;
  GridGeometry geometry_;
  int tileSide_ = 144;
  bool laying_ = false;
  int wheelRest_ = 0;  // of a wheel that turns in fine steps

  GridSelection selection_;
  int selectedShown_ = 0;
  std::optional<std::uint32_t> currentKey_, anchorKey_;
  int hovered_ = -1;
  bool forward_ = true;

  // What stays where it is on the screen while the contents change.
  struct Anchor {
    std::uint32_t key = 0;
    QPoint at;
  };
  std::optional<Anchor> pinned_;
  std::optional<Anchor> anchorOnScreen() const;
  void restore(const std::optional<Anchor>& anchor);

  // A press that may become a click or a rubber band.
  struct Press {
    QPoint at;  // contents pixels
    int position = -1;
    Qt::KeyboardModifiers modifiers;
  };
  std::optional<Press> press_;
  std::optional<QRect> band_;  // contents pixels
  GridSelection beforeBand_;
  QBasicTimer autoScroll_, ask_, search_;

  QString typed_;
  qint64 typedAt_ = 0;
  int searchFrom_ = 0, searched_ = 0;
};

}  // namespace cloc::ui
