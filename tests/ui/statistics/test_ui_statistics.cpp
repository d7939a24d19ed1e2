// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the statistics view by themselves: balance over the splits, bars, the map of places, the CSV
// text, and the task that counts in the background.
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <memory>

#include "core/base/error.h"
#include "ui/base/cancellable_task.h"
#include "ui/statistics/balance_model.h"
#include "ui/statistics/histogram_chart.h"
#include "ui/statistics/places_map.h"
#include "ui/statistics/statistics_view.h"
#include "ui/theme/bar_delegate.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;

class TestUiStatistics : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { applyTheme(*qApp, Scheme::Light); }

  void theBalanceSaysWhichLabelsAreSpreadOtherwise() {
    // 80 of 100 regions in train; all of "rare" in train.
    Balance balance{
        {"train", "val"}, {8, 2}, {{"even", 90, {70, 20}}, {"rare", 10, {10, 0}}, {"none", 0, {0, 0}}}};
    QCOMPARE(balance.regions(), qint64{100});
    QCOMPARE(balance.share(0), 0.8);
    QCOMPARE(balance.missing(), 1);
    // 90 regions off by 2.22 points, 10 by 20.
    QVERIFY(qAbs(balance.meanDeviation() - (0.9 * 100 * (0.8 - 70.0 / 90) + 0.1 * 20)) < 1e-9);
    BalanceModel model;
    model.setBalance(balance);
    QCOMPARE(model.columnCount(), 5);
    const auto rare = model.index(1, BalanceModel::kFirstPart + 1);
    QCOMPARE(rare.data().toString(), QStringLiteral("0 · 0 % (-20)"));
    QCOMPARE(rare.data(Qt::ForegroundRole).value<QColor>(), tone(Tone::Bad));
    QCOMPARE(model.index(1, BalanceModel::kFirstPart).data(ShareRole).toDouble(), 1.0);
    QCOMPARE(model.index(1, 4).data(SortRole).toDouble(), 20.0);
    QVERIFY(!model.index(0, BalanceModel::kFirstPart).data(Qt::ForegroundRole).isValid());
    QCOMPARE(model.index(2, 2).data().toString(), QStringLiteral("0"));
    model.setBalance({});
    QCOMPARE(model.rowCount(), 0);
  }

  void theBarsAreInTheirOrderAndTellWhichWasClicked() {
    HistogramChart chart(QStringLiteral("labels"), Qt::Horizontal);
    chart.setBars({{"most", 30}, {"fewer", 20}, {"same", 10}, {"same", 5}, {"rest", 8, true}});
    chart.resize(500, chart.height());
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    QSignalSpy clicked(&chart, &HistogramChart::barClicked);
    // The first at the top, on the left where every bar is.
    const QRectF plot = chart.chart()->plotArea();
    for (int bar = 0; bar < 5; ++bar) {
      const QPoint at(static_cast<int>(plot.left()) + 4,
                      static_cast<int>(plot.top() + plot.height() * (bar + 0.5) / 5));
      QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, at);
      QTRY_COMPARE(clicked.size(), bar + 1);
      QCOMPARE(clicked[bar][0].toInt(), bar);
    }
    applyTheme(*qApp, Scheme::Dark);
    QCOMPARE(chart.chart()->titleBrush().color(), chart.palette().color(QPalette::Text));
    applyTheme(*qApp, Scheme::Light);
  }

  void theMapOfPlacesIsStrongestWhereMostBoxesAre() {
    PlacesMap map;
    PlacesMap::Places places{};
    places[0] = 90;
    places[16 * 16 - 1] = 10;
    map.setPlaces(places);
    QCOMPARE(map.textOf(15, 15), QStringLiteral("10 box(es), 10.0 %"));
    map.resize(300, 300);
    const QImage seen = map.grab().toImage();
    const auto strongest = [&](const QRect& area) {
      int found = 0;
      for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x)
          found = std::max(found, seen.pixelColor(x, y).saturation());
      }
      return found;
    };
    const int corner = strongest({20, 25, 40, 40}), other = strongest({230, 230, 50, 50}),
              middle = strongest({120, 120, 60, 60});
    QVERIFY2(corner > other + 30 && other > middle + 30,
             qPrintable(QStringLiteral("%1, %2, %3").arg(corner).arg(other).arg(middle)));
  }

  void theCsvHasEveryFigure() {
    data::Statistics statistics;
    statistics.images = 3;
    statistics.labels.push_back({"a, \"b\"", 7, 2, {{"train", 5}}});
    statistics.regions_per_image.add(2);
    const auto text = QString::fromStdString(StatisticsView::csv(statistics));
    const auto lines = text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines[0], QStringLiteral("table,name,part,value"));
    QVERIFY(lines.contains(QStringLiteral("total,images,,3")));
    QVERIFY(lines.contains(QStringLiteral("label,\"a, \"\"b\"\"\",regions,7")));
    QVERIFY(lines.contains(QStringLiteral("label in split,\"a, \"\"b\"\"\",train,5")));
    QVERIFY(lines.contains(QStringLiteral("regions per image,2,3,1")));
    QVERIFY(lines.size() > 256);
  }

  void aTaskTellsItsProgressAndItsEnd() {
    CancellableTask task;
    QSignalSpy progressed(&task, &CancellableTask::progressed), failed(&task, &CancellableTask::failed);
    bool done = false;
    task.start(
        [](const ProgressSink& progress, const CancelToken&) {
          progress({"x", 1, 4, 0, {}});
        },
        [&] { done = true; });
    QVERIFY(task.isRunning());
    QTRY_VERIFY(done);
    QVERIFY(!task.isRunning());
    QCOMPARE(progressed.size(), 1);
    task.start(
        [](const ProgressSink&, const CancelToken&) { throw Error(ErrorKind::Io, "The disk is gone."); },
        [&] { done = false; });
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].toString(), QStringLiteral("The disk is gone."));
    QVERIFY(done);
  }

  void aCancelledTaskAndAnOlderOneSayNothing() {
    QSemaphore begun, ended;
    int answers = 0;
    CancellableTask task;
    QSignalSpy failed(&task, &CancellableTask::failed);
    const auto work = [&](const ProgressSink&, const CancelToken& cancel) {
      begun.release();
      while (!cancel.cancelled()) QTest::qSleep(1);
      ended.release();
      cancel.throw_if_cancelled();
    };
    task.start(work, [&] { ++answers; });
    begun.acquire();
    task.start(work, [&] { ++answers; });  // takes the place of the first
    begun.acquire();
    task.cancel();
    ended.acquire(2);
    QVERIFY(!task.isRunning());
    QTest::qWait(30);
    QCOMPARE(answers, 0);
    QCOMPARE(failed.size(), 0);
  }
};

QTEST_MAIN(TestUiStatistics)
#include "test_ui_statistics.moc"
