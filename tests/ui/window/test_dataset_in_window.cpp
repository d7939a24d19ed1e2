// SPDX-License-Identifier: GPL-3.0-or-later
// Importing into the open project and exporting it, in the real window with real worker processes.
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTreeWidget>
#include <fstream>

#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/dataset/export_dialog.h"
#include "ui/dataset/import_dialog.h"
#include "ui/dataset/report_dialog.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/jobs/jobs_panel.h"
#include "ui/window/dataset_controller.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

namespace {
constexpr int kPatience = 60000;  // ms: a worker process loads LibTorch
}

class TestDatasetInWindow : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  template <class Widget>
  Widget* part(const char* name) {
    auto* found = window_->findChild<Widget*>(QLatin1String(name));
    if (found == nullptr) qFatal("no %s", name);
    return found;
  }
  ImportDialog* importDialog() { return part<ImportDialog>("importDialog"); }
  ExportDialog* exportDialog() { return part<ExportDialog>("exportDialog"); }
  ReportDialog* reportDialog() { return part<ReportDialog>("reportDialog"); }
  QString figure(const char* name) {
    auto* label = reportDialog()->findChild<QLabel*>(QStringLiteral("report.") + QLatin1String(name));
    return label == nullptr ? QString() : label->text();
  }
  void open() {
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(window_->canvas().document()->regions().size(), std::size_t{1});
  }
  // The first image of the project, which has one region, with another one; a new image; a box without area.
  std::filesystem::path writeDataset() {
    const auto file = fixture_->at("photos") / "instances.json";
    QFile::copy(QString::fromStdString(fixture_->photo(0).string()),
                QString::fromStdString((fixture_->at("photos") / "new.png").string()));
    std::string text =
        "{'images': [{'id': 1, 'file_name': 'image0.png', 'width': 320, 'height': 240},"
        " {'id': 2, 'file_name': 'new.png', 'width': 320, 'height': 240}],"
        "'categories': [{'id': 7, 'name': 'heron'}],"
        "'annotations': [{'id': 11, 'image_id': 1, 'category_id': 7, 'bbox': [200, 100, 50, 60]},"
        " {'id': 12, 'image_id': 2, 'category_id': 7, 'bbox': [10, 10, 50, 60]},"
        " {'id': 13, 'image_id': 2, 'category_id': 7, 'bbox': [10, 10, 0, 60]}]}";
    std::replace(text.begin(), text.end(), '\'', '"');
    std::ofstream(file) << text;
    return file;
  }
  void drop(const std::filesystem::path& path) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(QString::fromStdString(path.string()))});
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QApplication::sendEvent(window_.get(), &enter);
    QDropEvent event(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QApplication::sendEvent(window_.get(), &event);
  }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void dataDroppedOnAnOpenProjectIsImportedShownAndReportedAndUndone() {
    const auto file = writeDataset();
    open();
    drop(file);
    QTRY_VERIFY(importDialog()->isVisible());
    QVERIFY(!importDialog()->isModal());
    QTRY_VERIFY(part<QPushButton>("import.start")->isEnabled());
    auto* existing = part<QComboBox>("import.existing");
    existing->setCurrentIndex(existing->findData(QStringLiteral("add")));
    QTest::keyClick(importDialog(), Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(reportDialog()->isVisible(), kPatience);
    QCOMPARE(figure("images_added"), QStringLiteral("1"));
    QCOMPARE(figure("images_changed"), QStringLiteral("1"));
    QCOMPARE(figure("regions_added"), QStringLiteral("2"));
    auto* issues = part<QTreeWidget>("report.issues");
    QVERIFY(issues->topLevelItemCount() > 0);
    bool named = false;
    for (int i = 0; i < issues->topLevelItemCount(); ++i)
      named = named || issues->topLevelItem(i)->child(0)->text(0).contains(QLatin1String("13"));
    QVERIFY(named);

    // The window shows it: the open image's new region and label, the new image, its counts.
    auto& document = *window_->canvas().document();
    QTRY_COMPARE(document.regions().size(), std::size_t{2});
    QTRY_COMPARE(window_->gallery().shownImages(), StudioFixture::kImages + 1);
    QTRY_COMPARE(window_->project().labels().size(), std::size_t{3});
    QCOMPARE(window_->project().summary()->counts.images, std::int64_t{StudioFixture::kImages + 1});
    // And what it did to the image that was there can be taken back.
    QTRY_VERIFY(window_->undoStack().canUndo());
    window_->undoStack().undo();
    QTRY_COMPARE(document.regions().size(), std::size_t{1});
    QTRY_COMPARE(window_->project().pending(), 0);
    QCOMPARE(fixture_->stored().regions_of(window_->navigator().image()).size(), std::size_t{1});
  }

  void anImportThatFailsIsSaidAndChangesNothing() {
    const auto file = fixture_->at("photos") / "broken.json";
    std::ofstream(file) << "{\"images\": [{\"id\": 1, \"file_name\": \"image0.png\"}, {";
    open();
    window_->actionRegistry().find(QStringLiteral("file.import"))->trigger();
    part<QLineEdit>("import.path")->setText(QString::fromStdString(file.string()));
    QTRY_VERIFY(part<QPushButton>("import.start")->isEnabled());
    QSignalSpy warned(&window_->datasets(), &DatasetController::imported);
    QSignalSpy finished(&window_->jobs(), &JobsService::jobFinished);
    part<QPushButton>("import.start")->click();
    QVERIFY(finished.wait(kPatience));
    const auto job = finished.first().first().value<store::Job>();
    QVERIFY(job.state == store::JobState::Failed);
    QVERIFY(job.message.find("broken.json") != std::string::npos);
    QCOMPARE(warned.count(), 0);
    QVERIFY(!reportDialog()->isVisible());
    QCOMPARE(fixture_->stored().counts().images, std::int64_t{StudioFixture::kImages});
  }

  void theProjectIsExportedAsAJobReportedAndAgainWithOneKey() {
    open();
    window_->actionRegistry().find(QStringLiteral("file.export"))->trigger();
    QVERIFY(exportDialog()->isVisible());
    QVERIFY(!exportDialog()->isModal());
    auto* start = part<QPushButton>("export.start");
    QTRY_VERIFY(start->isEnabled());
    auto* formats = part<QTreeWidget>("export.formats");
    formats->setCurrentItem(formats->findItems(QStringLiteral("YOLO"), Qt::MatchStartsWith).first());
    QVERIFY(part<QLabel>("export.losses")->text().contains(QLatin1String("4 region caption(s)")));
    const auto target = fixture_->at("written");
    part<QLineEdit>("export.path")->setText(QString::fromStdString(target.string()));
    start->click();
    QTRY_VERIFY_WITH_TIMEOUT(reportDialog()->isVisible(), kPatience);
    QCOMPARE(figure("images"), QStringLiteral("5"));
    QVERIFY(part<QLabel>("report.losses")->text().contains(QLatin1String("4 region caption(s)")));
    QVERIFY(std::filesystem::exists(target / "data.yaml"));
    reportDialog()->close();

    // A file of the first that the second replaces.
    std::ofstream(target / "data.yaml") << "spoilt";
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    QTest::keyClick(&window_->canvas(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(reportDialog()->isVisible(), kPatience);
    std::string text;
    std::ifstream(target / "data.yaml") >> text;
    QVERIFY(text != "spoilt");
    QVERIFY(!exportDialog()->isVisible());
  }

  void aReportIsShownAgainFromTheListOfJobs() {
    const auto file = writeDataset();
    open();
    drop(file);
    QTRY_VERIFY(part<QPushButton>("import.start")->isEnabled());
    QSignalSpy finished(&window_->jobs(), &JobsService::jobFinished);
    part<QPushButton>("import.start")->click();
    QVERIFY(finished.wait(kPatience));
    QTRY_VERIFY(reportDialog()->isVisible());
    reportDialog()->close();
    emit window_->jobsPanel().runOpened(finished.first().first().value<store::Job>());
    QTRY_VERIFY(reportDialog()->isVisible());
  }

  void withoutAProjectNothingCanBeImportedOrExported() {
    fixture_->showWindow(window_);
    for (const char* id : {"file.import", "file.export", "file.exportAgain"})
      QVERIFY(!window_->actionRegistry().find(QLatin1String(id))->isEnabled());
  }
};

QTEST_MAIN(TestDatasetInWindow)
#include "test_dataset_in_window.moc"
