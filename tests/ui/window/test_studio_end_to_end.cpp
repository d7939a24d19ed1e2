// SPDX-License-Identifier: GPL-3.0-or-later
// What a new user does, with the real model, the real workers and the demo's data: a folder becomes a
// searchable project, a training is started, killed, gone on with, and its model used.
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <csignal>

#include "core/base/blas_choice.h"
#include "core/store/project.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/result_strip.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/index/index_panel.h"
#include "ui/search/search_panel.h"
#include "ui/window/image_navigator.h"
#include "ui/window/index_controller.h"
#include "ui/window/main_window.h"
#include "ui/window/training_page.h"

using namespace cloc;
using namespace cloc::ui;
namespace fs = std::filesystem;

class TestStudioEndToEnd : public QObject {
  Q_OBJECT

  static constexpr int kPatience = 120000;

  QTemporaryDir dir_;
  std::unique_ptr<MainWindow> window_;
  std::vector<store::Job> jobs_;

  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }

  QByteArray cli(const QStringList& arguments) const {
    QProcess process;
    process.start(QStringLiteral(CLOC_TEST_CLI), arguments);
    if (!process.waitForFinished(kPatience) || process.exitCode() != 0)
      qFatal("cloc-cli %s: %s", qPrintable(arguments.join(' ')), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
  }
  const store::Job* newest(const std::string& kind) const {
    for (const auto& job : jobs_) {
      if (job.kind == kind) return &job;
    }
    return nullptr;
  }
  bool is(const std::string& kind, store::JobState state) const {
    return newest(kind) != nullptr && newest(kind)->state == state;
  }

 private slots:
  void initTestCase() {
    QCoreApplication::setOrganizationName(QStringLiteral("CLOC Studio tests"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, dir_.path());
    cli({"demo", "create", QString::fromStdString(at("scenes").string()), "--scenes", "24", "--seed", "9"});
    MainWindow::Options options;
    options.cli = CLOC_TEST_CLI;
    options.demoFolder = at("demo");
    window_ = std::make_unique<MainWindow>(options);
    window_->resize(1200, 800);
    window_->show();
    connect(&window_->jobs(), &JobsService::jobsChanged, this,
            [this](const std::vector<store::Job>& jobs) { jobs_ = jobs; });
  }
  void cleanupTestCase() { window_.reset(); }

  void aDataSetIsImportedAndIndexedWithoutBeingAskedFor() {
    QSignalSpy ready(window_.get(), &MainWindow::ready);
    window_->openPath(at("scenes"));
    QVERIFY(ready.wait(kPatience));
    QCOMPARE(window_->project().summary()->counts.images, 24);
    QTRY_VERIFY_WITH_TIMEOUT(is("index", store::JobState::Finished), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window_->engine().index().state, engine::IndexState::Ready, kPatience);
  }

  void aDrawnBoxFindsItself() {
    auto& canvas = window_->canvas();
    QTRY_VERIFY(!canvas.document()->regions().empty());
    const auto region = canvas.document()->regions().front();
    window_->searchPanel().setLiveBox(window_->navigator().path(), region.box);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->regionResults().results().empty(), kPatience);
    const auto& best = window_->regionResults().results().front();
    QCOMPARE(best.regionId, region.id);
    QVERIFY(best.score > 0.99f);
    QTRY_VERIFY(!window_->imageResults().results().empty());
  }

  void whatHasChangedIsCountedAndAnUpdateTakesItIn() {
    window_->actionRegistry().find(QStringLiteral("model.indexFigures"))->trigger();
    auto& panel = window_->indexController().panel();
    const auto title = [&panel] { return panel.findChild<QLabel*>(QStringLiteral("index.title"))->text(); };
    QTRY_COMPARE_WITH_TIMEOUT(title(), QStringLiteral("Up to date"), kPatience);
    auto& document = *window_->canvas().document();
    document.add({{0, 0, {1, 1, 40, 40}, std::nullopt, "a thing", "user"}}, QStringLiteral("Draw"));
    QTRY_COMPARE_WITH_TIMEOUT(title(), QStringLiteral("1 image(s) differ from the index"), kPatience);
    panel.findChild<QPushButton*>(QStringLiteral("index.update"))->click();
    QTRY_COMPARE_WITH_TIMEOUT(title(), QStringLiteral("Up to date"), kPatience);
    QVERIFY(panel.findChild<QPushButton*>(QStringLiteral("index.update"))->isEnabled());
    panel.findChild<QPushButton*>(QStringLiteral("index.measure"))->click();
    const auto* found = panel.findChild<QLabel*>(QStringLiteral("index.found"));
    QTRY_VERIFY_WITH_TIMEOUT(found->text().startsWith(QLatin1String("100")), kPatience);
    window_->undoStack().undo();  // what an update has taken in differs again
    QTRY_COMPARE_WITH_TIMEOUT(title(), QStringLiteral("1 image(s) differ from the index"), kPatience);
    window_->findChild<QDialog*>(QStringLiteral("indexDialog"))->close();
  }

  void aPhraseIsGroundedInsideTheImage() {
    window_->findChild<QDockWidget*>(QStringLiteral("dock.grounding"))->raise();
    window_->groundingPanel().addPhrases({"a cat", "a red apple"});
    QTRY_COMPARE_WITH_TIMEOUT(window_->canvas().snapshot().overlays.size(), std::size_t{2}, kPatience);
    const auto size = window_->canvas().snapshot().imageSize;
    for (const auto& overlay : window_->canvas().snapshot().overlays) {
      QVERIFY(overlay.box.x1 >= 0 && overlay.box.x2 <= static_cast<float>(size.width()));
      QVERIFY(overlay.box.y1 >= 0 && overlay.box.y2 <= static_cast<float>(size.height()));
    }
  }

  void aKilledTrainingIsShownAndGoesOnAndItsModelCanBeUsed() {
    const auto set = [](const QString& value) { return QStringList{"--set", value}; };
    const QString scenes = QString::fromStdString(at("scenes").string());
    const auto recipe =
        cli(QStringList{"train", QStringLiteral(CLOC_DEMO_RECIPE), "--show-recipe"} +
            set("data.train=" + scenes) + set("data.validation=") + set("optimiser.batch_size=8") +
            set("optimiser.steps=60") + set("optimiser.warmup_steps=2") + set("run.checkpoint_every=5") +
            set("run.log_every=1") + set("run.evaluate_every=0") + set("run.threads=1"));
    QSignalSpy interrupted(&window_->jobs(), &JobsService::jobInterrupted);
    emit window_->trainingPage().startRequested(QString::fromUtf8(recipe));
    QTRY_VERIFY_WITH_TIMEOUT(is("train", store::JobState::Running) && newest("train")->pid, kPatience);
    const auto id = newest("train")->id;
    const auto checkpoints =
        window_->project().summary()->folder / "runs" / std::to_string(id) / "checkpoints";
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(checkpoints) && !fs::is_empty(checkpoints), kPatience);
    ::kill(static_cast<pid_t>(*newest("train")->pid), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(interrupted.size(), 1, kPatience);
    QTRY_VERIFY(is("train", store::JobState::Interrupted));
    window_->jobs().start(id);
    QTRY_VERIFY_WITH_TIMEOUT(is("train", store::JobState::Finished), kPatience);
    // Opened as another model: the index says so.
    fs::path model;
    for (const auto& entry : fs::directory_iterator(checkpoints)) {
      if (fs::exists(entry.path() / "model.safetensors")) model = entry.path();
    }
    QVERIFY(!model.empty());
    window_->engine().open({.project = window_->project().summary()->folder, .model = model, .threads = 1});
    QTRY_COMPARE_WITH_TIMEOUT(window_->engine().index().state, engine::IndexState::OtherModel, kPatience);
  }

  void closedAndOpenedAgainTheJobsAreThere() {
    const auto folder = window_->project().summary()->folder;
    window_->closeProject();
    jobs_.clear();
    window_->openPath(folder);
    QTRY_VERIFY_WITH_TIMEOUT(is("train", store::JobState::Finished) && is("index", store::JobState::Finished),
                             kPatience);
  }
};

int main(int argc, char** argv) {
  choose_blas_kernels();
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestStudioEndToEnd test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_studio_end_to_end.moc"
