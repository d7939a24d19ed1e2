// SPDX-License-Identifier: GPL-3.0-or-later
// JobsService with real worker processes, and the panel on top of it. The worker is this very program, called
// as `test_ui_jobs job run PROJECT ID`.
#include <QAbstractButton>
#include <QApplication>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "core/base/error.h"
#include "core/jobs/job_folder.h"
#include "core/jobs/launch.h"
#include "core/jobs/run_job.h"
#include "tests/support/counting_job.h"
#include "ui/jobs/job_delegate.h"
#include "ui/jobs/job_text.h"
#include "ui/jobs/jobs_panel.h"
#include "ui/jobs/jobs_service.h"

using namespace cloc;
using namespace cloc::ui;
using nlohmann::json;
using store::JobState;
namespace fs = std::filesystem;

namespace {

json fail(jobs::JobContext&) {
  throw Error(ErrorKind::NotFound, "There is no such thing. Make one.");
}

// As an import: all in one transaction, so that others see nothing of it in the store before its end.
json countInOneTransaction(jobs::JobContext& job) {
  auto transaction = job.project.transaction();
  auto result = test::count(job);
  transaction.commit();
  return result;
}

CancelToken worker_cancel;

int runAsWorker(const char* project, const char* id) {
  std::signal(SIGTERM, [](int) { worker_cancel.cancel(); });
  // Told apart by the tests: a worker that cannot even begin.
  if (fs::exists(fs::path(project) / "refuse")) {
    std::fprintf(stderr, "the library is missing\n");
    return 1;
  }
  try {
    jobs::run_job(project, std::atoll(id),
                  {{"count", test::count}, {"hold", countInOneTransaction}, {"fail", fail}}, nullptr,
                  worker_cancel);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

constexpr JobsService::Timing kFast{std::chrono::milliseconds(30), std::chrono::seconds(2),
                                    std::chrono::seconds(20)};
constexpr int kPatience = 20000;  // ms; the machine may be busy

fs::path thisProgram() {
  return QCoreApplication::applicationFilePath().toStdString();
}

// What a service has said so far.
struct Heard : QObject {
  std::vector<store::Job> jobs;
  JobQueue queue;
  std::vector<std::int64_t> added, finished, interrupted;
  std::map<std::int64_t, std::vector<JobEvent>> logs;
  QStringList failures;
  std::optional<bool> stopped;
  std::size_t most_running = 0;

  explicit Heard(JobsService& service) {
    connect(&service, &JobsService::jobsChanged, this, [this](const std::vector<store::Job>& now) {
      jobs = now;
      most_running = std::max(
          most_running,
          static_cast<std::size_t>(std::count_if(
              now.begin(), now.end(), [](const store::Job& job) { return job.state == JobState::Running; })));
    });
    connect(&service, &JobsService::queueChanged, this, [this](const JobQueue& now) { queue = now; });
    connect(&service, &JobsService::added, this, [this](qint64 id) { added.push_back(id); });
    connect(&service, &JobsService::jobFinished, this,
            [this](const store::Job& job) { finished.push_back(job.id); });
    connect(&service, &JobsService::jobInterrupted, this,
            [this](const store::Job& job) { interrupted.push_back(job.id); });
    connect(&service, &JobsService::logEvents, this,
            [this](qint64 id, const std::vector<JobEvent>& events, bool fromStart) {
              auto& log = logs[id];
              if (fromStart) log.clear();
              log.insert(log.end(), events.begin(), events.end());
            });
    connect(&service, &JobsService::failed, this, [this](const QString& text) { failures << text; });
    connect(&service, &JobsService::allStopped, this, [this](bool everything) { stopped = everything; });
  }
  std::optional<JobState> state(std::int64_t id) const {
    for (const auto& job : jobs) {
      if (job.id == id) return job.state;
    }
    return std::nullopt;
  }
  const store::Job& job(std::int64_t id) const {
    return *std::find_if(jobs.begin(), jobs.end(), [id](const auto& job) { return job.id == id; });
  }
  bool saysInLog(std::int64_t id, JobEvent::Kind kind, const QString& text = {}) const {
    const auto log = logs.find(id);
    return log != logs.end() && std::any_of(log->second.begin(), log->second.end(), [&](const auto& event) {
             return event.kind == kind && event.text.contains(text);
           });
  }
};

}  // namespace

class TestUiJobs : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  fs::path folder_;

  store::Project project() { return store::Project::open(folder_); }
  int counted(std::int64_t id) {
    int number = 0;
    std::ifstream(folder_ / "runs" / std::to_string(id) / "count") >> number;
    return number;
  }
  // Opens the project in `service` and adds a job; returns its id.
  std::int64_t addJob(JobsService& service, Heard& heard, const char* kind, const json& params, bool start) {
    const auto before = heard.added.size();
    service.add(QString::fromLatin1(kind), QString::fromStdString(params.dump()), start);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(heard.added.size() > before, kPatience); }();
    return heard.added.size() > before ? heard.added.back() : 0;
  }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    folder_ = fs::path(dir_->path().toStdString()) / "p.clocproj";
    store::Project::create(folder_, "p");
  }
  void cleanup() {
    // No worker of a failed test is left behind.
    auto opened = project();
    for (const auto& job : opened.jobs().list(JobState::Running)) jobs::cancel_job(opened, job.id);
    dir_.reset();
  }

  void aJobRunsToItsEndAndItsLogIsTold() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 60}}, true);
    service.follow(id);
    QTRY_COMPARE_WITH_TIMEOUT(heard.finished, std::vector<std::int64_t>{id}, kPatience);
    QVERIFY(heard.state(id) == JobState::Finished);
    QTRY_VERIFY_WITH_TIMEOUT(heard.saysInLog(id, JobEvent::Kind::Finished), kPatience);
    QVERIFY(heard.saysInLog(id, JobEvent::Kind::Started));
    QVERIFY(heard.saysInLog(id, JobEvent::Kind::Stage, "counting"));
    QVERIFY(heard.saysInLog(id, JobEvent::Kind::Message, "from 0"));
    QVERIFY2(heard.failures.isEmpty(), qPrintable(heard.failures.join('\n')));
    QVERIFY(heard.queue == JobQueue{});
  }

  void howFarAJobIsThatHoldsTheStoreIsToldByItsLog() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "hold", {{"to", 100000}}, true);
    const auto told = [&] { return heard.state(id) ? jobProgress(heard.job(id)) : JobProgress{}; };
    QTRY_VERIFY_WITH_TIMEOUT(told().done > 3 && told().total == 100000, kPatience);
    QVERIFY(heard.state(id) == JobState::Running);
    QCOMPARE(jobProgress(project().jobs().get(id)).done, qint64{0});  // the store does not know
    service.cancel(id);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Cancelled, kPatience);
    QVERIFY2(heard.failures.isEmpty(), qPrintable(heard.failures.join('\n')));
  }

  void aJobThatIsOnlyAddedStaysQueuedUntilItIsStarted() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 1}}, false);
    QTest::qWait(300);
    QVERIFY(heard.state(id) == JobState::Queued);
    service.start(id);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Finished, kPatience);
  }

  void pauseAndResumeGoOnFromWhatWasSaved() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 100000}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > 3, kPatience);
    service.pause(id);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Interrupted, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(heard.queue == JobQueue{}, kPatience);
    QVERIFY(heard.interrupted.empty());  // the user did that
    const int done = counted(id);
    service.follow(id);
    service.start(id);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > done, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(heard.saysInLog(id, JobEvent::Kind::Message, "from " + QString::number(done)),
                             kPatience);
    service.cancel(id);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Cancelled, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(heard.finished, std::vector<std::int64_t>{id}, kPatience);
    QVERIFY(!jobs::worker_alive(folder_ / "runs" / std::to_string(id)));
    service.start(id);  // for good
    QTRY_COMPARE_WITH_TIMEOUT(heard.failures.size(), 1, kPatience);
    QVERIFY(heard.failures.front().contains("cannot be started again"));
  }

  // Asked in the half second before the worker reports: the wish is kept until it does.
  void pauseRightAfterStartIsNotLost() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 100000}}, false);
    service.start(id);
    service.pause(id);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Interrupted, kPatience);
  }

  void aKilledWorkerIsReportedAndResumes() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 100000}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > 3 && heard.state(id) == JobState::Running, kPatience);
    ::kill(static_cast<pid_t>(heard.job(id).pid.value()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(heard.interrupted, std::vector<std::int64_t>{id}, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Interrupted, kPatience);
    QVERIFY(heard.job(id).message.find("Run it again") != std::string::npos);
    const int done = counted(id);
    service.start(id);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > done, kPatience);
  }

  void theSecondJobWaitsForTheFirst() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto first = addJob(service, heard, "count", {{"to", 100000}}, true);
    const auto second = addJob(service, heard, "count", {{"to", 20}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(counted(first) > 3, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(heard.queue.waiting, std::vector<std::int64_t>{second}, kPatience);
    QVERIFY(heard.state(second) == JobState::Queued);
    service.pause(first);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(second) == JobState::Finished, kPatience);
    QVERIFY(heard.state(first) == JobState::Interrupted);
    QCOMPARE(heard.most_running, std::size_t{1});
  }

  void aWaitingJobLeavesTheQueueWhenPausedOrCancelled() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto first = addJob(service, heard, "count", {{"to", 100000}}, true);
    const auto second = addJob(service, heard, "count", {{"to", 20}}, true);
    const auto third = addJob(service, heard, "count", {{"to", 20}}, true);
    QTRY_COMPARE_WITH_TIMEOUT(heard.queue.waiting.size(), std::size_t{2}, kPatience);
    service.pause(second);
    service.cancel(third);
    QTRY_VERIFY_WITH_TIMEOUT(heard.queue.waiting.empty(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(third) == JobState::Cancelled, kPatience);
    service.cancel(first);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(first) == JobState::Cancelled, kPatience);
    QTest::qWait(300);
    QVERIFY(heard.state(second) == JobState::Queued);
  }

  void twoRunWhenTwoMay() {
    JobsService service(thisProgram(), kFast);
    service.setMostRunning(2);
    Heard heard(service);
    service.open(folder_);
    addJob(service, heard, "count", {{"to", 100000}}, true);
    addJob(service, heard, "count", {{"to", 100000}}, true);
    QTRY_COMPARE_WITH_TIMEOUT(heard.most_running, std::size_t{2}, kPatience);
    service.stopAll(false);
    QTRY_VERIFY_WITH_TIMEOUT(heard.stopped.has_value(), kPatience);
    QVERIFY(*heard.stopped);
  }

  void destroyingTheServiceLeavesTheJobRunningAndTheNextOneFindsIt() {
    std::int64_t id = 0, waiting = 0;
    {
      JobsService service(thisProgram(), kFast);
      Heard heard(service);
      service.open(folder_);
      id = addJob(service, heard, "count", {{"to", 100000}}, true);
      waiting = addJob(service, heard, "count", {{"to", 10}}, true);
      QTRY_VERIFY_WITH_TIMEOUT(counted(id) > 3, kPatience);
      service.stopAll(true);
      QTRY_VERIFY_WITH_TIMEOUT(heard.stopped.has_value(), kPatience);
      QVERIFY(!*heard.stopped);
    }
    const int done = counted(id);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > done + 5, kPatience);
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Running, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(heard.queue.waiting, std::vector<std::int64_t>{waiting}, kPatience);
    service.cancel(id);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(waiting) == JobState::Finished, kPatience);
  }

  void stopAllPausesWhatRunsAndEmptiesTheQueue() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto first = addJob(service, heard, "count", {{"to", 100000}}, true);
    const auto second = addJob(service, heard, "count", {{"to", 10}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(counted(first) > 3, kPatience);
    service.stopAll(false);
    QTRY_VERIFY_WITH_TIMEOUT(heard.stopped.has_value(), kPatience);
    QVERIFY(*heard.stopped);
    QVERIFY(heard.state(first) == JobState::Interrupted);
    QVERIFY(heard.state(second) == JobState::Queued);
  }

  void aFailedJobKeepsItsMessage() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "fail", json::object(), true);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Failed, kPatience);
    QCOMPARE(heard.job(id).message, std::string("There is no such thing. Make one."));
  }

  void aWorkerThatCannotBeginIsReportedWithItsLastWords() {
    std::ofstream(folder_ / "refuse") << "";
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 1}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(!heard.failures.isEmpty(), kPatience);
    QVERIFY2(heard.failures.front().contains("the library is missing"), qPrintable(heard.failures.front()));
    QVERIFY(heard.state(id) == JobState::Queued);
    fs::remove(folder_ / "refuse");
    service.start(id);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Finished, kPatience);
  }

  void aMissingProgramIsReported() {
    JobsService service("/nonexistent/cloc-cli", kFast);
    Heard heard(service);
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 1}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(!heard.failures.isEmpty(), kPatience);
    QVERIFY(heard.failures.front().contains("/nonexistent/cloc-cli"));
    QVERIFY(heard.state(id) == JobState::Queued);
  }

  void removingForgetsTheJobAndDeletesFilesOnlyWhenAsked() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_);
    const auto first = addJob(service, heard, "count", {{"to", 3}}, true);
    const auto second = addJob(service, heard, "count", {{"to", 3}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(second) == JobState::Finished, kPatience);
    service.remove(first);
    service.remove(second, true);
    QTRY_VERIFY_WITH_TIMEOUT(heard.jobs.empty(), kPatience);
    QVERIFY(fs::exists(folder_ / "runs" / std::to_string(first) / "count"));
    QVERIFY(!fs::exists(folder_ / "runs" / std::to_string(second)));
  }

  void aProjectThatIsNotThereIsAFailure() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    service.open(folder_ / "nowhere.clocproj");
    QTRY_COMPARE_WITH_TIMEOUT(heard.failures.size(), 1, kPatience);
    service.add("count", "{}", true);
    QTRY_COMPARE_WITH_TIMEOUT(heard.failures.size(), 2, kPatience);
    QVERIFY(heard.failures.back().contains("No project is open"));
  }

  void aRequestMadeBeforeDestructionIsStillDone() {
    {
      JobsService service(thisProgram(), kFast);
      service.open(folder_);
      service.add("count", "{\"to\":1}", false);
    }
    QCOMPARE(project().jobs().list().size(), std::size_t{1});
  }

  // --- words ---

  void trainingStepsAreTurnedIntoImages() {
    store::Job job;
    job.kind = "train";
    job.state = JobState::Running;
    job.params = json{{"recipe", "[model]\npreset = \"demo\"\n[optimiser]\nbatch_size = 64\n"}}.dump();
    job.progress = R"({"stage":"training","done":120,"total":4200,"per_second":2.0,"seconds_left":4000})";
    QCOMPARE(jobTitle(job), QString("Train: demo recipe"));
    QCOMPARE(jobRateText(job), QString("128 images/s"));
    QVERIFY(jobAmountText(job).startsWith("120 / 4"));
    QVERIFY(qAbs(jobProgress(job).share().value() - 120.0 / 4200) < 1e-9);
    job.params = "{\"recipe\":\"not [toml\"}";
    QCOMPARE(jobTitle(job), QString("Train"));
    QCOMPARE(jobRateText(job), QString("2 steps/s"));
    job.progress = "[broken";
    QCOMPARE(jobRateText(job), QString());
    QVERIFY(!jobProgress(job).share());
  }

  void durationsAreShort() {
    QCOMPARE(durationText(7.6), QString("8 s"));
    QCOMPARE(durationText(75), QString("1 min 15 s"));
    QCOMPARE(durationText(1200), QString("20 min"));
    QCOMPARE(durationText(3600 * 3 + 300), QString("3 h 05 min"));
    QCOMPARE(durationText(86400 * 2 + 3600 * 4), QString("2 d 4 h"));
  }

  void runningTimeLeavesOutPausesAndDeaths() {
    JobsModel model;
    store::Job job;
    job.id = 1;
    job.state = JobState::Running;
    model.setJobs({job});
    using Kind = JobEvent::Kind;
    model.addEvents(1,
                    {{Kind::Started, 100, {}},
                     {Kind::Interrupted, 110, "paused"},
                     {Kind::Started, 200, {}},
                     {Kind::Message, 205, "then it was killed"},
                     {Kind::Started, 300, {}}},
                    true);
    QCOMPARE(model.runningTime(1, 320).value(), 10.0 + 5.0 + 20.0);
    job.state = JobState::Finished;
    model.setJobs({job});
    model.addEvents(1, {{Kind::Finished, 340, {}}}, false);
    QCOMPARE(model.runningTime(1, 99999).value(), 10.0 + 5.0 + 40.0);
    QVERIFY(!model.runningTime(2, 0));
  }

  // --- panel ---

  void theEmptyPanelOffersWhatCanBeStarted() {
    JobsService service(thisProgram(), kFast);
    JobsPanel panel(&service);
    QSignalSpy asked(&panel, &JobsPanel::newJobAsked);
    panel.show();
    panel.findChild<QAbstractButton*>("train")->click();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.front().front().toString(), QString("train"));
  }

  void keysAndButtonsOfThePanelDriveTheJob() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    JobsPanel panel(&service);
    panel.resize(420, 600);
    panel.show();
    service.open(folder_);
    const auto id = addJob(service, heard, "count", {{"to", 100000}}, true);
    QTRY_COMPARE_WITH_TIMEOUT(panel.selected(), id, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > 3 && heard.state(id) == JobState::Running, kPatience);
    auto* list = panel.findChild<QListView*>("jobsList");
    auto* log = panel.findChild<QPlainTextEdit*>("jobLog");
    QTRY_VERIFY_WITH_TIMEOUT(log->toPlainText().contains("from 0"), kPatience);
    QCOMPARE(log->toPlainText().count("from 0"), 1);

    auto* pause = panel.findChild<QAbstractButton*>("pause");
    auto* start = panel.findChild<QAbstractButton*>("start");
    QVERIFY(pause->isVisible() && !start->isVisible());
    QTest::keyClick(list, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Interrupted, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(start->isVisible() && !pause->isVisible(), kPatience);
    QCOMPARE(start->text(), QString("Resume"));
    const int done = counted(id);
    // The row's own button.
    const auto row = list->visualRect(list->model()->index(0, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, JobDelegate::buttonRect(row).center());
    QTRY_VERIFY_WITH_TIMEOUT(counted(id) > done, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Running, kPatience);
    panel.findChild<QAbstractButton*>("cancel")->click();
    QTRY_VERIFY_WITH_TIMEOUT(heard.state(id) == JobState::Cancelled, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!start->isVisible() && !pause->isVisible(), kPatience);
    QTest::keyClick(list, Qt::Key_Delete);
    QTRY_VERIFY_WITH_TIMEOUT(heard.jobs.empty(), kPatience);
    QVERIFY(fs::exists(folder_ / "runs" / std::to_string(id) / "count"));
  }

  void theSelectionStaysWhenJobsComeAndGo() {
    JobsService service(thisProgram(), kFast);
    Heard heard(service);
    JobsPanel panel(&service);
    panel.show();
    service.open(folder_);
    const auto first = addJob(service, heard, "count", {{"to", 1}}, false);
    const auto second = addJob(service, heard, "count", {{"to", 1}}, false);
    QTRY_COMPARE_WITH_TIMEOUT(panel.selected(), second, kPatience);  // what was just added
    panel.select(first);
    QCOMPARE(panel.selected(), first);
    {
      auto opened = project();  // as another program would
      opened.jobs().create("count", "{}");
    }
    QTRY_COMPARE_WITH_TIMEOUT(panel.model().rowCount(), 3, kPatience);
    QCOMPARE(panel.selected(), first);
    auto* list = panel.findChild<QListView*>("jobsList");
    QCOMPARE(list->currentIndex().row(), 2);
  }

  void theLogFollowsItsEndUnlessScrolledAway() {
    JobsPanel panel(nullptr);
    panel.resize(420, 500);
    panel.show();
    store::Job job;
    job.id = 7;
    job.kind = "index";
    job.state = JobState::Running;
    auto& model = const_cast<JobsModel&>(panel.model());
    model.setJobs({job});
    panel.select(7);
    std::vector<JobEvent> many(400, {JobEvent::Kind::Message, 1, "a line"});
    model.addEvents(7, many, true);
    auto* log = panel.findChild<QPlainTextEdit*>("jobLog");
    QCOMPARE(log->blockCount(), 400);
    auto* bar = log->verticalScrollBar();
    QCOMPARE(bar->value(), bar->maximum());
    bar->setValue(3);
    model.addEvents(7, {{JobEvent::Kind::Message, 2, "one more"}}, false);
    QCOMPARE(bar->value(), 3);
    QVERIFY(log->toPlainText().endsWith("one more"));
  }

  void aPanelWhoseServiceDiedDoesNotCrash() {
    auto service = std::make_unique<JobsService>(thisProgram(), kFast);
    JobsPanel panel(service.get());
    panel.show();
    service.reset();
    store::Job job;
    job.id = 1;
    const_cast<JobsModel&>(panel.model()).setJobs({job});
    QTest::keyClick(panel.findChild<QListView*>("jobsList"), Qt::Key_Space);
    QTest::keyClick(panel.findChild<QListView*>("jobsList"), Qt::Key_Delete);
  }
};

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "job") {
    QCoreApplication application(argc, argv);
    return runAsWorker(argv[3], argv[4]);
  }
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestUiJobs test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_ui_jobs.moc"
