// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <filesystem>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "core/base/atomic_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "training/logging/event_encoding.h"
#include "training/logging/event_writer.h"
#include "training/logging/metrics_log.h"

using namespace cloc;
using namespace cloc::training;

namespace fs = std::filesystem;

namespace {

using Lines = std::vector<nlohmann::json>;

Lines lines_of(const fs::path& path) {
  Lines lines;
  std::istringstream in(read_text_file(path));
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

std::vector<std::int64_t> steps_of(const fs::path& path) {
  std::vector<std::int64_t> steps;
  for (const auto& line : lines_of(path)) steps.push_back(line.at("step"));
  return steps;
}

}  // namespace

class TestTrainingLog : public QObject {
  Q_OBJECT
 private slots:
  void checksumIsCastagnolis() {
    QCOMPARE(crc32c("123456789"), 0xE3069283u);
    QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAu);  // RFC 3720, B.4
    QCOMPARE(crc32c(std::string(32, '\xff')), 0x62A8AB43u);
    QCOMPARE(crc32c(""), 0u);
  }

  void eventsHaveTheBytesOfTensorBoardsOwn() {
    const double time = 1700000000.125;
    std::string words;
    for (int i = 0; i < 20; ++i) words += "steps = 100\n";
    const auto ours = tf_record(version_event(time)) + tf_record(session_start_event(time, 1)) +
                      tf_record(scalar_event(time, 0, "train/loss", 2.5f)) +
                      tf_record(scalar_event(time, 300, "train/loss", -0.1f)) +
                      tf_record(scalar_event(time, std::int64_t{1} << 40, "train/потери",
                                             std::numeric_limits<float>::infinity())) +
                      tf_record(text_event(time, 1, "recipe", words));
    const auto theirs = read_text_file(fs::path(CLOC_TEST_DATA) / "python.tfevents");
    QCOMPARE(QByteArray::fromStdString(ours).toHex(), QByteArray::fromStdString(theirs).toHex());
  }

  void resumedRunGetsALaterFileThatPurgesTheStepsToBeRedone() {
    QTemporaryDir dir;
    const fs::path folder = dir.path().toStdString();
    write_text_file(folder / "events.out.tfevents.4000000000.elsewhere.1", "");  // of a clock that ran ahead
    fs::path first, second;
    {
      EventWriter events(folder, 0);
      events.scalar("train/loss", 2.0, 10);
      first = events.path();
    }
    const auto before = read_text_file(first);
    {
      EventWriter events(folder, 7);
      second = events.path();
    }
    QVERIFY(first.filename() > fs::path("events.out.tfevents.4000000000"));
    QVERIFY(second.filename() > first.filename());
    QCOMPARE(read_text_file(first), before);
    // The second record says START at the first step that is done again.
    const auto version = tf_record(version_event(0)).size();
    const auto start = read_text_file(second).substr(version);
    QCOMPARE(start.size(), tf_record(session_start_event(0, 8)).size());
    const auto after_time = std::size_t{12 + 9};
    QCOMPARE(start.substr(after_time, start.size() - 4 - after_time),
             session_start_event(0, 8).substr(after_time - 12));
  }

  void eventsReachTheFileAtFlushAndOnTime() {
    QTemporaryDir dir;
    EventWriter lazy(dir.path().toStdString(), 0, std::chrono::hours(1));
    const auto start = fs::file_size(lazy.path());
    QVERIFY(start > 0);  // the header is there at once, for whoever looks into the folder
    lazy.scalar("a", 1, 1);
    QCOMPARE(fs::file_size(lazy.path()), start);
    lazy.flush();
    QCOMPARE(fs::file_size(lazy.path()), start + tf_record(scalar_event(1, 1, "a", 1)).size());

    EventWriter eager(dir.path().toStdString(), 0, std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    eager.scalar("a", 1, 1);
    QVERIFY(fs::file_size(eager.path()) > start);
  }

  void fullDiskStopsTheEventFileWithAnIoError() {
    QTemporaryDir dir;
    EventWriter events(dir.path().toStdString(), 0);
    const test::FileSizeLimit limit(4096);
    const auto message = test::expect_error(ErrorKind::Io, [&] {
      for (int i = 0; i < 1000; ++i) events.scalar("train/loss", 1.0, i);
      events.flush();
    });
    QVERIFY_CONTAINS(message, events.path().string());
    QVERIFY_CONTAINS(message, "Free some space");
  }

  void fullDiskStopsTheMetricsWithAnIoError() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.jsonl").toStdString();
    fs::create_symlink("/dev/full", path);
    MetricsLog log(path, 0);
    const auto message = test::expect_error(ErrorKind::Io, [&] { log.write(1, "train", {{"loss", 1.0}}); });
    QVERIFY_CONTAINS(message, path.string());
    QVERIFY_CONTAINS(message, "Free some space");
  }

  void missingRunFolderIsAnIoError() {
    test::expect_error(ErrorKind::Io, [] { MetricsLog("/nonexistent-folder/metrics.jsonl", 0); });
    test::expect_error(ErrorKind::Io, [] { EventWriter("/nonexistent-folder", 0); });
  }

  void metricsAreOneObjectALineAndVisibleAtOnce() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.jsonl").toStdString();
    MetricsLog log(path, 0);
    log.write(10, "train", {{"loss", 2.3125}, {"learning_rate", 5e-4}});
    log.write(10, "validation", {{"mean \"IoU\"", 0.1}});
    const auto lines = lines_of(path);  // the log is still open
    QCOMPARE(lines.size(), std::size_t{2});
    QCOMPARE(lines[0].at("step").get<int>(), 10);
    QCOMPARE(lines[0].at("group").get<std::string>(), std::string("train"));
    QCOMPARE(lines[0].at("loss").get<double>(), 2.3125);
    QCOMPARE(lines[0].at("learning_rate").get<double>(), 5e-4);
    QVERIFY(lines[0].at("time").get<double>() > 1.7e9);
    QCOMPARE(lines[1].at("mean \"IoU\"").get<double>(), 0.1);
  }

  void notFiniteValuesAreNull() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.jsonl").toStdString();
    MetricsLog log(path, 0);
    log.write(1, "train",
              {{"nan", std::numeric_limits<double>::quiet_NaN()},
               {"infinite", -std::numeric_limits<double>::infinity()}});
    const auto line = lines_of(path).at(0);
    QVERIFY(line.at("nan").is_null() && line.at("infinite").is_null());
  }

  void aNameGivenTwiceIsAnInternalError() {
    QTemporaryDir dir;
    MetricsLog log(dir.filePath("metrics.jsonl").toStdString(), 0);
    test::expect_error(ErrorKind::Internal, [&] { log.write(1, "train", {{"loss", 1.0}, {"loss", 2.0}}); });
    test::expect_error(ErrorKind::Internal, [&] { log.write(1, "train", {{"step", 1.0}}); });
  }

  void resumingRemovesTheLinesOfStepsToBeRedone() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.jsonl").toStdString();
    {
      MetricsLog log(path, 0);
      for (int step = 10; step <= 50; step += 10) log.write(step, "train", {{"loss", 1.0 / step}});
      log.write(30, "validation", {{"top1", 0.5}});
    }
    MetricsLog log(path, 30);
    QCOMPARE(log.resumed().kept, 4);
    QCOMPARE(log.resumed().later, 2);
    QCOMPARE(log.resumed().unreadable, 0);
    log.write(40, "train", {{"loss", 0.1}});
    QCOMPARE(steps_of(path), (std::vector<std::int64_t>{10, 20, 30, 30, 40}));
    QCOMPARE(std::distance(fs::directory_iterator(dir.path().toStdString()), {}), 1);
  }

  void resumingWithNothingToRemoveLeavesTheFileUntouched() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.jsonl").toStdString();
    const std::string text = "{\"step\":5,\"x\":1}\n{ \"step\" : 6 }\n";
    write_text_file(path, text);
    const auto written = fs::last_write_time(path);
    const MetricsLog log(path, 6);
    QCOMPARE(read_text_file(path), text);
    QVERIFY(fs::last_write_time(path) == written);
  }

  void linesThatACrashLeftAreRemovedAndCounted() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.jsonl").toStdString();
    // The last line parses, but without its newline it may be cut: 12 could have been 120.
    write_text_file(path, std::string("{\"step\":5}\n\0\0\0\n[1]\n{\"step\":\"6\"}\n{\"loss\":1}\n\n{"
                                      "\"step\":6}\n{\"step\":7,\"loss\":12}",
                                      75));
    MetricsLog log(path, 100);
    QCOMPARE(log.resumed().kept, 2);
    QCOMPARE(log.resumed().unreadable, 6);
    QCOMPARE(steps_of(path), (std::vector<std::int64_t>{5, 6}));
  }
};

QTEST_GUILESS_MAIN(TestTrainingLog)
#include "test_training_log.moc"
