// SPDX-License-Identifier: GPL-3.0-or-later
// Labels that are suggested for a drawn box, in the whole window: what takes one, what closes the list, and
// that nothing is written or waits until then.
#include <QElapsedTimer>

#include "tests/ui/window/studio_fixture.h"
#include "ui/assist/suggestion_controller.h"
#include "ui/assist/suggestion_list.h"
#include "ui/canvas/canvas_view.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestSuggestions : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  CanvasView& canvas() { return window_->canvas(); }
  SuggestionList& list() { return window_->suggestions().list(); }
  // With the mouse, in original pixels.
  void draw(const QPointF& from, const QPointF& to) {
    canvas().setMode(CanvasMode::Draw);
    canvas().setFocus();
    const auto a = canvas().transform().toView(from).toPoint(), b = canvas().transform().toView(to).toPoint();
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, a);
    QTest::mouseMove(&canvas(), (a + b) / 2);
    QTest::mouseMove(&canvas(), b);
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, b);
  }
  void drawAndWait() {
    draw({180, 120}, {260, 200});
    QTRY_VERIFY(list().isVisible());
  }
  const store::Region& drawn() { return canvas().document()->regions().back(); }
  QString labelOfDrawn() { return canvas().document()->labelName(drawn().label_id); }
  void waitUntilWritten() { QTRY_COMPARE(window_->project().pending(), 0); }

 private slots:
  void init() {
    fixture_ = std::make_unique<StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{1});
  }
  void cleanup() {
    fixture_->assistance->hold = false;
    window_.reset();
    fixture_.reset();
  }

  void enterTakesTheFirstAndNothingIsWrittenBefore() {
    drawAndWait();
    QCOMPARE(list().labels().size(), std::size_t{2});
    QCOMPARE(list().labels()[0].name, QStringLiteral("cat"));
    waitUntilWritten();
    auto stored = fixture_->stored();
    QCOMPARE(stored.regions_of(1).size(), std::size_t{2});
    QVERIFY(!stored.regions_of(1)[1].label_id);
    QTest::keyClick(&canvas(), Qt::Key_Return);
    QVERIFY(!list().isVisible());
    QCOMPARE(labelOfDrawn(), QStringLiteral("cat"));
    waitUntilWritten();
    QVERIFY(stored.regions_of(1)[1].label_id.has_value());
    // Two steps: undo takes the label back and leaves the box.
    window_->undoStack().undo();
    QVERIFY(!drawn().label_id);
    QCOMPARE(canvas().document()->regions().size(), std::size_t{2});
  }

  void tabAndDigitsTakeOne() {
    drawAndWait();
    QTest::keyClick(&canvas(), Qt::Key_Tab);
    QCOMPARE(labelOfDrawn(), QStringLiteral("cat"));
    draw({20, 150}, {100, 230});
    QTRY_VERIFY(list().isVisible());
    QTest::keyClick(&canvas(), Qt::Key_2);
    QCOMPARE(labelOfDrawn(), QStringLiteral("dog"));
    QVERIFY(!list().isVisible());
  }

  void aClickTakesOne() {
    drawAndWait();
    QTest::mouseClick(&list(), Qt::LeftButton, {}, QPoint(40, 12 + list().height() / 3));
    QCOMPARE(labelOfDrawn(), QStringLiteral("dog"));
  }

  void escapeClosesAndKeysAreAsEverAfterwards() {
    drawAndWait();
    QTest::keyClick(&canvas(), Qt::Key_Escape);
    QVERIFY(!list().isVisible());
    QVERIFY(!drawn().label_id);
    QCOMPARE(canvas().document()->selection().size(), std::size_t{1});
    const int searches = fixture_->log->searches;
    QTest::keyClick(&canvas(), Qt::Key_Return);  // find similar
    QTRY_VERIFY(fixture_->log->searches > searches);
    QVERIFY(!drawn().label_id);
  }

  void drawingDoesNotWaitAndAnotherImageDropsIt() {
    fixture_->assistance->hold = true;
    QElapsedTimer clock;
    clock.start();
    draw({180, 120}, {260, 200});
    QVERIFY(clock.elapsed() < 2000);
    QTRY_VERIFY(fixture_->assistance->suggestions > 0);
    window_->navigator().next();
    fixture_->assistance->hold = false;
    QTest::qWait(100);
    QVERIFY(!list().isVisible());
  }

  void aNewerBoxReplacesTheOlder() {
    fixture_->assistance->hold = true;
    draw({180, 120}, {260, 200});
    QTRY_VERIFY(fixture_->assistance->suggestions > 0);
    draw({20, 150}, {100, 230});
    const auto newest = drawn().id;
    fixture_->assistance->hold = false;
    QTRY_VERIFY(list().isVisible());
    QTest::keyClick(&canvas(), Qt::Key_Y);
    QCOMPARE(drawn().id, newest);
    QCOMPARE(labelOfDrawn(), QStringLiteral("cat"));
    const auto& before = canvas().document()->regions()[1];
    QVERIFY(!before.label_id);
  }

  void deletingTheBoxClosesTheList() {
    drawAndWait();
    QTest::keyClick(&canvas(), Qt::Key_Delete);
    QVERIFY(!list().isVisible());
    QCOMPARE(canvas().document()->regions().size(), std::size_t{1});
  }

  void switchedOffNothingIsAskedAndItIsRemembered() {
    window_->actionRegistry().find(QStringLiteral("assist.suggest"))->trigger();
    draw({180, 120}, {260, 200});
    QTest::qWait(100);
    QCOMPARE(fixture_->assistance->suggestions.load(), 0);
    window_.reset();
    fixture_->showWindow(window_);
    QVERIFY(!window_->suggestions().isOn());
  }

  void withTheStickyLabelNothingIsSuggested() {
    canvas().editor()->setNextLabel(store::LabelId{1});
    draw({180, 120}, {260, 200});
    QTest::qWait(100);
    QCOMPARE(fixture_->assistance->suggestions.load(), 0);
    QVERIFY(drawn().label_id.has_value());
  }
};

QTEST_MAIN(TestSuggestions)
#include "test_suggestions.moc"
