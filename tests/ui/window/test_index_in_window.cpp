// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of the index, in the real window.
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/empty_state.h"
#include "ui/index/index_panel.h"
#include "ui/window/index_controller.h"
#include "ui/window/status_line.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestIndexInWindow : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  IndexPanel& panel() { return window_->indexController().panel(); }
  QDialog* dialog() { return window_->findChild<QDialog*>(QStringLiteral("indexDialog")); }
  QString text(const char* name) {
    return panel().findChild<QLabel*>(QStringLiteral("index.") + QLatin1String(name))->text();
  }
  QPushButton* button(const char* name) {
    return panel().findChild<QPushButton*>(QStringLiteral("index.") + QLatin1String(name));
  }
  QToolButton* statusPart() {
    for (auto* part : window_->statusLine().findChildren<QToolButton*>()) {
      if (part->accessibleName() == QLatin1String("Index")) return part;
    }
    return nullptr;
  }
  EmptyState* empty() { return panel().findChild<EmptyState*>(); }
  void open() {
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_VERIFY(!statusPart()->text().isEmpty());
    window_->actionRegistry().find(QStringLiteral("model.indexFigures"))->trigger();
    QVERIFY(dialog()->isVisible());
  }
  void setStale(const engine::Staleness& stale) {
    const std::lock_guard lock(fixture_->checks->mutex);
    fixture_->checks->stale = stale;
  }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void theStatusLineSaysWhatIsSearchedOnWhatAndWhyAndOpensTheFigures() {
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(statusPart()->text(), QStringLiteral("Index: 4 region(s), exact, CPU"));
    QVERIFY(statusPart()->toolTip().contains(QLatin1String("CPU (no device)")));
    QCOMPARE(fixture_->checks->counts.load(), 0);  // nobody looks
    statusPart()->click();
    QVERIFY(dialog()->isVisible());
    QVERIFY(!dialog()->isModal());
    QTRY_COMPARE(text("title"), QStringLiteral("Up to date"));
    QCOMPARE(text("regions"), QStringLiteral("4"));
    QCOMPARE(text("images"), QStringLiteral("5"));
    QVERIFY(text("kind").startsWith(QLatin1String("Exact")));
    QVERIFY(text("device").contains(QLatin1String("no device")));
    QVERIFY(text("disk").contains(QLatin1String("12.3 kB")));
    QVERIFY(text("made").contains(QLatin1String("rule")));
    QVERIFY(button("measure")->isEnabled());
  }

  void whatHasChangedIsCountedSaidAndCountedAgainAfterAnEdit() {
    setStale({.images = 5, .current = 3, .file_changed = 1, .regions_changed = 1});
    open();
    QTRY_VERIFY(text("title").startsWith(QLatin1String("2 image")));
    QCOMPARE(text("changes").count('\n'), 1);
    QVERIFY(statusPart()->text().contains(QLatin1String("2 image(s) differ")));
    setStale({.images = 5, .current = 5});
    button("count")->click();
    QTRY_COMPARE(text("title"), QStringLiteral("Up to date"));
    QVERIFY(!statusPart()->text().contains(QLatin1String("differ")));

    setStale({.images = 5, .current = 4, .regions_changed = 1});
    auto& canvas = window_->canvas();
    QTRY_VERIFY(canvas.document()->image() != 0);
    canvas.document()->add({{0, 0, {10, 10, 50, 50}, std::nullopt, "", "user"}}, QStringLiteral("Draw"));
    QTRY_VERIFY(text("title").startsWith(QLatin1String("1 image")));
    dialog()->close();
    const int before = fixture_->checks->counts;
    canvas.document()->add({{0, 0, {20, 10, 50, 50}, std::nullopt, "", "user"}}, QStringLiteral("Draw"));
    QTest::qWait(1500);
    QCOMPARE(fixture_->checks->counts.load(), before);  // nobody looks
    QVERIFY(!statusPart()->text().contains(QLatin1String("differ")));
  }

  void recallIsMeasuredWithProgressWhileTheEngineAnswersAndCanBeCancelled() {
    open();
    QCOMPARE(text("found"), QStringLiteral("Not measured yet"));
    button("measure")->click();
    QVERIFY(fixture_->checks->measuring.tryAcquire(1, 2000));
    QVERIFY(!button("measure")->isEnabled());
    QVERIFY(button("cancel")->isVisible());
    QSignalSpy searched(&window_->engine(), &EngineService::searched);
    window_->engine().search({.texts = {{"cat"}}}, {});
    QTRY_COMPARE(searched.size(), 1);
    button("cancel")->click();
    QVERIFY(button("measure")->isEnabled());
    QVERIFY(!button("cancel")->isVisible());
    QCOMPARE(text("found"), QStringLiteral("Not measured yet"));

    button("measure")->click();
    fixture_->checks->searches.release(4);
    QTRY_VERIFY(text("found").startsWith(QLatin1String("87.5 % of the 10 nearest")));
    QVERIFY(text("speed").contains(QLatin1String("0.40 ms")) &&
            text("speed").contains(QLatin1String("12 ms")));
    // It was of this index, and not of the next.
    fixture_->log->indexState = engine::IndexState::OtherModel;
    window_->engine().reloadIndex();
    QTRY_COMPARE(text("found"), QStringLiteral("Not measured yet"));
  }

  void withoutAnIndexThereIsOneButtonThatMakesIt() {
    fixture_->log->hasIndex = false;
    open();
    QTRY_COMPARE(empty()->title(), QStringLiteral("No index yet"));
    QVERIFY(empty()->isVisible());
    QSignalSpy added(&window_->jobs(), &JobsService::added);
    QSignalSpy jobs(&window_->jobs(), &JobsService::jobsChanged);
    empty()->findChild<QPushButton*>()->click();
    QTRY_COMPARE(added.size(), 1);
    // The model of this test is none that a worker can open: the job starts and fails, and both are said.
    QTRY_VERIFY_WITH_TIMEOUT(!text("jobProblem").isEmpty(), 20000);
    QVERIFY(text("jobProblem").contains(QLatin1String("/models/rule")));
    QVERIFY(button("jobs")->isVisible());
    QCOMPARE(text("job"), QString());
  }

  void aDamagedIndexAndThatOfAnotherModelSaySo() {
    fixture_->log->indexState = engine::IndexState::Unreadable;
    open();
    QTRY_COMPARE(empty()->title(), QStringLiteral("The index cannot be read"));
    QCOMPARE(statusPart()->text(), QStringLiteral("Index damaged"));
    QVERIFY(empty()->findChild<QPushButton*>()->isVisible());
    QCOMPARE(fixture_->checks->counts.load(), 0);
    fixture_->log->indexState = engine::IndexState::OtherModel;
    window_->engine().reloadIndex();
    QTRY_COMPARE(text("title"), QStringLiteral("Made by another model"));
    QVERIFY(text("text").contains(QLatin1String("rule")));
    QVERIFY(button("update")->text().contains(QLatin1String("ebuild")));
  }

  void aCountThatFailsSaysWhy() {
    fixture_->checks->refuse = true;
    open();
    QTRY_COMPARE(text("current"), QStringLiteral("entries.bin is cut. Build the index again."));
    QVERIFY(button("count")->isEnabled());
  }

  void aGpuThatCannotBeUsedIsSaidOnceAndTheCpuCanBeChosen() {
    fixture_->log->deviceProblem = "The GPU is full. Close others.";
    open();
    QTRY_VERIFY(window_->statusLine().currentMessage().contains(QLatin1String("The GPU is full")));
    QTRY_VERIFY(text("device").contains(QLatin1String("The GPU is full")));
    window_->statusLine().clearMessage();
    fixture_->log->newRegions = 1;
    QSignalSpy changed(&window_->engine(), &EngineService::indexChanged);
    window_->engine().reloadIndex();
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(window_->statusLine().currentMessage(), QString());

    fixture_->log->deviceProblem.clear();
    auto* choice = panel().findChild<QComboBox*>(QStringLiteral("index.deviceChoice"));
    choice->setCurrentIndex(1);
    emit choice->activated(1);
    QTRY_VERIFY(text("device").contains(QLatin1String("as you chose")));
    QVERIFY(IndexController::storedDevice() == engine::DeviceChoice::Cpu);
    button("measure")->click();
    QVERIFY(fixture_->checks->measuring.tryAcquire(1, 2000));
    QVERIFY(fixture_->checks->device == engine::DeviceChoice::Cpu);
    emit choice->activated(0);
  }

  void everyButtonIsReachedByTabAndClosingTheProjectTakesTheFiguresAway() {
    open();
    QTRY_COMPARE(text("title"), QStringLiteral("Up to date"));
    QSet<QWidget*> reached;
    for (int i = 0; i < 20; ++i) {
      QTest::keyClick(dialog(), Qt::Key_Tab);
      reached.insert(dialog()->focusWidget());
    }
    for (const char* name : {"update", "count", "measure"}) QVERIFY2(reached.contains(button(name)), name);
    QVERIFY(reached.contains(panel().findChild<QComboBox*>()));
    button("measure")->click();
    QVERIFY(fixture_->checks->measuring.tryAcquire(1, 2000));
    window_->closeProject();
    QVERIFY(!dialog()->isVisible());
    QTRY_COMPARE(statusPart()->text(), QString());
    QVERIFY(!window_->actionRegistry().find(QStringLiteral("model.indexFigures"))->isEnabled());
  }
};

QTEST_MAIN(TestIndexInWindow)
#include "test_index_in_window.moc"
