// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QApplication>
#include <QHelpEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/gallery/fake_decoder.h"
#include "ui/gallery/crop_preview.h"
#include "ui/gallery/result_strip.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::test;

namespace {

ResultItem resultOf(int region, float score = 0.5f) {
  ResultItem item;
  item.imageId = region;
  item.regionId = region;
  item.path = "/pictures/" + std::to_string(region);
  item.box = {10, 20, 110, 70};
  item.score = score;
  return item;
}
std::vector<ResultItem> resultsOf(const std::vector<int>& regions) {
  std::vector<ResultItem> results;
  for (const int region : regions) results.push_back(resultOf(region));
  return results;
}
std::vector<int> upTo(int count) {
  std::vector<int> numbers;
  for (int i = 1; i <= count; ++i) numbers.push_back(i);
  return numbers;
}

}  // namespace

class TestResultStrip : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { applyTheme(*qApp, Scheme::Light); }
  void init() {
    decoder_ = std::make_shared<FakeDecoder>();
    strip_ = std::make_unique<ResultStrip>([decoder = decoder_] { return decoder; });
    strip_->resize(700, strip_->sizeHint().height());
    strip_->show();
    QVERIFY(QTest::qWaitForWindowExposed(strip_.get()));
  }
  void cleanup() {
    decoder_->release();
    strip_.reset();
  }

  void onlyVisibleCropsAreMade() {
    strip_->setResults(resultsOf(upTo(1000)));
    const int visible = strip_->visible().count();
    QVERIFY(visible >= 3 && visible < 10);
    QTRY_VERIFY(decoder_->asked().size() >= static_cast<std::size_t>(visible));
    QTest::qWait(60);
    QVERIFY(decoder_->asked().size() <= static_cast<std::size_t>(2 * visible));
    strip_->horizontalScrollBar()->setValue(strip_->horizontalScrollBar()->maximum());
    QTRY_COMPARE(decoder_->times("1000"), 1);
  }

  // While a box is dragged: new results again and again, mostly the same regions.
  void cropsOfRegionsThatStayAreKept() {
    strip_->setResults(resultsOf({1, 2, 3}));
    QTRY_COMPARE(shown(), 3);
    for (int i = 0; i < 20; ++i) {
      strip_->setResults(resultsOf(i % 2 == 0 ? std::vector<int>{3, 1, 2, 4} : std::vector<int>{2, 3, 1}));
      // At once, not after the event loop has run: nothing flickers.
      QVERIFY(cropOf(0) && !cropOf(0)->image.isNull());
      QVERIFY(cropOf(1) && cropOf(2));
      QTest::qWait(2);
    }
    QTest::qWait(40);
    for (const char* name : {"1", "2", "3"}) QCOMPARE(decoder_->times(name), 1);
  }

  void aMovedBoxIsAnotherCrop() {
    strip_->setResults(resultsOf({1}));
    QTRY_COMPARE(shown(), 1);
    auto moved = resultsOf({1});
    moved[0].box.x2 += 5;
    strip_->setResults(moved);
    QVERIFY(!cropOf(0));
    QTRY_COMPARE(shown(), 1);
    QCOMPARE(decoder_->times("1"), 2);
  }

  void outdatedCropsAreNotMade() {
    decoder_->hold();
    strip_->setResults(resultsOf({1, 2, 3, 4}));
    QTRY_COMPARE(decoder_->asked().size(), std::size_t{2});  // both threads are busy
    strip_->setResults(resultsOf({7, 8}));
    QTest::qWait(40);
    decoder_->release();
    QTRY_COMPARE(shown(), 2);
    QCOMPARE(decoder_->times("3"), 0);
    QCOMPARE(decoder_->times("4"), 0);
  }

  void selectionFollowsTheRegions() {
    strip_->setResults(resultsOf({1, 2, 3, 4}));
    click(1);
    click(3, Qt::ControlModifier);
    QCOMPARE(strip_->selectedResults(), (QVector<int>{1, 3}));
    strip_->setResults(resultsOf({4, 9, 2}));
    QCOMPARE(strip_->selectedResults(), (QVector<int>{0, 2}));
    QCOMPARE(strip_->current(), 0);
    strip_->setResults(resultsOf({9}));
    QVERIFY(strip_->selectedResults().isEmpty());
    QCOMPARE(strip_->current(), -1);
    strip_->setResults({});
    QVERIFY(strip_->selectedResults().isEmpty());
  }

  void keysGoThroughAStripAndAGrid() {
    strip_->setResults(resultsOf(upTo(40)));
    strip_->setFocus();
    QSignalSpy activated(strip_.get(), &ResultStrip::resultActivated);
    QTest::keyClick(strip_.get(), Qt::Key_Right);
    QTest::keyClick(strip_.get(), Qt::Key_Right);
    QCOMPARE(strip_->current(), 1);
    QTest::keyClick(strip_.get(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.front().front().toInt(), 1);
    QTest::keyClick(strip_.get(), Qt::Key_End);
    QCOMPARE(strip_->current(), 39);
    QVERIFY(strip_->viewport()->rect().contains(strip_->cellRect(39)));
    QTest::keyClick(strip_.get(), Qt::Key_Home);
    strip_->setWrapped(true);
    strip_->resize(500, 600);
    QCOMPARE(strip_->current(), 0);
    QTest::keyClick(strip_.get(), Qt::Key_Down);
    const int columns = strip_->current();
    QVERIFY(columns > 1);
    QCOMPARE(strip_->cellRect(columns).left(), strip_->cellRect(0).left());
    QVERIFY(strip_->cellRect(columns).top() > strip_->cellRect(0).bottom());
  }

  void requestsNameTheSelection() {
    strip_->setResults(resultsOf(upTo(6)));
    strip_->setFocus();
    QSignalSpy label(strip_.get(), &ResultStrip::labelRequested);
    QSignalSpy query(strip_.get(), &ResultStrip::useAsQueryRequested);
    QSignalSpy exclude(strip_.get(), &ResultStrip::excludeRequested);
    for (auto* action : strip_->resultActions()) QVERIFY(!action->isEnabled());
    click(0);
    click(2, Qt::ShiftModifier);
    for (auto* action : strip_->resultActions()) {
      QVERIFY(action->isEnabled());
      action->trigger();
    }
    QCOMPARE(label.count(), 1);
    QCOMPARE(label.front().front().value<QVector<int>>(), (QVector<int>{0, 1, 2}));
    QCOMPARE(query.count(), 1);
    QCOMPARE(query.front().front().toInt(), 2);  // the current one
    QCOMPARE(exclude.count(), 1);
  }

  void theWheelGoesAlongAStrip() {
    strip_->setResults(resultsOf(upTo(40)));
    const QPoint at = strip_->viewport()->rect().center();
    QWheelEvent event(at, strip_->viewport()->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(strip_->viewport(), &event);
    QVERIFY(strip_->horizontalScrollBar()->value() > 0);
  }

  void hoveringShowsTheRegionInItsSurroundings() {
    strip_->setResults(resultsOf({1, 2}));
    QTRY_COMPARE(shown(), 2);
    const QPoint at = strip_->cellRect(1).center();
    QHelpEvent help(QEvent::ToolTip, at, strip_->viewport()->mapToGlobal(at));
    QApplication::sendEvent(strip_->viewport(), &help);
    auto* preview = strip_->findChild<CropPreview*>();
    QVERIFY(preview->isVisible());
    QTRY_VERIFY(strip_->crops()->find(preview->wanted()->key));
    QCOMPARE(decoder_->times("2"), 2);  // the crop, and the larger one
    QCOMPARE(decoder_->times("1"), 1);
    strip_->setResults(resultsOf({5}));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(strip_->viewport(), &leave);
    QTest::mouseMove(strip_->viewport(), strip_->viewport()->rect().bottomRight() - QPoint(2, 2));
    QTRY_VERIFY(!preview->isVisible());
  }

  void aBrokenFileKeepsItsPlace() {
    decoder_->failOn("2");
    strip_->setResults(resultsOf({1, 2, 3}));
    QTRY_VERIFY(cropOf(1) && !cropOf(1)->error.isEmpty());
    QTRY_VERIFY(cropOf(2) && !cropOf(2)->image.isNull());
    strip_->grab();
  }

 private:
  const PictureResult* cropOf(int position) {
    const auto& item = strip_->results()[static_cast<std::size_t>(position)];
    return strip_->crops()->find(CropCache::crop(item.path, item.box, 0.15f, 0).key);
  }
  int shown() {
    int count = 0;
    for (int i = 0; i < static_cast<int>(strip_->results().size()); ++i) count += cropOf(i) ? 1 : 0;
    return count;
  }
  void click(int position, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseClick(strip_->viewport(), Qt::LeftButton, modifiers, strip_->cellRect(position).center());
  }

  std::shared_ptr<FakeDecoder> decoder_;
  std::unique_ptr<ResultStrip> strip_;
};

QTEST_MAIN(TestResultStrip)
#include "test_result_strip.moc"
