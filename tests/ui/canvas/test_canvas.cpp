// SPDX-License-Identifier: GPL-3.0-or-later
// The canvas as the user has it: mouse, wheel and keyboard on a real view.
#include <QApplication>
#include <QClipboard>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <QWheelEvent>
#include <QXmlStreamReader>

#include "core/base/atomic_file.h"
#include "tests/support/expect_error.h"
#include "tests/ui/canvas/canvas_fixture.h"
#include "ui/canvas/canvas_actions.h"
#include "ui/canvas/canvas_chrome.h"
#include "ui/canvas/canvas_view.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;
using cloc::ui::testing::MemorySource;
using cloc::ui::testing::plainPicture;

namespace {

// An image of 400 x 300, shown at 100 % with three regions: 1 and 2 apart, 3 inside 2.
struct Stage {
  std::shared_ptr<MemorySource> source = std::make_shared<MemorySource>();
  QUndoStack stack;
  std::unique_ptr<CanvasView> view;

  Stage() {
    source->put("a.png", plainPicture(400, 300));
    source->put("b.png", plainPicture(200, 100));
    view = std::make_unique<CanvasView>(source, &stack);
    view->resize(640, 480);
    view->show();
    view->activateWindow();
    view->setFocus();
    (void)QTest::qWaitForWindowActive(view.get());
    view->showImage(1, "a.png", {400, 300});
    view->setRegions({made(1, {20, 20, 80, 70}), made(2, {150, 50, 300, 200}), made(3, {180, 80, 230, 130})});
    (void)QTest::qWaitFor([this] { return view->loader()->pyramid() != nullptr; });
    view->setZoom(1);
  }

  static store::Region made(store::RegionId id, PixelBox box) {
    store::Region region;
    region.id = id;
    region.image_id = 1;
    region.box = box;
    return region;
  }
  QPoint at(double x, double y) const { return view->transform().toView(QPointF(x, y)).toPoint(); }
  void press(QPoint place, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseMove(view.get(), place);
    QTest::mousePress(view.get(), Qt::LeftButton, modifiers, place);
  }
  // Moves with the button held, which QTest::mouseMove leaves out of the event.
  void moveTo(QPoint place, Qt::KeyboardModifiers modifiers = {}) {
    QMouseEvent event(QEvent::MouseMove, place, view->mapToGlobal(place), Qt::NoButton, Qt::LeftButton,
                      modifiers);
    QApplication::sendEvent(view.get(), &event);
  }
  void release(QPoint place, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseRelease(view.get(), Qt::LeftButton, modifiers, place);
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
    press(from);
    moveTo((from + to) / 2, modifiers);
    moveTo(to, modifiers);
    release(to, modifiers);
  }
  void click(QPoint place, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseClick(view.get(), Qt::LeftButton, modifiers, place);
  }
  void key(Qt::Key code, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(view.get(), code, modifiers);
  }
  void wheel(QPoint place, int notches, Qt::KeyboardModifiers modifiers = {}) {
    QWheelEvent event(place, view->mapToGlobal(place), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(view.get(), &event);
  }
  RegionDocument& document() { return *view->document(); }
  PixelBox box(store::RegionId id) { return document().find(id)->box; }
  std::vector<store::RegionId> selection() { return document().selection(); }
};

using Ids = std::vector<store::RegionId>;

}  // namespace

class CanvasTest : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { applyTheme(*qApp, Scheme::Dark); }

  void dragInDrawModeMakesARegion() {
    Stage s;
    QSignalSpy changing(s.view.get(), &CanvasView::boxChanging);
    QSignalSpy committed(s.view.get(), &CanvasView::boxCommitted);
    s.view->editor()->setNextLabel(5);
    s.key(Qt::Key_W);
    s.drag(s.at(90, 210), s.at(140, 260));
    QCOMPARE(s.document().regions().size(), std::size_t{4});
    const auto& region = s.document().regions().back();
    QCOMPARE(region.box, (PixelBox{90, 210, 140, 260}));
    QVERIFY(region.label_id == store::LabelId{5});
    QCOMPARE(region.source, std::string("user"));
    QCOMPARE(s.selection(), Ids{region.id});
    QVERIFY(changing.count() >= 2);
    QCOMPARE(committed.count(), 1);
    QCOMPARE(committed.first().first().value<PixelBox>(), region.box);
    QCOMPARE(s.view->editor()->mode(), CanvasMode::Draw);  // stays
    s.stack.undo();
    QCOMPARE(s.document().regions().size(), std::size_t{3});
    s.stack.redo();
    QCOMPARE(s.document().regions().size(), std::size_t{4});
  }

  void twoClicksMakeARegionAsWell() {
    Stage s;
    s.key(Qt::Key_R);
    s.click(s.at(310, 210));
    QTest::mouseMove(s.view.get(), s.at(340, 230));
    QTest::mouseMove(s.view.get(), s.at(370, 280));
    QVERIFY(s.view->editor()->isDrawing());
    s.click(s.at(370, 280));
    QCOMPARE(s.document().regions().size(), std::size_t{4});
    QCOMPARE(s.document().regions().back().box, (PixelBox{310, 210, 370, 280}));
    // Escape in between leaves nothing.
    s.click(s.at(310, 20));
    QTest::mouseMove(s.view.get(), s.at(350, 40));
    s.key(Qt::Key_Escape);
    QVERIFY(!s.view->editor()->isDrawing());
    QCOMPARE(s.document().regions().size(), std::size_t{4});
    QCOMPARE(s.view->editor()->mode(), CanvasMode::Draw);
    s.key(Qt::Key_Escape);
    QCOMPARE(s.view->editor()->mode(), CanvasMode::Select);
  }

  void aClickOnABoxSelectsItInDrawModeToo() {
    Stage s;
    s.key(Qt::Key_W);
    s.click(s.at(40, 40));
    QCOMPARE(s.selection(), Ids{1});
    QCOMPARE(s.document().regions().size(), std::size_t{3});
    QVERIFY(!s.view->editor()->isDrawing());
  }

  void aBoxCanBeDrawnInsideAnother() {
    Stage s;
    s.key(Qt::Key_W);
    s.drag(s.at(240, 150), s.at(280, 190));
    QCOMPARE(s.document().regions().size(), std::size_t{4});
    QCOMPARE(s.box(2), (PixelBox{150, 50, 300, 200}));
  }

  void sliversAreNotMade() {
    Stage s;
    s.key(Qt::Key_W);
    s.drag(s.at(350, 100), s.at(390, 101));
    QCOMPARE(s.document().regions().size(), std::size_t{3});
    QCOMPARE(s.stack.count(), 0);
  }

  void drawingIsClippedToTheImage() {
    Stage s;
    s.key(Qt::Key_W);
    s.drag(s.at(350, 250), s.at(430, 330));
    QCOMPARE(s.document().regions().back().box, (PixelBox{350, 250, 400, 300}));
  }

  void shiftDrawsSquaresAltDrawsFromTheMiddle() {
    Stage s;
    s.key(Qt::Key_W);
    s.drag(s.at(310, 210), s.at(330, 250), Qt::ShiftModifier);
    QCOMPARE(s.document().regions().back().box, (PixelBox{310, 210, 350, 250}));
    s.drag(s.at(60, 150), s.at(80, 160), Qt::AltModifier);
    QCOMPARE(s.document().regions().back().box, (PixelBox{40, 140, 80, 160}));
  }

  void queryBoxIsNoRegion() {
    Stage s;
    auto settings = s.view->settings();
    settings.drawCreatesRegion = false;
    s.view->setSettings(settings);
    QSignalSpy committed(s.view.get(), &CanvasView::boxCommitted);
    s.key(Qt::Key_W);
    s.drag(s.at(90, 210), s.at(140, 260));
    QCOMPARE(s.document().regions().size(), std::size_t{3});
    QCOMPARE(s.stack.count(), 0);
    QCOMPARE(*s.view->editor()->queryBox(), (PixelBox{90, 210, 140, 260}));
    QCOMPARE(*s.view->searchBox(), (PixelBox{90, 210, 140, 260}));
    // It has handles, which search live.
    QSignalSpy changing(s.view.get(), &CanvasView::boxChanging);
    s.drag(s.at(140, 260), s.at(150, 280));
    QCOMPARE(*s.view->editor()->queryBox(), (PixelBox{90, 210, 150, 280}));
    QVERIFY(changing.count() >= 2);
    QCOMPARE(committed.count(), 2);
    s.key(Qt::Key_Escape);  // out of drawing
    s.drag(s.at(120, 240), s.at(110, 230));
    QCOMPARE(*s.view->editor()->queryBox(), (PixelBox{80, 200, 140, 270}));
    s.key(Qt::Key_Escape);
    QVERIFY(!s.view->editor()->queryBox());
  }

  void draggingABoxMovesItInOneStep() {
    Stage s;
    s.drag(s.at(50, 45), s.at(70, 95));
    QCOMPARE(s.box(1), (PixelBox{40, 70, 100, 120}));
    QCOMPARE(s.stack.count(), 1);
    s.stack.undo();
    QCOMPARE(s.box(1), (PixelBox{20, 20, 80, 70}));
    s.drag(s.at(50, 45), s.at(-200, -200));
    QCOMPARE(s.box(1), (PixelBox{0, 0, 60, 50}));
  }

  void shiftMovesAlongOneAxis() {
    Stage s;
    s.drag(s.at(50, 45), s.at(90, 55), Qt::ShiftModifier);
    QCOMPARE(s.box(1), (PixelBox{60, 20, 120, 70}));
  }

  void severalSelectedBoxesMoveTogether() {
    Stage s;
    s.click(s.at(50, 45));
    s.click(s.at(290, 190), Qt::ControlModifier);
    QCOMPARE(s.selection(), (Ids{1, 2}));
    s.drag(s.at(50, 45), s.at(60, 50));
    QCOMPARE(s.box(1), (PixelBox{30, 25, 90, 75}));
    QCOMPARE(s.box(2), (PixelBox{160, 55, 310, 205}));
    QCOMPARE(s.stack.count(), 1);
  }

  void eachHandleResizes_data() {
    QTest::addColumn<int>("handle");
    for (int i = 0; i < 8; ++i) QTest::addRow("%d", i) << i;
  }
  void eachHandleResizes() {
    QFETCH(int, handle);
    Stage s;
    s.click(s.at(290, 190));
    const auto which = kBoxHandles[static_cast<std::size_t>(handle)];
    const QPointF from = handlePosition(toRect(s.box(2)), which);
    s.drag(s.at(from.x(), from.y()), s.at(from.x() + 10 * which.x, from.y() + 10 * which.y));
    PixelBox expected{150, 50, 300, 200};
    if (which.x < 0) expected.x1 -= 10;
    if (which.x > 0) expected.x2 += 10;
    if (which.y < 0) expected.y1 -= 10;
    if (which.y > 0) expected.y2 += 10;
    QCOMPARE(s.box(2), expected);
    s.stack.undo();
    QCOMPARE(s.box(2), (PixelBox{150, 50, 300, 200}));
  }

  void resizingPastTheOppositeSideFlips() {
    Stage s;
    s.click(s.at(50, 45));
    s.drag(s.at(80, 70), s.at(10, 10));
    QCOMPARE(s.box(1), (PixelBox{10, 10, 20, 20}));
  }

  void escapeWhileDraggingChangesNothing() {
    Stage s;
    QSignalSpy changing(s.view.get(), &CanvasView::boxChanging);
    s.press(s.at(50, 45));
    s.moveTo(s.at(90, 95));
    s.key(Qt::Key_Escape);
    QCOMPARE(changing.last().first().value<PixelBox>(), (PixelBox{20, 20, 80, 70}));
    s.moveTo(s.at(95, 99));
    s.release(s.at(95, 99));
    QCOMPARE(s.box(1), (PixelBox{20, 20, 80, 70}));
    QCOMPARE(s.stack.count(), 0);
  }

  void clickTakesTheSmallestThenCycles() {
    Stage s;
    const auto place = s.at(200, 100);  // in 3, which is in 2
    s.click(place);
    QCOMPARE(s.selection(), Ids{3});
    s.click(place);
    QCOMPARE(s.selection(), Ids{2});
    s.click(place);
    QCOMPARE(s.selection(), Ids{3});
    s.click(s.at(350, 250));
    QCOMPARE(s.selection(), Ids{});
  }

  void rubberBandSelectsWhatItTouches() {
    Stage s;
    s.drag(s.at(120, 210), s.at(190, 100));
    QCOMPARE(s.selection(), (Ids{2, 3}));
    s.press(s.at(10, 90), Qt::ShiftModifier);
    s.moveTo(s.at(30, 60), Qt::ShiftModifier);
    s.release(s.at(30, 60), Qt::ShiftModifier);
    QCOMPARE(s.selection(), (Ids{2, 3, 1}));
    QCOMPARE(s.stack.count(), 0);
  }

  void arrowsNudgeAndMergeIntoOneStep() {
    Stage s;
    s.click(s.at(50, 45));
    for (int i = 0; i < 3; ++i) s.key(Qt::Key_Right);
    s.key(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(s.box(1), (PixelBox{23, 30, 83, 80}));
    QCOMPARE(s.stack.count(), 1);
    s.key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(s.box(1), (PixelBox{23, 30, 84, 80}));
    s.stack.undo();
    QCOMPARE(s.box(1), (PixelBox{20, 20, 80, 70}));
  }

  void arrowsWithoutSelectionMoveTheView() {
    Stage s;
    s.view->setZoom(4);
    const auto before = s.view->visibleArea();
    s.key(Qt::Key_Right);
    QVERIFY(s.view->visibleArea().left() > before.left());
    QCOMPARE(s.stack.count(), 0);
  }

  void deleteAndBackspaceDelete() {
    Stage s;
    s.click(s.at(50, 45));
    s.key(Qt::Key_Delete);
    QVERIFY(s.document().find(1) == nullptr);
    s.click(s.at(200, 100));
    s.key(Qt::Key_Backspace);
    QVERIFY(s.document().find(3) == nullptr);
    s.stack.undo();
    s.stack.undo();
    QCOMPARE(s.document().regions().size(), std::size_t{3});
  }

  void duplicateCopyAndPasteByKey() {
    Stage s;
    s.click(s.at(50, 45));
    s.key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(s.document().regions().back().box, (PixelBox{36, 36, 96, 86}));
    s.key(Qt::Key_C, Qt::ControlModifier);
    s.view->showImage(2, "b.png", {200, 100});
    s.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(s.document().regions().size(), std::size_t{1});
    QCOMPARE(s.document().regions().front().image_id, store::ImageId{2});
    QCOMPARE(s.document().regions().front().box, (PixelBox{36, 36, 96, 86}));
  }

  void tabGoesFromObjectToObjectAndOutOfAnEmptyCanvas() {
    Stage s;
    s.key(Qt::Key_Tab);
    QCOMPARE(s.selection(), Ids{1});
    s.key(Qt::Key_Tab);
    QCOMPARE(s.selection(), Ids{2});
    QTest::keyClick(s.view.get(), Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(s.selection(), Ids{1});
    s.view->setRegions({});
    QVERIFY(!s.view->canvasActions()->action(QStringLiteral("canvas.next"))->isEnabled());
  }

  void hiddenBoxesAreNeitherSeenNorHit() {
    Stage s;
    s.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(s.selection().size(), std::size_t{3});
    s.key(Qt::Key_H);
    s.click(s.at(50, 45));
    QCOMPARE(s.selection(), Ids{});
    const QImage without = s.view->grab().toImage();
    s.key(Qt::Key_H, Qt::ControlModifier);
    s.view->editor()->leave();
    QVERIFY(s.view->grab().toImage() != without);
    s.click(s.at(50, 45));
    QCOMPARE(s.selection(), Ids{1});
    s.key(Qt::Key_Escape);
    s.key(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(s.document().isHidden(1) && s.document().isHidden(2));
  }

  void lockedBoxIsSelectedButNotMoved() {
    Stage s;
    s.click(s.at(50, 45));
    s.key(Qt::Key_L);
    s.drag(s.at(50, 45), s.at(90, 90));
    s.key(Qt::Key_Delete);
    QCOMPARE(s.box(1), (PixelBox{20, 20, 80, 70}));
    QCOMPARE(s.selection(), Ids{1});
    s.key(Qt::Key_L);
    s.drag(s.at(50, 45), s.at(60, 55));
    QCOMPARE(s.box(1), (PixelBox{30, 30, 90, 80}));
  }

  void bracketsRaiseAndLower() {
    Stage s;
    s.click(s.at(50, 45));
    s.key(Qt::Key_BracketRight);
    QCOMPARE(s.document().regions()[1].id, store::RegionId{1});
    s.key(Qt::Key_BracketLeft);
    QCOMPARE(s.document().regions()[0].id, store::RegionId{1});
  }

  void keysOfTheWindowAreToldToIt() {
    Stage s;
    QSignalSpy labels(s.view.get(), &CanvasView::labelKeyPressed);
    QSignalSpy edit(s.view.get(), &CanvasView::labelEditRequested);
    QSignalSpy similar(s.view.get(), &CanvasView::findSimilarRequested);
    s.key(Qt::Key_3);
    s.key(Qt::Key_E);
    s.key(Qt::Key_E, Qt::ControlModifier);
    s.key(Qt::Key_Return);
    QCOMPARE(similar.count(), 0);  // nothing to search for
    s.click(s.at(50, 45));
    s.key(Qt::Key_Return);
    QCOMPARE(labels.first().first().toInt(), 3);
    QCOMPARE(edit.count(), 2);
    QCOMPARE(similar.first().first().value<PixelBox>(), (PixelBox{20, 20, 80, 70}));
  }

  void spaceTappedIsVerifiedSpaceHeldPans() {
    Stage s;
    auto* action = s.view->canvasActions()->action(QStringLiteral("canvas.verified"));
    const auto corner = [&] {
      return s.view->grab().toImage().pixelColor(s.view->width() - 14, kRulerSide + 19);
    };
    const auto plain = corner();
    QTest::keyClick(s.view.get(), Qt::Key_Space);
    QVERIFY(s.view->document()->verified() && action->isChecked());
    QVERIFY(corner() != plain);  // the badge
    action->trigger();
    QVERIFY(!s.view->document()->verified() && !action->isChecked());
    QCOMPARE(corner(), plain);
    QCOMPARE(s.stack.count(), 2);
    s.view->setZoom(4);
    const auto before = s.view->visibleArea();
    QTest::keyPress(s.view.get(), Qt::Key_Space);
    QCOMPARE(s.view->cursor().shape(), Qt::OpenHandCursor);
    s.press({300, 200});
    s.moveTo({260, 170});
    s.release({260, 170});
    QTest::keyRelease(s.view.get(), Qt::Key_Space);
    QVERIFY(!s.view->document()->verified());
    QCOMPARE(s.view->visibleArea().left(), before.left() + 10);
    QCOMPARE(s.stack.count(), 2);
  }

  void wheelZoomsAtThePointer() {
    Stage s;
    for (const auto modifiers : {Qt::KeyboardModifiers(), Qt::KeyboardModifiers(Qt::ControlModifier)}) {
      const QPoint place(400, 260);
      const QPointF under = s.view->transform().toOriginal(place);
      const double zoom = s.view->transform().zoom();
      s.wheel(place, 3, modifiers);
      QVERIFY(s.view->transform().zoom() > zoom * 1.5);
      const QPointF now = s.view->transform().toOriginal(place);
      QVERIFY(std::hypot(now.x() - under.x(), now.y() - under.y()) < 1);
    }
    // Through 100 % it stops there.
    s.view->setZoom(0.9);
    s.wheel({300, 200}, 1);
    QCOMPARE(s.view->transform().zoom(), 1.0);
    auto settings = s.view->settings();
    settings.wheelScrolls = true;
    s.view->setSettings(settings);
    s.view->setZoom(4);
    const auto before = s.view->visibleArea();
    s.wheel({300, 200}, 1);
    QCOMPARE(s.view->transform().zoom(), 4.0);
    QVERIFY(s.view->visibleArea().top() < before.top());
    s.wheel({300, 200}, 1, Qt::ShiftModifier);
    QVERIFY(s.view->visibleArea().left() < before.left());
  }

  void middleButtonPans() {
    Stage s;
    s.view->setZoom(4);
    const auto before = s.view->visibleArea();
    QTest::mousePress(s.view.get(), Qt::MiddleButton, {}, {300, 200});
    QMouseEvent move(QEvent::MouseMove, QPoint(280, 220), s.view->mapToGlobal(QPoint(280, 220)), Qt::NoButton,
                     Qt::MiddleButton, {});
    QApplication::sendEvent(s.view.get(), &move);
    QTest::mouseRelease(s.view.get(), Qt::MiddleButton, {}, {280, 220});
    QCOMPARE(s.view->visibleArea().left(), before.left() + 5);
    QCOMPARE(s.view->visibleArea().top(), before.top() - 5);
  }

  void fitKeysFit() {
    Stage s;
    s.view->setZoom(7);
    s.key(Qt::Key_F, Qt::ControlModifier);
    const QRectF whole = s.view->transform().imageRect();
    QVERIFY(s.view->transform().viewport().contains(whole));
    QVERIFY(std::max(whole.width() / s.view->transform().viewport().width(),
                     whole.height() / s.view->transform().viewport().height()) > 0.9);
    s.view->resize(500, 500);
    QVERIFY(s.view->transform().viewport().contains(s.view->transform().imageRect()));  // still
    s.key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(std::abs(s.view->transform().imageRect().width() - s.view->transform().viewport().width()) < 40);
    s.key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(s.view->transform().zoom(), 1.0);
    s.key(Qt::Key_Plus, Qt::ControlModifier);
    QVERIFY(s.view->transform().zoom() > 1);
    s.key(Qt::Key_Minus, Qt::ControlModifier);
    s.key(Qt::Key_Minus, Qt::ControlModifier);
    QVERIFY(s.view->transform().zoom() < 1);
  }

  void zoomIsKeptWhenAsked() {
    Stage s;
    s.view->setZoom(3);
    s.view->showImage(2, "b.png", {200, 100});
    QVERIFY(s.view->transform().zoom() != 3.0);
    auto settings = s.view->settings();
    settings.keepZoom = true;
    s.view->setSettings(settings);
    s.view->setZoom(3);
    s.view->showImage(1, "a.png");
    QVERIFY(QTest::qWaitFor([&] { return s.view->loader()->pyramid() != nullptr; }));
    QCOMPARE(s.view->transform().zoom(), 3.0);
  }

  void pointerIsReadOutInBothFrames() {
    Stage s;
    QSignalSpy moved(s.view.get(), &CanvasView::pointerMoved);
    QTest::mouseMove(s.view.get(), s.at(100, 150));
    QVERIFY(!moved.isEmpty());
    QCOMPARE(moved.last()[0].toPointF(), QPointF(100, 150));
    QCOMPARE(moved.last()[1].toPointF(), QPointF(0.25, 0.5));
    const auto count = moved.count();
    QTest::mouseMove(s.view.get(), s.at(405, 150));
    QCOMPARE(moved.count(), count);  // beside the image
  }

  void missingFileKeepsItsBoxes() {
    Stage s;
    s.view->showImage(3, "gone/photo.png", {400, 300});
    auto region = Stage::made(1, {20, 20, 80, 70});
    region.image_id = 3;
    s.view->setRegions({region});
    QVERIFY(QTest::qWaitFor([&] { return s.view->loader()->state() == TileLoader::State::Missing; }));
    QVERIFY(s.view->accessibleDescription().contains(QStringLiteral("photo.png")));
    s.view->setZoom(1);
    s.drag(s.at(50, 45), s.at(60, 45));
    QCOMPARE(s.box(1).x1, 30.F);
    // Put back and reloaded, it is shown.
    s.source->put("gone/photo.png", plainPicture(400, 300));
    s.key(Qt::Key_F5);
    QVERIFY(QTest::qWaitFor([&] { return s.view->loader()->state() == TileLoader::State::Ready; }));
    QCOMPARE(s.document().regions().size(), std::size_t{1});
  }

  void shortcutsOfActionsAreDistinct() {
    Stage s;
    QMap<QKeySequence, QString> seen;
    for (const auto* action : s.view->canvasActions()->all()) {
      QVERIFY(action->objectName().startsWith(QStringLiteral("canvas.")));
      QVERIFY(!action->text().isEmpty());
      QCOMPARE(action->shortcutContext(), Qt::WidgetWithChildrenShortcut);
      for (const auto& keys : action->shortcuts()) {
        QVERIFY2(!seen.contains(keys), qPrintable(keys.toString() + action->objectName() + seen.value(keys)));
        seen[keys] = action->objectName();
        if (action->shortcuts().size() == 1)
          QVERIFY(action->toolTip().contains(keys.toString(QKeySequence::NativeText)));
      }
    }
    QVERIFY(seen.size() > 50);
  }

  void insertMakesABoxWithoutAMouse() {
    Stage s;
    s.key(Qt::Key_Insert);
    QCOMPARE(s.document().regions().size(), std::size_t{4});
    QCOMPARE(s.document().regions().back().box, (PixelBox{150, 112.5F, 250, 187.5F}));
  }

  void chipsKeepInSightAtAnyZoom() {
    Stage s;
    s.document().setLabels({{2, "cat"}});
    s.document().setLabel({2}, 2);
    const QColor colour = seriesColour(2);
    const auto chipPixels = [&] {
      const QImage shot = s.view->grab().toImage();
      int count = 0;
      for (int y = kTop; y < shot.height(); ++y) {
        for (int x = kTop; x < shot.width(); ++x) count += shot.pixelColor(x, y) == colour ? 1 : 0;
      }
      return count;
    };
    // The image fills the view, and the box reaches over it on all sides: only its chip is seen.
    s.view->setZoom(30);
    s.view->reveal({200, 140, 201, 141});
    s.document().select({});
    QVERIFY(chipPixels() > 150);
    auto settings = s.view->settings();
    settings.labels = false;
    s.view->setSettings(settings);
    QCOMPARE(chipPixels(), 0);
  }

  void exportShowsImageBoxesAndOverlays() {
    Stage s;
    s.document().setLabels({{2, "a & b <c>"}});
    s.document().setLabel({1, 2}, 2);
    s.view->setOverlays(
        {{{310, 210, 390, 290}, QStringLiteral("phrase"), QColor(255, 0, 255), Qt::DashLine}});
    const QImage image = s.view->renderPicture({800, 800});
    QCOMPARE(image.size(), QSize(800, 600));
    QCOMPARE(image.pixelColor(700, 40), QColor(128, 128, 128));
    QCOMPARE(image.pixelColor(40, 100), seriesColour(2));  // the left side of region 1, twice as large
    QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "figure.svg";
    s.view->renderSvg(path);
    QXmlStreamReader xml(QByteArray::fromStdString(read_text_file(path)));
    int rects = 0, images = 0;
    QStringList texts;
    while (!xml.atEnd()) {
      xml.readNext();
      if (!xml.isStartElement()) continue;
      if (xml.name() == QLatin1String("rect")) ++rects;
      if (xml.name() == QLatin1String("image")) ++images;
      if (xml.name() == QLatin1String("text")) texts << xml.readElementText();
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(images, 1);
    QCOMPARE(rects, 4 + 3);  // boxes, and chips of those with a text
    QCOMPARE(texts, (QStringList{QStringLiteral("a & b <c>"), QStringLiteral("a & b <c>"),
                                 QStringLiteral("phrase")}));
    s.view->closeImage();
    QVERIFY(s.view->renderPicture({100, 100}).isNull());
    QVERIFY_CONTAINS(cloc::test::expect_error(ErrorKind::InvalidInput, [&] { s.view->renderSvg(path); }),
                     "no image");
  }

  void nextImageLeavesNothingOfTheOneBefore() {
    Stage s;
    s.view->setOverlays({{{1, 1, 9, 9}, QStringLiteral("x"), QColor(Qt::red), Qt::SolidLine}});
    s.view->editor()->setQueryBox(PixelBox{5, 5, 50, 50});
    s.click(s.at(50, 45));
    s.press(s.at(50, 45));
    s.moveTo(s.at(80, 80));
    s.view->showImage(2, "b.png", {200, 100});
    s.release(s.at(80, 80));
    QVERIFY(s.document().regions().empty());
    QVERIFY(s.selection().empty());
    QVERIFY(!s.view->editor()->queryBox());
    QVERIFY(s.view->snapshot().overlays.empty());
    QCOMPARE(s.stack.count(), 0);
  }

 private:
  static constexpr int kTop = 22;  // below and beside the rulers
};

QTEST_MAIN(CanvasTest)
#include "test_canvas.moc"
