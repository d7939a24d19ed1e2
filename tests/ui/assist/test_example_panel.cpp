// SPDX-License-Identifier: GPL-3.0-or-later
// Label by example in the whole window: the grid's keys, the threshold, ranking again, and thousands of
// regions as one step.
#include <QCheckBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSlider>

#include "tests/ui/window/studio_fixture.h"
#include "ui/assist/example_panel.h"
#include "ui/assist/review_grid.h"
#include "ui/canvas/canvas_view.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestExamplePanel : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  ExamplePanel& panel() { return window_->examples(); }
  ReviewGrid& grid() { return panel().grid(); }
  template <class Widget>
  Widget* part(const char* name) {
    return panel().findChild<Widget*>(QLatin1String("example.") + QLatin1String(name));
  }
  // The regions of the other images, which have the labels dog, cat, dog; then `proposals` free boxes.
  void offer(int proposals) {
    const std::lock_guard lock(fixture_->assistance->mutex);
    auto& candidates = fixture_->assistance->candidates;
    candidates = {};
    for (int i = 0; i < proposals; ++i) {
      const auto x = static_cast<float>(i % 30 * 10), y = static_cast<float>(i / 30 % 20 * 10);
      candidates.found.push_back({100 + i,
                                  5,
                                  {},
                                  {x, y, x + 9, y + 9},
                                  1.f - static_cast<float>(i) / static_cast<float>(proposals),
                                  fixture_->photo(4)});
    }
    candidates.found.push_back(
        {1, 2, store::RegionId{2}, {40, 30, 140, 110}, -0.1f, fixture_->photo(1), store::LabelId{2}, "dog"});
    candidates.labelled = 2;
  }
  void start() {
    window_->canvas().document()->select({window_->canvas().document()->regions()[0].id});
    window_->actionRegistry().find(QStringLiteral("assist.findLike"))->trigger();
    QTRY_VERIFY(!grid().candidates().empty());
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(window_->canvas().document()->regions().size(), std::size_t{1});
  }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void keysAcceptAndRejectRangesAndTheNextIsCurrent() {
    offer(20);
    start();
    grid().setFocus();
    QTest::keyClick(&grid(), Qt::Key_A);
    QCOMPARE(grid().verdict(0), Verdict::Accepted);
    QCOMPARE(grid().current(), 1);
    QTest::keyClick(&grid(), Qt::Key_X);
    QCOMPARE(grid().verdict(1), Verdict::Rejected);
    QTest::keyClick(&grid(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&grid(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&grid(), Qt::Key_Space);
    for (const int position : {2, 3, 4}) QCOMPARE(grid().verdict(position), Verdict::Accepted);
    QCOMPARE(grid().current(), 5);
    QCOMPARE(window_->navigator().image(), store::ImageId{1});  // A was not the window's
    QTest::keyClick(&grid(), Qt::Key_Left);
    QTest::keyClick(&grid(), Qt::Key_U);
    QCOMPARE(grid().verdict(4), Verdict::None);
    // The keys of every list that is gone through.
    QTest::keyClick(&grid(), Qt::Key_N);
    QCOMPARE(grid().verdict(4), Verdict::Rejected);
    QTest::keyClick(&grid(), Qt::Key_Y);
    QCOMPARE(grid().verdict(5), Verdict::Accepted);
    QTest::keyClick(&grid(), Qt::Key_A, Qt::ShiftModifier);  // with Shift it is none of them
    QCOMPARE(grid().verdict(6), Verdict::None);
  }

  void theThresholdCountsAtOnceAndAcceptsAllAbove() {
    offer(1000);
    start();
    part<QSlider>("threshold")->setValue(500);
    QCOMPARE(grid().countFrom(grid().threshold()), 501);
    QVERIFY(part<QLabel>("counts")->text().contains(QStringLiteral("501")));
    grid().judge({3}, Verdict::Rejected);
    part<QPushButton>("acceptAbove")->click();
    QCOMPARE(grid().entries(Verdict::Accepted).size(), std::size_t{500});
    QCOMPARE(grid().verdict(3), Verdict::Rejected);
  }

  void rankingAgainTellsWhatWasJudged() {
    offer(20);
    start();
    grid().judge({0, 1}, Verdict::Accepted);
    grid().judge({5}, Verdict::Rejected);
    const int finds = fixture_->assistance->finds;
    part<QPushButton>("rank")->click();
    QTRY_VERIFY(fixture_->assistance->finds > finds);
    QTRY_COMPARE(grid().verdict(5), Verdict::Rejected);
    const std::lock_guard lock(fixture_->assistance->mutex);
    QCOMPARE(fixture_->assistance->lastQuery.accepted, (std::vector<std::int64_t>{100, 101}));
    QCOMPARE(fixture_->assistance->lastQuery.rejected, (std::vector<std::int64_t>{105}));
  }

  void thousandsAreOneStepThatUndoTakesBack() {
    constexpr int kMany = 4000;
    offer(kMany);
    start();
    part<QSlider>("threshold")->setValue(0);
    part<QPushButton>("acceptAbove")->click();
    QCOMPARE(grid().entries(Verdict::Accepted).size(), std::size_t{kMany});
    const int before = window_->undoStack().count();
    part<QPushButton>("apply")->click();
    QTRY_COMPARE(window_->undoStack().count(), before + 1);
    QTRY_COMPARE_WITH_TIMEOUT(window_->project().pending(), 0, 20000);
    auto stored = fixture_->stored();
    QCOMPARE(stored.regions_of(5).size(), std::size_t{kMany});
    QVERIFY(stored.regions_of(5)[0].label_id.has_value());
    QCOMPARE(grid().candidates().size(), std::size_t{1});  // the one with another label
    QElapsedTimer clock;
    clock.start();
    window_->undoStack().undo();
    qInfo("undo of %d regions held the window for %lld ms", kMany, clock.elapsed());
    QTRY_COMPARE_WITH_TIMEOUT(window_->project().pending(), 0, 20000);
    QVERIFY(stored.regions_of(5).empty());
  }

  void anotherLabelIsKeptUnlessAskedFor() {
    offer(2);
    start();
    grid().judge({2}, Verdict::Accepted);  // the dog
    part<QPushButton>("apply")->click();
    QTest::qWait(200);
    QCOMPARE(fixture_->stored().region(2).label_id, std::optional(store::LabelId{2}));
    part<QCheckBox>("relabel")->setChecked(true);
    part<QPushButton>("apply")->click();
    QTRY_COMPARE(fixture_->stored().region(2).label_id, std::optional(store::LabelId{1}));
  }

  void enterOpensTheImage() {
    offer(3);
    start();
    grid().setFocus();
    QTest::keyClick(&grid(), Qt::Key_Return);
    QTRY_COMPARE(window_->navigator().image(), store::ImageId{5});
    QVERIFY(window_->canvas().isVisible());
  }
};

QTEST_MAIN(TestExamplePanel)
#include "test_example_panel.moc"
