// SPDX-License-Identifier: GPL-3.0-or-later
// The words that an index's figures are put into, and the order of counting and measuring.
#include <QElapsedTimer>
#include <QLocale>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>
#include <mutex>

#include "core/base/error.h"
#include "ui/index/index_checks.h"
#include "ui/index/index_text.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

// Each answer waits at the gate; `images` and `queries` tell which project was asked about.
struct Script {
  QSemaphore gate, asked;
  std::atomic<int> threads{0};
  std::atomic<bool> fail{false}, inWindow{false};
};

class GatedChecker : public engine::IndexChecker {
 public:
  explicit GatedChecker(Script& script) : script_(script) {}
  engine::Staleness count_stale(const std::filesystem::path& project, const ProgressSink& progress,
                                const CancelToken& cancel) const override {
    wait(progress, cancel);
    return {.images = static_cast<std::int64_t>(project.string().size())};
  }
  engine::Recall measure_recall(const std::filesystem::path&, const engine::RecallOptions& options,
                                const ProgressSink& progress, const CancelToken& cancel) const override {
    wait(progress, cancel);
    return {.recall = 0.5, .queries = options.queries};
  }

 private:
  void wait(const ProgressSink& progress, const CancelToken& cancel) const {
    if (QThread::currentThread() == QCoreApplication::instance()->thread()) script_.inWindow = true;
    progress({"s", 1, 2, 0, {}});
    script_.asked.release();
    while (!script_.gate.tryAcquire(1, 2)) cancel.throw_if_cancelled();
    if (script_.fail) throw Error(ErrorKind::Corrupt, "The file is cut. Build it again.");
  }
  Script& script_;
};

}  // namespace

class TestUiIndex : public QObject {
  Q_OBJECT

  std::unique_ptr<Script> script_;
  std::unique_ptr<IndexChecks> checks_;

 private slots:
  void init() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    script_ = std::make_unique<Script>();
    checks_ = std::make_unique<IndexChecks>([this] { return std::make_unique<GatedChecker>(*script_); });
  }
  void cleanup() { checks_.reset(); }

  void onlyTheNewestCountIsAnsweredAndNoneInTheWindowsThread() {
    QSignalSpy counted(checks_.get(), &IndexChecks::counted);
    QSignalSpy failed(checks_.get(), &IndexChecks::countFailed);
    checks_->count("a");
    QVERIFY(script_->asked.tryAcquire(1, 2000));
    checks_->count("bb");
    checks_->count("ccc");
    script_->gate.release(3);
    QTRY_COMPARE(counted.size(), 1);
    QCOMPARE(counted[0][0].value<engine::Staleness>().images, 3);
    QTest::qWait(50);
    QCOMPARE(counted.size(), 1);
    QCOMPARE(failed.size(), 0);
    QVERIFY(!script_->inWindow);
  }

  void countingDoesNotWaitForAMeasurement() {
    QSignalSpy counted(checks_.get(), &IndexChecks::counted);
    QSignalSpy measured(checks_.get(), &IndexChecks::measured);
    QSignalSpy progress(checks_.get(), &IndexChecks::measureProgress);
    checks_->measure("a", {.queries = 7});
    QVERIFY(script_->asked.tryAcquire(1, 2000));
    checks_->count("a");
    QVERIFY(script_->asked.tryAcquire(1, 2000));  // beside it
    script_->gate.release(2);
    QTRY_COMPARE(counted.size(), 1);
    QTRY_COMPARE(measured.size(), 1);
    QCOMPARE(measured[0][0].value<engine::Recall>().queries, 7);
    QCOMPARE(progress.size(), 1);
    QCOMPARE(progress[0][0].toLongLong(), 1);
    QCOMPARE(progress[0][1].toLongLong(), 2);
  }

  void aCancelledMeasurementAnswersNothing() {
    QSignalSpy measured(checks_.get(), &IndexChecks::measured);
    QSignalSpy failed(checks_.get(), &IndexChecks::measureFailed);
    checks_->measure("a", {});
    QVERIFY(script_->asked.tryAcquire(1, 2000));
    checks_->cancelMeasuring();
    script_->gate.release(1);
    QTest::qWait(100);
    QCOMPARE(measured.size() + failed.size(), 0);
  }

  void aFailureSaysWhy() {
    QSignalSpy failed(checks_.get(), &IndexChecks::measureFailed);
    script_->fail = true;
    script_->gate.release(1);
    checks_->measure("a", {});
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].toString(), QStringLiteral("The file is cut. Build it again."));
  }

  void closingStopsBothAtOnce() {
    checks_->count("a");
    checks_->measure("a", {});
    QVERIFY(script_->asked.tryAcquire(2, 2000));
    QElapsedTimer timer;
    timer.start();
    checks_.reset();
    QVERIFY(timer.elapsed() < 500);
  }

  void figuresHaveUnitsAndSaySoOnce() {
    engine::IndexStatus status{.state = engine::IndexState::Ready,
                               .entries = 100'524,
                               .images = 500,
                               .regions = 100'000,
                               .proposals = 24};
    status.model_name = "models/89c333dfb41e724e2ba4509de501eae9c37512231f346b4b5af76fd8d0882ac7";
    status.kind = "lists";
    status.reason = "lists: too much.";
    status.dim = 512;
    status.bytes_in_memory = 20'000;
    status.bytes_mapped = 102'936'576;
    status.device = "CPU: this program was built without CUDA";
    QCOMPARE(indexSummary(status), QStringLiteral("Index: 100,024 region(s), lists, CPU"));
    QCOMPARE(deviceReason(status.device), QStringLiteral("this program was built without CUDA"));
    QCOMPARE(modelText(status), QStringLiteral("89c333df"));
    QVERIFY(memoryText(status).startsWith(QLatin1String("20.0 kB, and 102.9 MB")));
    QVERIFY(kindReason(status).contains(QLatin1String("102.9 MB")));
    QVERIFY(!kindReason(status).contains(QLatin1String("asked for")));
    status.reason = "lists: asked for.";
    QVERIFY(kindReason(status).contains(QLatin1String("asked for")));
    status.device = "GPU 0, NVIDIA H100";
    QVERIFY(indexSummary(status).endsWith(QLatin1String(", GPU")));
    QCOMPARE(deviceReason(status.device), QStringLiteral("GPU 0, NVIDIA H100"));
    QCOMPARE(recallText({.recall = 0.9853, .k = 10}), QStringLiteral("98.5 % of the 10 nearest"));
    QCOMPARE(millisecondsText(0.0123), QStringLiteral("0.012 ms"));
    QCOMPARE(millisecondsText(12.3), QStringLiteral("12 ms"));
  }

  void onlyTheChangesThatThereAreGetALine() {
    QVERIFY(changesText({.images = 5, .current = 5}).isEmpty());
    const auto lines = changesText({.images = 5, .current = 2, .file_changed = 1, .regions_changed = 2});
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].contains(QLatin1String("file has changed")));
    QVERIFY(lines[1].contains(QLatin1String("regions have changed")));
    QCOMPARE(changesText({.images = 3, .not_indexed = 1, .file_gone = 2, .left_project = 4}).size(), 3);
  }
};

QTEST_GUILESS_MAIN(TestUiIndex)
#include "test_ui_index.moc"
