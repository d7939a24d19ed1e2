// SPDX-License-Identifier: GPL-3.0-or-later
// Curves: reading metrics.jsonl while it grows, smoothing and thinning against the plain definition, the grid
// of charts and what is exported.
#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QListWidget>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "ui/theme/theme.h"
#include "ui/training/run_charts.h"
#include "ui/training/run_export.h"

using namespace cloc;
using namespace cloc::ui;
namespace fs = std::filesystem;

namespace {

constexpr int kPatience = 20000;  // ms
const double kNan = std::numeric_limits<double>::quiet_NaN();

std::string record(int step, const char* group, const std::string& values) {
  return "{\"step\":" + std::to_string(step) + ",\"group\":\"" + group + "\",\"time\":1.5," + values + "}\n";
}

QList<QPointF> randomCurve(Random& random, int count) {
  QList<QPointF> points;
  double x = 0;
  for (int i = 0; i < count; ++i) {
    x += static_cast<double>(random.below(4));  // steps may repeat
    points.append({x, random.chance(0.02) ? kNan : random.normal() * 10});
  }
  return points;
}

// Waits until the charts have been painted with what they were given.
void settle(RunCharts& charts) {
  QTest::qWait(20);
  for (const auto& metric : charts.metrics()) charts.chart(metric)->rebuild();
}

// The centre of the plot of a chart, in its frame.
QPoint centre(const MetricChart* chart) {
  return {chart->width() / 2, chart->height() / 2};
}

}  // namespace

class TestUiRunCharts : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  fs::path file_;

  void write(const std::string& text) { std::ofstream(file_, std::ios::app) << text; }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    file_ = fs::path(dir_->path().toStdString()) / "metrics.jsonl";
  }

  // --- reading ---

  void theReaderWaitsForTheFileAndForWholeLines() {
    MetricsReader reader(file_);
    QVERIFY(reader.poll().empty());
    write(record(1, "train", "\"loss\":2.5") + "{\"step\":2,\"group\":\"tr");
    auto chunk = reader.poll();
    QVERIFY(!chunk.restarted);
    QCOMPARE(chunk.points.at("train/loss"), (QList<QPointF>{{1, 2.5}}));
    QVERIFY(reader.poll().empty());
    write("ain\",\"time\":2,\"loss\":null}\n");
    chunk = reader.poll();
    QCOMPARE(chunk.points.at("train/loss").size(), 1);
    QCOMPARE(chunk.points.at("train/loss").front().x(), 2.0);
    QVERIFY(std::isnan(chunk.points.at("train/loss").front().y()));
    QCOMPARE(chunk.points.size(), std::size_t{1});  // step, group and time are no metrics
  }

  void brokenLinesAreCountedAndPassedOver() {
    MetricsReader reader(file_);
    write(record(1, "train", "\"loss\":1") + "half a li\n[1]\n{\"step\":\"x\"}\n" +
          record(2, "validation", "\"macc\":0.5"));
    const auto chunk = reader.poll();
    QCOMPARE(chunk.broken_lines, 3);
    QCOMPARE(chunk.points.at("validation/macc"), (QList<QPointF>{{2, 0.5}}));
  }

  // A run that resumes replaces the file by a shorter one, which may have grown again before the next look.
  void aReplacedFileIsReadAnew() {
    MetricsReader reader(file_);
    for (int step = 1; step <= 5; ++step) write(record(step, "train", "\"loss\":1"));
    QCOMPARE(reader.poll().points.at("train/loss").size(), 5);
    std::string shorter;
    for (int step = 1; step <= 9; ++step) shorter += record(step, "train", "\"loss\":7");
    write_text_file(file_, shorter);
    const auto chunk = reader.poll();
    QVERIFY(chunk.restarted);
    QCOMPARE(chunk.points.at("train/loss").size(), 9);
  }

  void aLongFileComesInPieces() {
    MetricsReader reader(file_);
    std::string all;
    for (int step = 1; step <= 2500; ++step) all += record(step, "train", "\"loss\":1");
    write(all);
    std::size_t read = 0;
    int pieces = 0;
    for (bool more = true; more; ++pieces) {
      const auto chunk = reader.poll(1000);
      if (chunk.points.contains("train/loss"))
        read += static_cast<std::size_t>(chunk.points.at("train/loss").size());
      more = chunk.more;
    }
    QCOMPARE(read, std::size_t{2500});
    QCOMPARE(pieces, 3);
  }

  // --- numbers ---

  void smoothingEqualsItsDefinition() {
    Random random(3);
    for (const double weight : {0.0, 0.5, 0.9, 0.999}) {
      const auto points = randomCurve(random, 300);
      const auto smooth = smoothed(points, weight);
      QCOMPARE(smooth.size(), points.size());
      std::vector<double> values;
      for (int n = 0; n < points.size(); ++n) {
        if (std::isfinite(points[n].y())) values.push_back(points[n].y());
        double sum = 0, norm = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
          const double factor = std::pow(weight, static_cast<double>(values.size() - 1 - i));
          sum += factor * values[i];
          norm += factor;
        }
        QCOMPARE(smooth[n].x(), points[n].x());
        if (values.empty()) {
          QVERIFY(std::isnan(smooth[n].y()));
        } else {
          QVERIFY(std::abs(smooth[n].y() - sum / norm) < 1e-9);
        }
      }
    }
  }

  // Each column of pixels shows the same lowest and highest value as all the points would.
  void thinningKeepsEachColumnsLowestAndHighest() {
    Random random(5);
    for (int round = 0; round < 200; ++round) {
      const auto points = randomCurve(random, 1 + static_cast<int>(random.below(3000)));
      const double end = points.back().x() + 1;
      const double from = random.uniform(-5, end), to = from + random.uniform(0.5, end);
      const int columns = 1 + static_cast<int>(random.below(400));
      const auto kept = thinned(points, from, to, columns);

      const auto columnOf = [&](double x) {
        return std::min(columns - 1, static_cast<int>((x - from) * (columns / (to - from))));
      };
      const auto extremes = [&](const QList<QPointF>& of) {
        std::map<int, std::pair<double, double>> all;
        for (const auto& point : of) {
          if (point.x() < from || point.x() > to || !std::isfinite(point.y())) continue;
          const auto [at, isNew] = all.try_emplace(columnOf(point.x()), point.y(), point.y());
          at->second.first = std::min(at->second.first, point.y());
          at->second.second = std::max(at->second.second, point.y());
        }
        return all;
      };
      QVERIFY(extremes(kept) == extremes(points));
      QVERIFY(kept.size() <= 2 * columns + 2 || kept.size() <= points.size());
      QVERIFY(kept.size() <= 2 * columns + 2);
      QVERIFY(std::is_sorted(kept.begin(), kept.end(),
                             [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); }));
    }
  }

  void thinningKeepsTheNeighboursOutside() {
    const QList<QPointF> points{{0, 1}, {10, 2}, {20, 3}, {30, 4}};
    QCOMPARE(thinned(points, 12, 18, 100), (QList<QPointF>{{10, 2}, {20, 3}}));
    QCOMPARE(thinned({}, 0, 1, 10), QList<QPointF>());
  }

  void theNearestPointIsTheNearest() {
    Random random(7);
    const auto points = randomCurve(random, 200);
    for (int i = 0; i < 500; ++i) {
      const double x = random.uniform(-10, points.back().x() + 10);
      double best = std::numeric_limits<double>::infinity();
      for (const auto& point : points) best = std::min(best, std::abs(point.x() - x));
      QCOMPARE(std::abs(nearest(points, x)->x() - x), best);
    }
    QVERIFY(nearest({}, 1) == nullptr);
  }

  void ticksAreRoundWithinTheRangeAndTellApart() {
    Random random(11);
    for (int i = 0; i < 2000; ++i) {
      const double low = random.normal() * std::pow(10, random.uniform(-6, 6));
      const double high = low + std::pow(10, random.uniform(-3, 7));
      const auto check = [&](const std::vector<Tick>& ticks, double from, double to, std::size_t most) {
        QVERIFY(!ticks.empty() || to - from < 1e-9 * std::abs(from));
        QVERIFY2(ticks.size() <= most, qPrintable(QString("%1 %2: %3").arg(from).arg(to).arg(ticks.size())));
        for (std::size_t k = 0; k < ticks.size(); ++k) {
          QVERIFY(ticks[k].at >= from - 1e-6 * (to - from) && ticks[k].at <= to + 1e-6 * (to - from));
          if (k > 0) {
            QVERIFY2(ticks[k].label != ticks[k - 1].label,
                     qPrintable(QString("%1 %2: %3 twice").arg(from).arg(to).arg(ticks[k].label)));
          }
        }
      };
      check(linearTicks(low, high, 5), low, high, 6);
      const double lowPower = random.uniform(-8, 4);
      const auto ticks = logarithmicTicks(lowPower, lowPower + random.uniform(1, 12), 5);
      QVERIFY(!ticks.empty() && ticks.size() <= 9);
    }
    QVERIFY(linearTicks(1, 1, 5).empty());
  }

  void csvQuotesNamesAndLeavesOutWhatIsNotFinite() {
    const auto text = curvesCsv({{"a, \"b\"", "train/loss", {{1, 0.1}, {2, kNan}, {100000, 1e-7}}}});
    QCOMPARE(text, std::string("run,metric,step,value\n"
                               "\"a, \"\"b\"\"\",train/loss,1,0.1\n"
                               "\"a, \"\"b\"\"\",train/loss,2,\n"
                               "\"a, \"\"b\"\"\",train/loss,100000,1e-07\n"));
  }

  // --- the grid ---

  void chartsGrowWithTheFileAndKeepTheirOrder() {
    RunCharts charts(nullptr, std::chrono::milliseconds(20));
    charts.resize(900, 600);
    charts.show();
    charts.addRun(3, "demo", file_);
    write(record(1, "train", "\"zeta\":1,\"learning_rate\":0.1,\"loss\":4"));
    QTRY_COMPARE_WITH_TIMEOUT(charts.metrics(),
                              QStringList({"train/loss", "train/learning_rate", "train/zeta"}), kPatience);
    write(record(2, "train", "\"loss\":3") + record(2, "validation", "\"region_classification_macc\":0.3"));
    QTRY_COMPARE_WITH_TIMEOUT(charts.chart("train/loss")->points(3), (QList<QPointF>{{1, 4}, {2, 3}}),
                              kPatience);
    QCOMPARE(charts.metrics()[1], QString("validation/region_classification_macc"));
    // Resumed at step 1: what came later is forgotten.
    write_text_file(file_, record(1, "train", "\"loss\":4") + record(2, "train", "\"loss\":9"));
    QTRY_COMPARE_WITH_TIMEOUT(charts.chart("train/loss")->points(3), (QList<QPointF>{{1, 4}, {2, 9}}),
                              kPatience);
    charts.removeRun(3);
    QVERIFY(charts.metrics().isEmpty());
  }

  // Live smoothing, point by point, is the smoothing of the whole.
  void smoothingWhileItGrowsEqualsSmoothingTheWhole() {
    MetricChart chart("train/loss");
    chart.setSmoothing(0.9);
    chart.rebuild();
    Random random(1);
    const auto points = randomCurve(random, 400);
    for (int i = 0; i < points.size(); i += 7) {
      chart.append(1, points.mid(i, 7));
      if (i == 70) chart.setSmoothing(0.5);
      if (i % 3 == 0) chart.rebuild();
    }
    chart.rebuild();
    const auto expected = smoothed(points, 0.5);
    const auto smooth = chart.smoothedPoints(1);
    QCOMPARE(smooth.size(), expected.size());
    for (int i = 0; i < smooth.size(); ++i) {
      QVERIFY(smooth[i].y() == expected[i].y() || (std::isnan(smooth[i].y()) && std::isnan(expected[i].y())));
    }
  }

  void draggingZoomsAllChartsAndADoubleClickShowsAllAgain() {
    for (int step = 0; step <= 100; ++step) write(record(step, "train", "\"loss\":1,\"learning_rate\":2"));
    RunCharts charts(nullptr, std::chrono::milliseconds(20));
    charts.resize(900, 500);
    charts.show();
    charts.addRun(1, "a", file_);
    QTRY_COMPARE_WITH_TIMEOUT(charts.metrics().size(), 2, kPatience);
    settle(charts);
    auto* chart = charts.chart("train/loss");
    auto* view = chart->viewport();
    const QPoint middle = centre(chart);
    QTest::mousePress(view, Qt::LeftButton, {}, middle - QPoint(40, 30));
    QTest::mouseMove(view, middle);
    QTest::mouseMove(view, middle + QPoint(40, 30));
    QTest::mouseRelease(view, Qt::LeftButton, {}, middle + QPoint(40, 30));
    QVERIFY(charts.range().has_value());
    QVERIFY(charts.range()->first > 10 && charts.range()->second < 90);
    const double width = charts.range()->second - charts.range()->first;

    settle(charts);
    const QPointF at(middle);
    QWheelEvent wheel(at, view->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(view, &wheel);
    QVERIFY(charts.range()->second - charts.range()->first < width);
    QTest::mouseDClick(charts.chart("train/learning_rate")->viewport(), Qt::LeftButton, {}, middle);
    QVERIFY(!charts.range());
    QTest::keyClick(chart, Qt::Key_Plus);
    QVERIFY(charts.range().has_value());
    QTest::keyClick(chart, Qt::Key_0);
    QVERIFY(!charts.range());
  }

  void aClickDoesNotZoom() {
    write(record(0, "train", "\"loss\":1") + record(9, "train", "\"loss\":1"));
    RunCharts charts(nullptr, std::chrono::milliseconds(20));
    charts.resize(900, 500);
    charts.show();
    charts.addRun(1, "a", file_);
    QTRY_COMPARE_WITH_TIMEOUT(charts.metrics().size(), 1, kPatience);
    settle(charts);
    auto* chart = charts.chart("train/loss");
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, centre(chart));
    QVERIFY(!charts.range());
  }

  void hidingARunFitsTheChartsToTheOthers() {
    const auto other = file_.parent_path() / "other.jsonl";
    write(record(1, "train", "\"loss\":1") + record(10, "train", "\"loss\":2"));
    std::ofstream(other) << record(1, "train", "\"loss\":100") << record(500, "train", "\"loss\":200");
    RunCharts charts(nullptr, std::chrono::milliseconds(20));
    charts.resize(900, 500);
    charts.show();
    charts.addRun(1, "short", file_);
    charts.addRun(2, "long", other);
    QTRY_VERIFY_WITH_TIMEOUT(charts.chart("train/loss") &&
                                 charts.chart("train/loss")->points(2).size() == 2 &&
                                 charts.chart("train/loss")->points(1).size() == 2,
                             kPatience);
    auto* chart = charts.chart("train/loss");
    QCOMPARE(chart->extent()->second, 500.0);
    auto* list = charts.findChild<QListWidget*>("runList");
    list->item(1)->setCheckState(Qt::Unchecked);
    QCOMPARE(chart->extent()->second, 10.0);
    list->item(1)->setCheckState(Qt::Checked);
    QCOMPARE(chart->extent()->second, 500.0);
  }

  void csvAndPngAreWritten() {
    write(record(1, "train", "\"loss\":1.5") + record(2, "train", "\"loss\":1.25"));
    RunCharts charts(nullptr, std::chrono::milliseconds(20));
    charts.resize(900, 500);
    charts.show();
    charts.addRun(1, "a", file_);
    QTRY_COMPARE_WITH_TIMEOUT(charts.metrics().size(), 1, kPatience);
    QSignalSpy exported(&charts, &RunCharts::exported), failed(&charts, &RunCharts::failed);
    const auto csv = file_.parent_path() / "out.csv", png = file_.parent_path() / "out.png";
    charts.exportCsv(csv);
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
    QCOMPARE(read_text_file(csv),
             std::string("run,metric,step,value\na,train/loss,1,1.5\na,train/loss,2,1.25\n"));
    charts.exportPng(png);
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 2, kPatience);
    QVERIFY(QImage(QString::fromStdString(png.string())).width() > 600);
    charts.exportCsv("/nonexistent-folder/x.csv");
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
    QVERIFY(failed.front().front().toString().contains("/nonexistent-folder"));
  }

  // Four runs of a hundred thousand points: each rebuild and painting within a frame or two. The limit is
  // generous for busy machines; the figures are printed.
  void aHundredThousandPointsStaySmooth() {
    MetricChart chart("train/loss");
    chart.resize(420, 210);
    Random random(2);
    QElapsedTimer clock;
    for (int run = 0; run < 4; ++run) {
      QList<QPointF> points;
      for (int i = 0; i < 100000; ++i)
        points.append({double(i), 5 * std::exp(-i / 30000.0) + 0.2 * random.normal()});
      chart.append(run, points);
      chart.setRunLook(run, "run", seriesColour(run), true);
    }
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    const auto measure = [&](const char* what, int times, const std::function<void(int)>& work) {
      clock.start();
      for (int i = 0; i < times; ++i) work(i);
      const double ms = static_cast<double>(clock.nsecsElapsed()) / 1e6 / times;
      qInfo("%s: %.2f ms", what, ms);
      return ms;
    };
    {
      const auto points = chart.points(0);
      measure("thinning 100,000 points", 20, [&](int i) { (void)thinned(points, i, 90000, 362); });
      measure("smoothing 100,000 points", 20, [&](int i) { (void)smoothed(points, 0.5 + i * 0.01); });
    }
    QVERIFY(measure("rebuild, 4 x 100,000 points", 20, [&](int i) {
              chart.setRange(StepRange{i, 90000});
              chart.rebuild();
            }) < 100);
    QVERIFY(measure("new smoothing, 4 x 100,000 points", 20, [&](int i) {
              chart.setSmoothing(0.5 + i * 0.01);
              chart.rebuild();
            }) < 200);
    QVERIFY(measure("painting", 20, [&](int i) {
              chart.setCursor(i * 1000.0);
              chart.viewport()->repaint();
            }) < 200);
    QVERIFY(measure("one point more", 20, [&](int i) {
              chart.append(0, {{100000.0 + i, 1.0}});
              chart.rebuild();
            }) < 100);
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestUiRunCharts test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_ui_run_charts.moc"
