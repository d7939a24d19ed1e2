// SPDX-License-Identifier: Apache-2.0
// Jobs in this process and in workers of their own: states, log, pause and going on, a worker that is killed.
// The worker is this very program, called as `test_jobs job run PROJECT ID`.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fstream>
#include <thread>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "core/jobs/job_folder.h"
#include "core/jobs/job_log.h"
#include "core/jobs/launch.h"
#include "core/jobs/run_job.h"
#include "tests/support/counting_job.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"

using namespace cloc;
using nlohmann::json;
using store::JobState;
namespace fs = std::filesystem;

namespace {

json fail(jobs::JobContext&) {
  throw Error(ErrorKind::NotFound, "There is no such thing. Make one.");
}

const jobs::Kinds& kinds() {
  static const jobs::Kinds all{{"count", test::count}, {"fail", fail}};
  return all;
}

CancelToken worker_cancel;

int run_as_worker(const char* project, const char* id) {
  std::signal(SIGTERM, [](int) { worker_cancel.cancel(); });
  try {
    jobs::run_job(project, std::atoll(id), kinds(), stdout, worker_cancel);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace

class TestJobs : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  std::optional<store::Project> project_;

  std::int64_t add(const char* kind, const json& params) {
    return project_->jobs().create(kind, params.dump());
  }
  JobState state(std::int64_t id) { return project_->jobs().get(id).state; }
  json run(std::int64_t id, const CancelToken& cancel = {}) {
    return jobs::run_job(project_->folder(), id, kinds(), nullptr, cancel);
  }
  std::vector<json> log(std::int64_t id) {
    return jobs::JobLogReader(jobs::log_path(project_->run_folder(id))).poll();
  }
  void start(std::int64_t id) {
    jobs::start_worker(QCoreApplication::applicationFilePath().toStdString(), *project_, id);
  }
  int counted(std::int64_t id) {
    int number = 0;
    std::ifstream(project_->run_folder(id) / "count") >> number;
    return number;
  }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    project_.emplace(store::Project::create(fs::path(dir_->path().toStdString()) / "p.clocproj", "p"));
  }
  void cleanup() {
    project_.reset();
    dir_.reset();
  }

  void aJobRunsToItsEnd() {
    const auto id = add("count", {{"to", 3}});
    QCOMPARE(run(id).at("counted").get<int>(), 3);
    QVERIFY(state(id) == JobState::Finished);
    const auto job = project_->jobs().get(id);
    QVERIFY(!job.pid);
    const auto progress = json::parse(job.progress);
    QCOMPARE(progress.at("done").get<int>(), 3);
    QVERIFY(progress.at("stage") == "counting");

    const auto events = log(id);
    QVERIFY(events.front().at("event") == "started");
    QCOMPARE(events.front().at("pid").get<int>(), ::getpid());
    QVERIFY(events.back().at("event") == "finished");
    QCOMPARE(events.back().at("result").at("counted").get<int>(), 3);
    QVERIFY(std::any_of(events.begin(), events.end(), [](const json& e) {
      return e.at("event") == "message" && e.at("text") == "from 0";
    }));
    // It has ended: it does not run again.
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { run(id); }), "finished");
  }

  void aFailureIsRecordedAndThrown() {
    const auto id = add("fail", json::object());
    test::expect_error(ErrorKind::NotFound, [&] { run(id); });
    QVERIFY(state(id) == JobState::Failed);
    QCOMPARE(project_->jobs().get(id).message, std::string("There is no such thing. Make one."));
    QVERIFY(log(id).back().at("kind") == "not found");
  }

  void badParametersAreFailures_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("params");
    QTest::addColumn<int>("error");
    QTest::newRow("kind") << "sing"
                          << "{}" << static_cast<int>(ErrorKind::InvalidInput);
    QTest::newRow("params") << "count"
                            << "[1" << static_cast<int>(ErrorKind::Corrupt);
  }
  void badParametersAreFailures() {
    QFETCH(QString, kind);
    QFETCH(QString, params);
    QFETCH(int, error);
    const auto id = project_->jobs().create(kind.toStdString(), params.toStdString());
    test::expect_error(static_cast<ErrorKind>(error), [&] { run(id); });
    QVERIFY(state(id) == JobState::Queued);
  }

  void cancellingInterruptsAndTheNextRunGoesOn() {
    const auto id = add("count", {{"to", 40}});
    CancelToken cancel;
    std::thread later([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(60));
      cancel.cancel();
    });
    test::expect_error(ErrorKind::Cancelled, [&] { run(id, cancel); });
    later.join();
    QVERIFY(state(id) == JobState::Interrupted);
    const int done = counted(id);
    QVERIFY(done > 0 && done < 40);
    QCOMPARE(run(id).at("counted").get<int>(), 40 - done);
    QVERIFY(state(id) == JobState::Finished);
  }

  void aWorkerIsPausedAndCancelled() {
    const auto id = add("count", {{"to", 100000}});
    start(id);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > 3, 20000);
    QVERIFY(state(id) == JobState::Running);
    QVERIFY(jobs::worker_alive(project_->run_folder(id)));
    QVERIFY(jobs::mark_interrupted(*project_).empty());  // it lives
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { run(id); }), "another process");

    jobs::pause_job(*project_, id);
    QVERIFY(state(id) == JobState::Interrupted);
    QVERIFY(!jobs::worker_alive(project_->run_folder(id)));
    const int done = counted(id);
    start(id);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > done, 20000);
    jobs::cancel_job(*project_, id);
    QVERIFY(state(id) == JobState::Cancelled);
    QVERIFY(!jobs::worker_alive(project_->run_folder(id)));
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { run(id); }), "cancelled");
  }

  void aKilledWorkerIsFoundAndGoesOn() {
    const auto id = add("count", {{"to", 100000}});
    start(id);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > 3, 20000);
    ::kill(static_cast<pid_t>(project_->jobs().get(id).pid.value()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!jobs::worker_alive(project_->run_folder(id)), 20000);
    QVERIFY(state(id) == JobState::Running);  // nobody could say otherwise
    QCOMPARE(jobs::mark_interrupted(*project_), std::vector<std::int64_t>{id});
    QVERIFY(state(id) == JobState::Interrupted);
    QVERIFY_CONTAINS(project_->jobs().get(id).message, "Run it again");
    const int done = counted(id);
    start(id);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > done, 20000);
    jobs::cancel_job(*project_, id);
  }

  void aQueuedJobIsCancelledAtOnce() {
    const auto id = add("count", {{"to", 1}});
    jobs::cancel_job(*project_, id);
    QVERIFY(state(id) == JobState::Cancelled);
  }

  void theReaderWaitsForWholeLinesAndCountsBrokenOnes() {
    const fs::path path = fs::path(dir_->path().toStdString()) / "log.jsonl";
    jobs::JobLogReader reader(path);
    QVERIFY(reader.poll().empty());
    const auto append = [&](const char* text) { std::ofstream(path, std::ios::app) << text; };
    append("{\"event\":\"a\"}\n{\"eve");
    QCOMPARE(reader.poll().size(), std::size_t{1});
    QVERIFY(reader.poll().empty());
    append("nt\":\"b\"}\nhalf a li\n{\"event\":\"c\"}\n");
    const auto events = reader.poll();
    QCOMPARE(events.size(), std::size_t{2});
    QVERIFY(events[1].at("event") == "c");
    QCOMPARE(reader.broken_lines(), 1);
  }

  // A full disk costs the log, not the work.
  void aLogThatCannotBeWrittenIsCounted() {
    const fs::path path = fs::path(dir_->path().toStdString()) / "log.jsonl";
    jobs::JobLog log(path, nullptr);
    log.write("message", {{"text", "fits"}});
    {
      const test::FileSizeLimit limit(fs::file_size(path));
      log.write("message", {{"text", "does not fit"}});
    }
    QCOMPARE(log.lost_lines(), 1);
    QCOMPARE(jobs::JobLogReader(path).poll().size(), std::size_t{1});
  }
};

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  if (argc == 5 && std::string(argv[1]) == "job") return run_as_worker(argv[3], argv[4]);
  TestJobs test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_jobs.moc"
