// SPDX-License-Identifier: GPL-3.0-or-later
// Labelling by machine in the real window with a real worker process: from the dialog to what waits in the
// panel; its report is shown from the list of jobs, and its step is in the undo menu in the window's
// language.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QTranslator>
#include <QUndoStack>

#include "core/store/edits.h"
#include "core/store/step_name.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/dataset/report_dialog.h"
#include "ui/jobs/jobs_panel.h"
#include "ui/machine_labels/labelling_dialog.h"
#include "ui/machine_labels/machine_labels_panel.h"
#include "ui/search/search_panel.h"
#include "ui/window/studio.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

namespace {
constexpr int kPatience = 60000;  // ms: a worker process loads LibTorch
}

class TestLabellingInWindow : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  ReportDialog* report() { return window_->findChild<ReportDialog*>(QStringLiteral("reportDialog")); }
  QString figure(const char* name) {
    auto* label = report()->findChild<QLabel*>(QStringLiteral("report.") + QLatin1String(name));
    return label == nullptr ? QString() : label->text();
  }
  MachineLabelsPanel* panel() { return window_->findChild<MachineLabelsPanel*>(); }
  void open() {
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
  }
  void germanFrom(bool on) {
    if (on) installTranslations(*qApp, QLocale(QLocale::German));
    for (auto* translator : qApp->findChildren<QTranslator*>())
      if (!on) QCoreApplication::removeTranslator(translator);
  }
  // With CLOC_SCREENS=FOLDER the screens are written there, to be looked at.
  void show(QWidget& widget, const char* name) {
    const QString folder = qEnvironmentVariable("CLOC_SCREENS");
    if (folder.isEmpty()) return;
    QTest::qWait(500);  // until all is laid out
    widget.grab().save(QStringLiteral("%1/%2.png").arg(folder, QLatin1String(name)));
  }
  // As a job that somebody else runs makes them.
  void makeSteps(const std::vector<store::StepName>& names) {
    auto project = store::Project::open(fixture_->projectFolder());
    const auto image = project.images()[0].id;
    for (const auto& name : names) {
      store::Changes changes{{store::Change::Kind::Insert, {}, {0, image, {1, 1, 9, 9}, {}, "", "t"}}};
      store::Edits(project).apply(to_string(name), changes);
    }
  }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
    germanFrom(false);
  }

  void aJobsReportIsShownBesideWhatItFound() {
    {
      auto project = store::Project::open(fixture_->projectFolder());
      for (const auto& image : project.images()) {
        if (image.id != project.images()[0].id)
          project.set_captions(image.id, std::vector<std::string>{"a dog and a cat"});
      }
    }
    open();
    QSignalSpy finished(&window_->jobs(), &JobsService::jobFinished);
    window_->actionRegistry().find(QStringLiteral("assist.label"))->trigger();
    auto* dialog = window_->findChild<LabellingDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    auto* detector = dialog->findChild<QComboBox*>(QStringLiteral("labelling.detector"));
    detector->setCurrentIndex(detector->findData(QStringLiteral("owl")));
    dialog->findChild<QLineEdit*>(QStringLiteral("labelling.model"))->setText(QStringLiteral(CLOC_TEST_OWL));
    dialog->findChild<QDoubleSpinBox*>(QStringLiteral("labelling.threshold"))->setValue(0);
    auto* start = dialog->findChild<QPushButton*>(QStringLiteral("labelling.start"));
    QVERIFY(start->isEnabled());
    start->click();
    QVERIFY(finished.wait(kPatience));
    const auto job = finished.first().first().value<store::Job>();
    QVERIFY2(job.state == store::JobState::Finished, job.message.c_str());
    QVERIFY(!report()->isVisible());

    // One step, which a window in English calls as the store does.
    const auto boxes = fixture_->stored().counts().regions - 4;  // the fixture's own
    QVERIFY(boxes > 0);
    QTRY_COMPARE(window_->undoStack().undoText(), QStringLiteral("machine labels of 4 image(s)"));
    QCOMPARE(window_->undoStack().count(), 1);

    auto& jobs = window_->jobsPanel();
    QTRY_VERIFY(jobs.model().rowOf(job.id) >= 0);
    jobs.select(job.id);
    auto* openReport = jobs.findChild<QToolButton*>(QStringLiteral("open"));
    QTRY_VERIFY(!openReport->isHidden());
    QCOMPARE(openReport->text(), QStringLiteral("Open report"));
    openReport->click();
    QTRY_VERIFY(report()->isVisible());
    QCOMPARE(figure("labelled"), QStringLiteral("4"));
    QCOMPARE(figure("boxes"), QLocale().toString(boxes));
    QCOMPARE(figure("without_caption"), QStringLiteral("1"));
    QCOMPARE(figure("unreadable"), QString());  // nothing to tell
    QVERIFY(report()->findChild<QPushButton*>(QStringLiteral("report.folder"))->isHidden());
    QVERIFY(
        report()->findChild<QLabel*>(QStringLiteral("report.path"))->text().contains(QLatin1String("OWLv2")));
    QVERIFY(panel()->isVisible());
    QTRY_COMPARE(panel()->waiting().waiting(), static_cast<int>(boxes));

    show(*window_, "labelled");
    show(*report(), "labelled-report");

    window_->undoStack().undo();
    QTRY_COMPARE(panel()->waiting().waiting(), 0);
    QCOMPARE(fixture_->stored().counts().regions, std::int64_t{4});
  }

  void inGermanStepsWithoutAWindowHaveGermanNames() {
    using Kind = store::StepName::Kind;
    makeSteps({{.kind = Kind::MachineLabels, .images = 2300},
               {.kind = Kind::AcceptMachineLabels},
               {.kind = Kind::RemoveMachineLabels},
               {.kind = Kind::Import, .source = "Tiere"},
               {.kind = Kind::SplitImages},
               {.kind = Kind::Revert}});
    germanFrom(true);
    open();
    QStringList names;
    QTRY_COMPARE(window_->undoStack().count(), 6);
    for (int i = 0; i < 6; ++i) names << window_->undoStack().text(i);
    QCOMPARE(names,
             (QStringList{QStringLiteral("Maschinenlabels von %1 Bildern").arg(QLocale().toString(2300)),
                          QStringLiteral("Maschinenlabels annehmen"),
                          QStringLiteral("Maschinenlabels entfernen"), QStringLiteral("Tiere importieren"),
                          QStringLiteral("Bilder aufteilen"), QStringLiteral("Zurücksetzen")}));
  }

  void inGermanTheMissingIndexIsSaidInGerman() {
    fixture_->log->hasIndex = false;
    germanFrom(true);
    open();
    window_->searchPanel().setQuery({.words = "cat"});
    const auto said = [this](const QString& text) {
      for (auto* label : window_->searchPanel().findChildren<QLabel*>())
        if (label->isVisible() && label->text().contains(text)) return true;
      return false;
    };
    QTRY_VERIFY(said(QStringLiteral("Das Projekt hat noch keinen Index")));
    QVERIFY(!said(QStringLiteral("no index")));
    show(*window_, "no-index-german");
    fixture_->log->hasIndex = true;
    fixture_->log->indexState = engine::IndexState::OtherModel;
    window_->engine().reloadIndex();
    QTRY_VERIFY(said(QStringLiteral("mit einem anderen Modell (rule)")));
  }
};

QTEST_MAIN(TestLabellingInWindow)
#include "test_labelling_in_window.moc"
