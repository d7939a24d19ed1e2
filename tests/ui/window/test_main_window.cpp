// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window, driven as a user does.
#include <QApplication>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QSignalSpy>
#include <QTabWidget>
#include <QToolButton>
#include <QTranslator>
#include <set>

#include "core/store/edits.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/actions/command_palette.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_model.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/result_strip.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/search/search_panel.h"
#include "ui/training/recipe_form.h"
#include "ui/window/edit_history.h"
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

  void openWindow() { fixture_->showWindow(window_); }
  // `regions`: of the first image.
  void openProject(std::size_t regions = 1) {
    openWindow();
    fixture_->openProject(*window_);
    QTRY_VERIFY(window_->navigator().image() != 0);
    QTRY_COMPARE(window_->canvas().document()->regions().size(), regions);
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

  void aProjectThatIsDroppedOnTheWindowIsOpened() {
    openWindow();
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(QString::fromStdString(fixture_->projectFolder().string()))});
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QApplication::sendEvent(window_.get(), &drop);
    QTRY_VERIFY(window_->project().isOpen());
    QTRY_COMPARE(window_->navigator().path(), fixture_->photo(0));
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

  void undoAndRedoSurviveARestart() {
    openProject();
    const auto image = window_->navigator().image();
    const auto before = stored(image);
    drag(onCanvas(90, 70), onCanvas(90, 70));  // selects
    for (int i = 0; i < 3; ++i) QTest::keyClick(&canvas(), Qt::Key_Right);
    QTest::keyClick(&canvas(), Qt::Key_Delete);
    QTest::keyClick(&canvas(), Qt::Key_W);
    drag(onCanvas(180, 130), onCanvas(260, 200));
    settle();
    const auto after = stored(image);
    QCOMPARE(window_->undoStack().count(), 3);  // the nudges are one
    trigger("edit.undo");
    settle();

    openProject(0);
    QTRY_COMPARE(window_->undoStack().count(), 3);
    QCOMPARE(window_->undoStack().index(), 2);
    QCOMPARE(window_->undoStack().undoText(), QStringLiteral("delete 1 region(s)"));
    trigger("edit.undo");
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{1});
    QCOMPARE(canvas().document()->regions()[0].box.x1, before[0].box.x1 + 3);
    trigger("edit.undo");
    QTRY_COMPARE(canvas().document()->regions()[0].box, before[0].box);
    settle();
    QCOMPARE(stored(image).size(), std::size_t{1});
    QCOMPARE(stored(image)[0].id, before[0].id);
    QCOMPARE(stored(image)[0].box, before[0].box);

    openProject();
    QTRY_COMPARE(window_->undoStack().count(), 3);
    QCOMPARE(window_->undoStack().index(), 0);
    for (int i = 0; i < 3; ++i) trigger("edit.redo");
    settle();
    QCOMPARE(stored(image).size(), std::size_t{1});
    QCOMPARE(stored(image)[0].id, after[0].id);
    QCOMPARE(stored(image)[0].box, after[0].box);
    QTRY_COMPARE(canvas().document()->regions()[0].box, after[0].box);
    // A new step after an undo is the last one, also next time.
    trigger("edit.undo");
    QTest::keyClick(&canvas(), Qt::Key_Space);
    settle();
    openProject(0);
    QTRY_COMPARE(window_->undoStack().count(), 3);
    QVERIFY(!window_->undoStack().canRedo());
  }

  void anUndoOfAnotherSessionGoesToItsImage() {
    openProject();
    const auto first = window_->navigator().image();
    window_->navigator().open(4);
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{1});
    QTest::keyClick(&canvas(), Qt::Key_W);
    drag(onCanvas(180, 130), onCanvas(260, 200));
    settle();
    openProject();
    QCOMPARE(window_->navigator().image(), first);
    QTRY_VERIFY(window_->undoStack().canUndo());
    trigger("edit.undo");
    QTRY_COMPARE(window_->navigator().image(), store::ImageId{4});
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{1});
    QCOMPARE(stored(4).size(), std::size_t{1});
  }

  void whatWasDrawnIsNotTakenBackByRegionsThatWereReadBefore() {
    openProject();
    window_->navigator().open(5);  // without regions; what the store has is on its way
    canvas().document()->add({{0, 0, {10, 10, 60, 60}, {}, "", "user"}}, QStringLiteral("draw"));
    bool seen = true;
    connect(canvas().document(), &RegionDocument::regionsChanged, this,
            [&] { seen = seen && canvas().document()->regions().size() == 1; });
    settle();
    QTest::qWait(100);
    QVERIFY(seen);
    QCOMPARE(canvas().document()->regions().size(), std::size_t{1});
    canvas().document()->disconnect(this);
  }

  void theMarkOfAVerifiedImageIsNotTakenBackByWhatWasReadBefore() {
    openProject();
    window_->navigator().open(5);
    QSignalSpy changed(canvas().document(), &RegionDocument::verifiedChanged);
    QTest::keyClick(&canvas(), Qt::Key_Space);
    QVERIFY(canvas().document()->verified());
    settle();
    QTest::qWait(100);
    QCOMPARE(changed.size(), 1);
    QVERIFY(canvas().document()->verified());
    QVERIFY(fixture_->stored().image(5).verified);
  }

  void spaceRightAfterAVerifiedImageIsOpenedTakesItsMarkBack() {
    store::Project::open(fixture_->projectFolder()).set_verified(5, true);
    openProject();
    const auto& table = window_->gallery().model()->table();
    QTRY_VERIFY(table.verified(table.find(5)));
    window_->navigator().open(5);
    QVERIFY(canvas().document()->verified());
    QTest::keyClick(&canvas(), Qt::Key_Space);
    settle();
    QVERIFY(!canvas().document()->verified());
    QVERIFY(!fixture_->stored().image(5).verified);
  }

  // The stack holds a part of them at a time.
  void allOfVeryManyStepsCanBeUndone() {
    constexpr int kSteps = 2 * ProjectService::kStepsLoaded + 150;
    {
      auto project = store::Project::open(fixture_->projectFolder());
      auto transaction = project.transaction();
      store::Edits edits(project);
      for (int i = 0; i < kSteps; ++i) {
        const auto before = project.region(1);
        auto after = before;
        after.box.x2 += 0.125f;
        store::Changes changes{{store::Change::Kind::Update, before, after}};
        edits.apply("wider", changes);
      }
      transaction.commit();
    }
    openProject();
    QTRY_COMPARE(window_->undoStack().index(), ProjectService::kStepsLoaded);
    int undone = 0, most = 0;
    while (undone < kSteps) {
      QTRY_VERIFY(window_->undoStack().canUndo());
      trigger("edit.undo");
      ++undone;
      most = std::max(most, window_->undoStack().count());
      if (undone % 16 == 0) settle();
    }
    settle();
    QVERIFY(most <= 2 * ProjectService::kStepsLoaded + 100);
    QCOMPARE(stored(1)[0].box.x2, 140.f);
    QTRY_COMPARE(canvas().document()->regions()[0].box.x2, 140.f);
    int redone = 0;
    while (redone < kSteps) {
      QTRY_VERIFY(window_->undoStack().canRedo());
      trigger("edit.redo");
      if (++redone % 16 == 0) settle();
    }
    settle();
    QVERIFY(!window_->undoStack().canRedo());
    QCOMPARE(stored(1)[0].box.x2, 140.f + 0.125f * kSteps);
  }

  void aLongSessionDoesNotKeepAllStepsInMemory() {
    openProject();
    const auto region = canvas().document()->regions()[0].id;
    const auto end = EditHistory::kMostSteps + 20;
    for (int i = 0; i < end; ++i) {
      const PixelBox box{10, 10, 50 + static_cast<float>(i % 90), 60};
      canvas().document()->setBoxes({region}, {box}, QStringLiteral("resize"));
      if (i % 100 == 0) settle();
    }
    settle();
    QTRY_VERIFY(window_->undoStack().count() < EditHistory::kMostSteps);
    QVERIFY(window_->undoStack().canUndo());
    const auto before = canvas().document()->regions()[0].box;
    trigger("edit.undo");
    QTRY_VERIFY(!(canvas().document()->regions()[0].box == before));
  }

  void anUndoThatNoLongerAppliesIsSaidAndShowsWhatIsThere() {
    openProject();
    const auto image = window_->navigator().image();
    drag(onCanvas(90, 70), onCanvas(90, 70));
    QTest::keyClick(&canvas(), Qt::Key_Right);
    settle();
    auto theirs = stored(image)[0];
    theirs.box = {1, 2, 30, 40};
    store::Project::open(fixture_->projectFolder()).update_region(theirs);
    trigger("edit.undo");
    settle();
    QTRY_VERIFY(window_->statusLine().currentMessage().contains(QLatin1String("cannot be undone")));
    QTRY_COMPARE(canvas().document()->regions()[0].box, theirs.box);
    QTRY_VERIFY(!window_->undoStack().canUndo());
    QCOMPARE(stored(image)[0].box, theirs.box);
  }

  void lockHideAndOrderAreThereNextTime() {
    openProject();
    const auto image = window_->navigator().image();
    QTest::keyClick(&canvas(), Qt::Key_W);
    drag(onCanvas(180, 130), onCanvas(260, 200));
    QTest::keyClick(&canvas(), Qt::Key_Escape);
    canvas().document()->select({canvas().document()->regions()[0].id});
    trigger("canvas.toFront");
    QTest::keyClick(&canvas(), Qt::Key_L);
    settle();
    QTest::keyClick(&canvas(), Qt::Key_H);
    settle();
    window_->close();
    window_.reset();
    openWindow();
    window_->openPath(fixture_->projectFolder());
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{2});
    const auto& regions = canvas().document()->regions();
    QCOMPARE(regions[1].id, store::RegionId{1});
    QVERIFY(regions[1].locked && regions[1].hidden && !regions[0].locked);
    QTRY_COMPARE(window_->undoStack().count(), 2);
    trigger("edit.undo");
    QTRY_COMPARE(canvas().document()->regions()[0].id, store::RegionId{1});
    QCOMPARE(window_->navigator().image(), image);
  }

  void aTapOfSpaceVerifiesTheImageAndTheGalleryKnows() {
    openProject();
    const auto image = window_->navigator().image();
    const auto& table = window_->gallery().model()->table();
    QTest::keyClick(&canvas(), Qt::Key_Space);
    QTRY_VERIFY(table.verified(table.find(image)));
    QVERIFY(fixture_->stored().image(image).verified);
    QTest::keyClick(&canvas(), Qt::Key_D);
    QVERIFY(!canvas().document()->verified());
    QTest::keyClick(&canvas(), Qt::Key_A);
    QTRY_VERIFY(canvas().document()->verified());
    openProject();
    QTRY_VERIFY(canvas().document()->verified());
    const auto& again = window_->gallery().model()->table();
    QTRY_VERIFY(again.verified(again.find(image)));
    QTRY_VERIFY(window_->undoStack().canUndo());
    trigger("edit.undo");
    QTRY_VERIFY(!canvas().document()->verified());
    QTRY_VERIFY(!again.verified(again.find(image)));
  }

  void tenThousandRegionsAreLabelledAndTakenBackWithoutHoldingTheWindow() {
    constexpr int kMany = 10000;
    {
      auto project = store::Project::open(fixture_->projectFolder());
      std::vector<store::Region> many;
      for (int i = 0; i < kMany; ++i) {
        const auto x = static_cast<float>(i % 300), y = static_cast<float>(i / 60);
        many.push_back({0, 5, {x, y, x + 6, y + 6}, std::nullopt, "", "t"});
      }
      project.add_regions(5, many);
    }
    openProject();
    const auto everyOne = [&] {
      auto regions = std::make_shared<std::vector<store::Region>>();
      bool there = false;
      window_->project().post([regions](store::Project& project) { *regions = project.regions_of(5); }, this,
                              [&there] { there = true; });
      [&there] { QTRY_VERIFY(there); }();
      return *regions;
    };
    RegionEdits edits;
    for (const auto& before : everyOne()) {
      auto after = before;
      after.label_id = 1;
      edits.push_back({RegionEdit::Kind::Update, before, after});
    }
    QElapsedTimer timer;
    timer.start();
    canvas().document()->edit(edits, QStringLiteral("label"));
    const double made = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    settle();
    openProject();
    QTRY_VERIFY(window_->undoStack().canUndo());
    // How long the window's thread is held at most, while the answer comes in.
    timer.start();
    trigger("edit.undo");
    double longest = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    while (window_->project().pending() > 0) {
      timer.start();
      QCoreApplication::processEvents();
      longest = std::max(longest, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    qInfo("10,000 regions of another image: step %.1f ms, undo at most %.1f ms of the window's thread", made,
          longest);
    QVERIFY(!everyOne().front().label_id);
    QVERIFY(made < 100 && longest < 200);  // not what is promised, but what a busy machine allows
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
