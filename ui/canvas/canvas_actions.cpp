// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/region_commands.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr double kPasteOffset = 16;  // view pixels

QKeySequence key(QKeyCombination combination) {
  return QKeySequence(combination);
}

}  // namespace

CanvasActions::CanvasActions(CanvasView* view) : QObject(view), view_(view) {
  addModes();
  addViewActions();
  addSelectionActions();
  addMovingActions();
  addLabelActions();
  addVerifying();
  addToggles();
  connect(view->document(), &RegionDocument::selectionChanged, this, &CanvasActions::updateEnabled);
  connect(view->document(), &RegionDocument::regionsChanged, this, &CanvasActions::updateEnabled);
  updateEnabled();
}

QAction* CanvasActions::action(const QString& id) const {
  for (auto* action : all_) {
    if (action->objectName() == id) return action;
  }
  return nullptr;
}

QAction* CanvasActions::add(const QString& id, const QString& text, const QList<QKeySequence>& keys,
                            std::function<void()> work, const QString& iconName) {
  auto* action = new QAction(text, this);
  action->setObjectName(id);
  action->setShortcuts(keys);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  if (!iconName.isEmpty()) action->setIcon(icon(iconName));
  if (work) connect(action, &QAction::triggered, view_, std::move(work));
  showKeys(action);
  // The user may have changed them.
  connect(action, &QAction::changed, this, [this, action] { showKeys(action); });
  view_->addAction(action);
  all_.append(action);
  return action;
}

void CanvasActions::showKeys(QAction* action) const {
  QString text = action->text().remove(QLatin1Char('&'));
  if (!action->shortcuts().isEmpty()) {
    text = tr("%1 (%2)").arg(text, QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText));
  }
  if (action->toolTip() != text) action->setToolTip(text);
}

void CanvasActions::addModes() {
  auto* select = add(
      QStringLiteral("canvas.select"), tr("Select and edit"), {key(Qt::Key_V), key(Qt::CTRL | Qt::Key_J)},
      [this] { view_->setMode(CanvasMode::Select); }, QStringLiteral("select"));
  auto* draw = add(
      QStringLiteral("canvas.draw"), tr("Draw boxes"), {key(Qt::Key_W), key(Qt::Key_R)},
      [this] { view_->setMode(CanvasMode::Draw); }, QStringLiteral("box"));
  for (auto* action : {select, draw}) action->setCheckable(true);
  const auto show = [select, draw](CanvasMode mode) {
    select->setChecked(mode == CanvasMode::Select);
    draw->setChecked(mode == CanvasMode::Draw);
  };
  // The mode may be what it was: a checked action that is triggered would be unchecked.
  connect(select, &QAction::triggered, this, [this, show] { show(view_->editor()->mode()); });
  connect(draw, &QAction::triggered, this, [this, show] { show(view_->editor()->mode()); });
  connect(view_->editor(), &BoxEditor::modeChanged, this, show);
  show(CanvasMode::Select);
  add(
      QStringLiteral("canvas.addBox"), tr("Add a box in the middle"), {key(Qt::Key_Insert)},
      [this] { addBox(); }, QStringLiteral("add"));
  add(QStringLiteral("canvas.cancel"), tr("Cancel"), {key(Qt::Key_Escape)}, [this] { view_->cancel(); });
}

// Drawing without a mouse: arrows and Alt+arrows then bring it into place.
void CanvasActions::addBox() {
  const QRectF seen = view_->visibleArea();
  QRectF box(QPointF(), seen.size() / 4);
  box.moveCenter(seen.center());
  if (box.width() < kMinBoxSide || box.height() < kMinBoxSide) return;
  view_->editor()->finishBox(toBox(box));
}

void CanvasActions::addViewActions() {
  add(
      QStringLiteral("canvas.fit"), tr("Fit the image"), {key(Qt::CTRL | Qt::Key_F)},
      [this] { view_->fit(); }, QStringLiteral("fit"));
  add(QStringLiteral("canvas.fitWidth"), tr("Fit the width"), {key(Qt::CTRL | Qt::SHIFT | Qt::Key_F)},
      [this] { view_->fitWidth(); });
  add(QStringLiteral("canvas.actualSize"), tr("Actual size"), {key(Qt::CTRL | Qt::Key_0)},
      [this] { view_->actualSize(); });
  add(
      QStringLiteral("canvas.zoomIn"), tr("Zoom in"),
      {key(Qt::CTRL | Qt::Key_Plus), key(Qt::CTRL | Qt::Key_Equal)}, [this] { view_->zoomIn(); },
      QStringLiteral("zoom-in"));
  add(
      QStringLiteral("canvas.zoomOut"), tr("Zoom out"), {key(Qt::CTRL | Qt::Key_Minus)},
      [this] { view_->zoomOut(); }, QStringLiteral("zoom-out"));
  add(QStringLiteral("canvas.zoomToSelection"), tr("Zoom to the selection"), {key(Qt::Key_Z)}, [this] {
    if (const auto box = view_->searchBox()) {
      const QSizeF room = view_->transform().viewport().size() * view_->transform().devicePixelRatio() * 0.6;
      view_->setZoom(std::min(room.width() / box->width(), room.height() / box->height()));
      view_->reveal(*box);
    }
  });
  add(
      QStringLiteral("canvas.reload"), tr("Reload the image"), {key(Qt::Key_F5)},
      [this] { view_->loader()->reload(); }, QStringLiteral("refresh"));
}

void CanvasActions::addSelectionActions() {
  auto& document = *view_->document();
  const auto offset = [this] { return kPasteOffset / view_->transform().scale(); };
  const auto selectNext = [this, &document](int step) {
    document.selectNext(step);
    if (const auto box = view_->searchBox()) view_->reveal(*box);
  };
  forRegions_ << add(QStringLiteral("canvas.next"), tr("Next object"), {key(Qt::Key_Tab)},
                     [selectNext] { selectNext(1); })
              << add(QStringLiteral("canvas.previous"), tr("Previous object"),
                     {key(Qt::SHIFT | Qt::Key_Tab), key(Qt::Key_Backtab)}, [selectNext] { selectNext(-1); })
              << add(QStringLiteral("canvas.selectAll"), tr("Select all"), {key(Qt::CTRL | Qt::Key_A)},
                     [&document] { document.selectAll(); });
  forSelection_ << add(QStringLiteral("canvas.duplicate"), tr("Duplicate"), {key(Qt::CTRL | Qt::Key_D)},
                       [&document, offset] { duplicateSelection(document, offset()); })
                << add(
                       QStringLiteral("canvas.copy"), tr("Copy"), {key(Qt::CTRL | Qt::Key_C)},
                       [&document] {
                         if (auto data = copySelection(document)) {
                           QApplication::clipboard()->setMimeData(data.release());
                         }
                       },
                       QStringLiteral("copy"));
  add(QStringLiteral("canvas.paste"), tr("Paste"), {key(Qt::CTRL | Qt::Key_V)}, [&document, offset] {
    if (const auto* data = QApplication::clipboard()->mimeData()) pasteRegions(document, *data, offset());
  });
  forSelection_ << add(
                       QStringLiteral("canvas.delete"), tr("Delete"),
                       {key(Qt::Key_Delete), key(Qt::Key_Backspace)},
                       [&document] { removeSelection(document); }, QStringLiteral("delete"))
                << add(
                       QStringLiteral("canvas.hide"), tr("Hide"), {key(Qt::Key_H)},
                       [&document] { hideSelection(document); }, QStringLiteral("eye-off"));
  forRegions_ << add(
      QStringLiteral("canvas.hideAll"), tr("Hide or show all"), {key(Qt::CTRL | Qt::Key_H)},
      [&document] { toggleAllHidden(document); }, QStringLiteral("eye"));
  const auto reorder = [&document](RegionDocument::Order order) {
    return [&document, order] { document.reorder(document.selection(), order); };
  };
  using Order = RegionDocument::Order;
  forSelection_ << add(
                       QStringLiteral("canvas.lock"), tr("Lock or unlock"), {key(Qt::Key_L)},
                       [&document] { toggleSelectionLocked(document); }, QStringLiteral("lock"))
                << add(QStringLiteral("canvas.raise"), tr("Raise"), {key(Qt::Key_BracketRight)},
                       reorder(Order::Raise), QStringLiteral("raise"))
                << add(QStringLiteral("canvas.lower"), tr("Lower"), {key(Qt::Key_BracketLeft)},
                       reorder(Order::Lower))
                << add(QStringLiteral("canvas.toFront"), tr("To the front"),
                       {key(Qt::CTRL | Qt::Key_BracketRight)}, reorder(Order::ToFront))
                << add(QStringLiteral("canvas.toBack"), tr("To the back"),
                       {key(Qt::CTRL | Qt::Key_BracketLeft)}, reorder(Order::ToBack));
}

// The arrows move what is selected, and the view when nothing is.
void CanvasActions::addMovingActions() {
  struct Direction {
    const char* id;
    QString nudge, grow;
    Qt::Key arrow;
    QPointF step;
  };
  const Direction directions[] = {
      {"Left", tr("Move left"), tr("Narrower"), Qt::Key_Left, {-1, 0}},
      {"Right", tr("Move right"), tr("Wider"), Qt::Key_Right, {1, 0}},
      {"Up", tr("Move up"), tr("Lower height"), Qt::Key_Up, {0, -1}},
      {"Down", tr("Move down"), tr("Greater height"), Qt::Key_Down, {0, 1}},
  };
  auto& document = *view_->document();
  const auto move = [this, &document](const QPointF& step) {
    return [this, &document, step] {
      if (document.selection().empty()) {
        view_->panBy(-step * 40);
      } else {
        nudgeSelection(document, step);
        if (const auto box = view_->searchBox()) emit view_->boxCommitted(*box);
      }
    };
  };
  const auto grow = [this, &document](const QPointF& step) {
    return [this, &document, step] {
      growSelection(document, step);
      if (const auto box = view_->searchBox()) emit view_->boxCommitted(*box);
    };
  };
  for (const auto& direction : directions) {
    const QString id = QLatin1String(direction.id);
    add(QStringLiteral("canvas.nudge") + id, direction.nudge, {key(direction.arrow)}, move(direction.step));
    add(QStringLiteral("canvas.nudgeFar") + id, tr("%1 by 10").arg(direction.nudge),
        {key(Qt::SHIFT | direction.arrow)}, move(direction.step * 10));
    forSelection_ << add(QStringLiteral("canvas.grow") + id, direction.grow, {key(Qt::ALT | direction.arrow)},
                         grow(direction.step))
                  << add(QStringLiteral("canvas.growFar") + id, tr("%1 by 10").arg(direction.grow),
                         {key(QKeyCombination(Qt::AltModifier | Qt::ShiftModifier, direction.arrow))},
                         grow(direction.step * 10));
  }
}

// Without a key of its own: CanvasView tells the tap of Space from holding it, which pans.
void CanvasActions::addVerifying() {
  auto* document = view_->document();
  verified_ = add(
      QStringLiteral("canvas.verified"), tr("Verified (tap Space)"), {},
      [document] { document->toggleVerified(); }, QStringLiteral("check"));
  verified_->setCheckable(true);
  // What the click made of it is not known to be so: an image that is not there cannot be verified.
  const auto show = [this, document] { verified_->setChecked(document->verified()); };
  connect(verified_, &QAction::triggered, this, show);
  connect(document, &RegionDocument::verifiedChanged, this, show);
  connect(document, &RegionDocument::imageChanged, this, &CanvasActions::updateEnabled);
}

void CanvasActions::addLabelActions() {
  for (int digit = 1; digit <= 9; ++digit) {
    add(QStringLiteral("canvas.label%1").arg(digit), tr("Label %1").arg(digit),
        {key(static_cast<Qt::Key>(Qt::Key_0 + digit))},
        [this, digit] { emit view_->labelKeyPressed(digit); });
  }
  add(
      QStringLiteral("canvas.editLabel"), tr("Edit the label"), {key(Qt::Key_E), key(Qt::CTRL | Qt::Key_E)},
      [this] { emit view_->labelEditRequested(); }, QStringLiteral("label"));
  add(
      QStringLiteral("canvas.findSimilar"), tr("Find similar"), {key(Qt::Key_Return), key(Qt::Key_Enter)},
      [this] {
        if (const auto box = view_->searchBox()) emit view_->findSimilarRequested(*box);
      },
      QStringLiteral("search"));
}

QAction* CanvasActions::addToggle(const QString& id, const QString& text, const QString& iconName,
                                  bool CanvasSettings::*setting) {
  auto* action = add(id, text, {}, {}, iconName);
  action->setCheckable(true);
  action->setChecked(view_->settings().*setting);
  connect(action, &QAction::toggled, view_, [this, setting](bool on) {
    auto settings = view_->settings();
    settings.*setting = on;
    view_->setSettings(settings);
  });
  connect(view_, &CanvasView::settingsChanged, action,
          [action, setting](const CanvasSettings& settings) { action->setChecked(settings.*setting); });
  return action;
}

void CanvasActions::addToggles() {
  addToggle(QStringLiteral("canvas.crosshair"), tr("Crosshair while drawing"), QStringLiteral("crosshair"),
            &CanvasSettings::crosshair);
  addToggle(QStringLiteral("canvas.rulers"), tr("Rulers"), {}, &CanvasSettings::rulers);
  addToggle(QStringLiteral("canvas.normalised"), tr("Rulers from 0 to 1"), {},
            &CanvasSettings::normalisedRulers);
  addToggle(QStringLiteral("canvas.labels"), tr("Labels beside boxes"), QStringLiteral("label"),
            &CanvasSettings::labels);
  addToggle(QStringLiteral("canvas.boxes"), tr("Boxes"), QStringLiteral("box"), &CanvasSettings::boxes);
  addToggle(QStringLiteral("canvas.keepZoom"), tr("Keep the zoom from image to image"), {},
            &CanvasSettings::keepZoom);
  addToggle(QStringLiteral("canvas.wheelScrolls"), tr("The wheel scrolls"), {},
            &CanvasSettings::wheelScrolls);
  addToggle(QStringLiteral("canvas.drawCreatesRegion"), tr("Drawing makes a region"), {},
            &CanvasSettings::drawCreatesRegion);
}

void CanvasActions::updateEnabled() {
  const bool selection = !view_->document()->selection().empty();
  const bool regions = !view_->document()->regions().empty();
  for (auto* action : forSelection_) action->setEnabled(selection);
  verified_->setEnabled(view_->document()->image() != 0);
  // Without objects Tab goes on to the next widget, as everywhere.
  for (auto* action : forRegions_) action->setEnabled(regions);
}

void CanvasActions::fillContextMenu(QMenu* menu) const {
  const auto put = [&](std::initializer_list<const char*> ids) {
    for (const char* id : ids) menu->addAction(action(QLatin1String(id)));
  };
  if (view_->searchBox()) {
    put({"canvas.findSimilar", "canvas.zoomToSelection"});
    menu->addSeparator();
  }
  if (!view_->document()->selection().empty()) {
    put({"canvas.editLabel", "canvas.duplicate", "canvas.copy", "canvas.paste", "canvas.delete"});
    menu->addSeparator();
    put({"canvas.hide", "canvas.lock", "canvas.toFront", "canvas.raise", "canvas.lower", "canvas.toBack"});
  } else {
    put({"canvas.draw", "canvas.paste", "canvas.selectAll", "canvas.hideAll", "canvas.verified"});
    menu->addSeparator();
    put({"canvas.fit", "canvas.fitWidth", "canvas.actualSize"});
    menu->addSeparator();
    put({"canvas.crosshair", "canvas.rulers", "canvas.normalised", "canvas.labels"});
  }
}

}  // namespace cloc::ui
