// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window, driven as a user does.
#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTabWidget>
#include <QToolButton>
#include <QTranslator>
#include <set>

#include "tests/ui/window/studio_fixture.h"
#include "ui/actions/command_palette.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/result_strip.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/search/search_panel.h"
#include "ui/training/recipe_form.h"
#include "ui/window/image_navigator.h"
#include "ui/window/label_picker.h"
#include "ui/window/status_line.h"
#include "ui/window/studio.h"
#include "ui/window/training_page.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;
namespace fs = std::filesystem;

class TestMainWindow : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  void openWindow() {
    window_ = std::make_unique<MainWindow>(fixture_->options());
    window_->resize(1400, 900);
    window_->show();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }
  void openProject() {
    openWindow();
    QSignalSpy ready(window_.get(), &MainWindow::ready);
    window_->openPath(fixture_->projectFolder());
    QVERIFY(ready.wait());
    QTRY_VERIFY(window_->navigator().image() != 0);
    QTRY_COMPARE(window_->canvas().document()->regions().size(), std::size_t{1});
    canvas().setFocus();
  }
  CanvasView& canvas() { return window_->canvas(); }
  QPoint onCanvas(float x, float y) { return canvas().transform().toView(QPointF(x, y)).toPoint(); }
  void drag(QPoint from, QPoint to) {
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, from);
    for (int i = 1; i <= 8; ++i) QTest::mouseMove(&canvas(), from + (to - from) * i / 8);
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, to);
  }
  void trigger(const char* id) {
    auto* action = window_->actionRegistry().find(QString::fromLatin1(id));
    QVERIFY2(action != nullptr, id);
    action->trigger();
  }
  std::vector<store::Region> stored(store::ImageId image) { return fixture_->stored().regions_of(image); }
  void settle() { QTRY_COMPARE(window_->project().pending(), 0); }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void theStartPageOpensWhatWasUsedLast() {
    openProject();
    window_->closeProject();
    QVERIFY(!window_->project().isOpen());
    auto* recent = window_->findChild<QListWidget*>();
    for (auto* list : window_->findChildren<QListWidget*>()) {
      if (list->accessibleName() == QLatin1String("Projects used last")) recent = list;
    }
    QCOMPARE(recent->count(), 1);
    QSignalSpy ready(window_.get(), &MainWindow::ready);
    emit recent->itemActivated(recent->item(0));
    QVERIFY(ready.wait());
    QVERIFY(window_->project().isOpen());
  }

  void aFolderOfImagesBecomesAProjectBesideIt() {
    openWindow();
    QSignalSpy ready(window_.get(), &MainWindow::ready);
    window_->openPath(fixture_->at("photos"));
    QVERIFY(ready.wait());
    QVERIFY(fs::exists(fixture_->at("photos.clocproj")));
    QCOMPARE(window_->project().summary()->counts.images, StudioFixture::kImages);
  }

  void aPathThatIsNothingIsSaidOnTheStartPage() {
    openWindow();
    window_->openPath(fixture_->at("nowhere"));
    auto* error = window_->findChild<QLabel*>(QStringLiteral("startError"));
    QTRY_VERIFY(error->isVisible());
    QVERIFY(error->text().contains(QLatin1String("nowhere")));
  }

  void drawingABoxSearchesWhileItIsDraggedAndMakesARegion() {
    openProject();
    QTest::keyClick(&canvas(), Qt::Key_W);
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, onCanvas(180, 130));
    QTest::mouseMove(&canvas(), onCanvas(220, 170));
    QTest::mouseMove(&canvas(), onCanvas(260, 200));
    QTRY_VERIFY(fixture_->log->searches > 0);  // the button is still down
    QTRY_COMPARE(window_->regionResults().results().size(), std::size_t{4});
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, onCanvas(260, 200));
    settle();
    const auto regions = stored(window_->navigator().image());
    QCOMPARE(regions.size(), std::size_t{2});
    QVERIFY(std::abs(regions[1].box.x1 - 180) < 2 && std::abs(regions[1].box.y2 - 200) < 2);
  }

  void undoAndRedoReachTheStore() {
    openProject();
    const auto image = window_->navigator().image();
    QTest::keyClick(&canvas(), Qt::Key_W);
    drag(onCanvas(180, 130), onCanvas(260, 200));
    settle();
    QCOMPARE(stored(image).size(), std::size_t{2});
    QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
    settle();
    QCOMPARE(stored(image).size(), std::size_t{1});
    QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    settle();
    QCOMPARE(stored(image).size(), std::size_t{2});
  }

  void undoGoesBackToTheImageItIsAbout() {
    openProject();
    const auto first = window_->navigator().image();
    QTest::keyClick(&canvas(), Qt::Key_W);
    drag(onCanvas(180, 130), onCanvas(260, 200));
    QTest::keyClick(&canvas(), Qt::Key_D);
    QTRY_VERIFY(window_->navigator().image() != first);
    trigger("edit.undo");
    QTRY_COMPARE(window_->navigator().image(), first);
    settle();
    QCOMPARE(stored(first).size(), std::size_t{1});
  }

  void theKeysOfTheGalleryGoThroughTheImages() {
    openProject();
    const auto first = window_->navigator().image();
    QTest::keyClick(&canvas(), Qt::Key_D);
    const auto second = window_->navigator().image();
    QVERIFY(second != first);
    QTest::keyClick(&canvas(), Qt::Key_PageDown);
    QVERIFY(window_->navigator().image() != second);
    QTest::keyClick(&canvas(), Qt::Key_A);
    QCOMPARE(window_->navigator().image(), second);
    QTest::keyClick(&canvas(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(window_->navigator().path(), fixture_->photo(4));  // the only one without regions
  }

  void lettersTypedIntoAFieldAreText() {
    openProject();
    const auto image = window_->navigator().image();
    QTest::keyClick(&canvas(), Qt::Key_Slash);
    auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    QVERIFY(field != nullptr);
    QTest::keyClicks(field, "add a wagon");
    QCOMPARE(field->text(), QStringLiteral("add a wagon"));
    QCOMPARE(window_->navigator().image(), image);
  }

  void wordsAreSearchedAfterAPauseAndResultsOpenTheirImage() {
    openProject();
    QTest::keyClick(&canvas(), Qt::Key_Slash);
    QTest::keyClicks(QApplication::focusWidget(), "cat");
    QTRY_COMPARE(window_->regionResults().results().size(), std::size_t{4});
    emit window_->regionResults().resultActivated(2);
    QCOMPARE(window_->navigator().path(), fixture_->photo(2));
    auto* latency = window_->statusLine().findChild<QLabel*>(QStringLiteral("latency"));
    QVERIFY(latency->text().contains(QLatin1String("ms")));
  }

  void aPhraseIsGroundedInEveryImageThatIsOpened() {
    openProject();
    trigger("search.ground");
    QTest::keyClicks(QApplication::focusWidget(), "a cat, a dog");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(window_->groundingPanel().phrases(), (QStringList{"a cat", "a dog"}));
    QTRY_COMPARE(canvas().snapshot().overlays.size(), std::size_t{2});
    trigger("go.next");
    QVERIFY(canvas().snapshot().overlays.empty());  // not those of the image before
    QTRY_COMPARE(canvas().snapshot().overlays.size(), std::size_t{2});
    window_->findChild<QDockWidget*>(QStringLiteral("dock.search"))->raise();
    QTRY_VERIFY(canvas().snapshot().overlays.empty());
  }

  void aDigitLabelsTheSelectionAndEAsksForAName() {
    openProject();
    const auto image = window_->navigator().image();
    drag(onCanvas(90, 70), onCanvas(90, 70));  // selects
    QCOMPARE(canvas().document()->selection().size(), std::size_t{1});
    QTest::keyClick(&canvas(), Qt::Key_2);
    settle();
    const auto labels = fixture_->stored().labels();
    QCOMPARE(*stored(image)[0].label_id, labels[1].id);
    QTest::keyClick(&canvas(), Qt::Key_E);
    auto* picker = window_->findChild<LabelPicker*>();
    QVERIFY(picker->isVisible());
    QTest::keyClicks(QApplication::focusWidget(), "zebra");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(fixture_->stored().labels().size(), std::size_t{3});
    QTRY_VERIFY(stored(image)[0].label_id != labels[1].id);
    QCOMPARE(fixture_->stored().labels()[2].name, std::string("zebra"));
  }

  void resultsOfSeveralImagesAreLabelledAtOnceAndTakenBackAtOnce() {
    openProject();
    window_->searchPanel().setQuery({.words = "cat"});
    QTRY_COMPARE(window_->regionResults().results().size(), std::size_t{4});
    emit window_->regionResults().labelRequested({0, 1, 2, 3});
    QTest::keyClicks(QApplication::focusWidget(), "dog");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    const auto count = [&] {
      int dogs = 0;
      const auto project = fixture_->stored();
      for (const auto& image : project.images()) {
        for (const auto& region : project.regions_of(image.id)) dogs += *region.label_id == 2 ? 1 : 0;
      }
      return dogs;
    };
    QTRY_COMPARE(count(), 4);
    trigger("edit.undo");
    QTRY_COMPARE(count(), 2);
  }

  void thePaletteFindsACommandByItsLetters() {
    openProject();
    QTest::keyClick(&canvas(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto* palette = window_->findChild<CommandPalette*>();
    QVERIFY(palette->isVisible());
    const auto image = window_->navigator().image();
    QTest::keyClicks(QApplication::focusWidget(), "nxtim");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QTRY_VERIFY(window_->navigator().image() != image);
  }

  void inGermanEveryCommandHasAGermanName() {
    openWindow();
    QMap<QString, QString> english;
    for (const auto& entry : window_->actionRegistry().entries())
      english[entry.action->objectName()] = entry.action->text();
    window_.reset();
    installTranslations(*qApp, QLocale(QLocale::German));
    openWindow();
    const QString open = window_->actionRegistry().find("file.openProject")->text();
    QStringList same;
    for (const auto& entry : window_->actionRegistry().entries()) {
      if (english[entry.action->objectName()] == entry.action->text()) same << entry.action->text();
    }
    for (auto* translator : qApp->findChildren<QTranslator*>())
      QCoreApplication::removeTranslator(translator);
    QCOMPARE(open, QStringLiteral("Projekt öffnen…"));
    // Some words are the same in both languages.
    QVERIFY2(same.size() < 15, qPrintable(same.join(QStringLiteral(", "))));
  }

  void noTwoCommandsShareAKey() {
    openWindow();
    for (const auto& entry : window_->actionRegistry().entries()) {
      const auto* other = window_->actionRegistry().conflict(entry.action, entry.action->shortcuts());
      QVERIFY2(
          other == nullptr,
          qPrintable(
              QStringLiteral("%1 and %2").arg(entry.action->objectName(), other ? other->objectName() : "")));
    }
  }

  void aProjectWithoutIndexOffersToBuildOne() {
    fixture_->log->hasIndex = false;
    openProject();
    window_->searchPanel().setQuery({.words = "cat"});
    QToolButton* build = nullptr;
    for (auto* button : window_->searchPanel().findChildren<QToolButton*>()) {
      if (button->text() == QLatin1String("Build index")) build = button;
    }
    QVERIFY(build != nullptr && build->isVisible());
    QCOMPARE(fixture_->log->searches.load(), 0);
  }

  void aModelThatCannotBeReadIsSaidAndTheRestWorks() {
    fixture_->log->refuse = true;
    openWindow();
    window_->openPath(fixture_->projectFolder());
    QTRY_VERIFY(window_->navigator().image() != 0);
    QTRY_VERIFY(window_->statusLine().currentMessage().contains(QLatin1String("model.safetensors")));
    QTest::keyClick(&canvas(), Qt::Key_D);
    QTRY_COMPARE(window_->navigator().path(), fixture_->photo(1));
  }

  void anImageThatWasDeletedKeepsItsBoxes() {
    openProject();
    fs::remove(fixture_->photo(2));
    QVERIFY(window_->navigator().open(3));
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{1});
    QTRY_VERIFY(canvas().loader()->message().contains(QLatin1String("image2.png")));
  }

  void fineTuningIsProposedOnTheProjectsLabels() {
    openProject();
    trigger("model.fineTune");
    auto* form = window_->trainingPage().form();
    const auto value = [form](const char* key) {
      const auto* row = form->row(QString::fromLatin1(key));
      return row == nullptr ? QString() : row->text();
    };
    QTRY_COMPARE_WITH_TIMEOUT(value("data.train"), QString::fromStdString(fixture_->projectFolder().string()),
                              20000);
    QCOMPARE(value("model.preset"), QStringLiteral("start_from"));
    QCOMPARE(value("model.start_from"), QStringLiteral("/models/rule"));
    QCOMPARE(value("optimiser.batch_size"), QStringLiteral("2"));  // of five images
    QVERIFY(value("data.validation_share").toDouble() > 0);
    QVERIFY(form->isValid());
  }

  void aReadOnlyProjectIsLookedAt() {
    if (::geteuid() == 0) QSKIP("root may write everywhere");
    fs::permissions(fixture_->projectFolder(), fs::perms::owner_read | fs::perms::owner_exec);
    openProject();
    QVERIFY(window_->project().summary()->read_only);
    fs::permissions(fixture_->projectFolder(), fs::perms::owner_all);
  }

  void closedInTheMiddleOfEverythingItKeepsWhatWasDone() {
    openProject();
    const auto image = window_->navigator().image();
    QTest::keyClick(&canvas(), Qt::Key_W);
    for (int i = 0; i < 5; ++i) drag(onCanvas(150.f + 10.f * static_cast<float>(i), 130), onCanvas(260, 200));
    window_->searchPanel().setQuery({.words = "cat"});
    window_.reset();
    QVERIFY(stored(image).size() >= 2);
  }

  void theLayoutIsAsTheUserLeftIt() {
    openProject();
    auto* jobs = window_->findChild<QDockWidget*>(QStringLiteral("dock.gallery"));
    jobs->hide();
    window_->close();
    window_.reset();
    openProject();
    QVERIFY(!window_->findChild<QDockWidget*>(QStringLiteral("dock.gallery"))->isVisible());
    QVERIFY(window_->findChild<QDockWidget*>(QStringLiteral("dock.search"))->isVisible());
    trigger("view.resetLayout");
    QVERIFY(window_->findChild<QDockWidget*>(QStringLiteral("dock.gallery"))->isVisible());
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestMainWindow test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_main_window.moc"
