// SPDX-License-Identifier: GPL-3.0-or-later
// Edits through the store's thread, as the window makes them.
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <atomic>

#include "core/base/error.h"
#include "core/store/edits.h"
#include "ui/project/project_service.h"

using namespace cloc;
using namespace cloc::ui;
namespace fs = std::filesystem;

class TestUiProject : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_->path().toStdString()) / name; }
  fs::path project() const { return at("p.clocproj"); }

  static store::Region region(std::int64_t key, float x) {
    return {key, 1, {x, 10, x + 20, 30}, std::nullopt, "", "user"};
  }
  // Returns the step's key.
  static std::int64_t apply(ProjectService& service, const RegionEdits& edits, const char* text = "step") {
    const auto key = service.newKey();
    service.apply({key, QString::fromLatin1(text), edits, false});
    return key;
  }
  static RegionEdit insert(const store::Region& region) { return {RegionEdit::Kind::Insert, {}, region}; }
  std::vector<store::Region> stored() const {
    return store::Project::open(project(), {.access = store::Access::ReadOnly}).regions_of(1);
  }
  void openIn(ProjectService& service) const {
    QSignalSpy images(&service, &ProjectService::imagesLoaded);
    service.open(project());
    QVERIFY(images.wait());
  }
  static void settle(ProjectService& service) { QTRY_COMPARE(service.pending(), 0); }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    fs::create_directories(at("photos"));
    for (int i = 0; i < 3; ++i) {
      QImage image(64, 48, QImage::Format_RGB32);
      image.fill(Qt::red);
      QVERIFY(image.save(QString::fromStdString(at("photos/" + std::to_string(i) + ".png").string())));
    }
    auto made = store::Project::create(project(), "P");
    made.add_image({0, at("photos/0.png"), 64, 48, {}});
  }

  void aFolderOfImagesBecomesAProject() {
    ProjectService service;
    QSignalSpy opened(&service, &ProjectService::opened);
    std::vector<store::Image> images;
    bool whole = false;
    connect(&service, &ProjectService::imagesLoaded, this, [&](const auto& chunk, bool last) {
      images.insert(images.end(), chunk.begin(), chunk.end());
      whole = whole || last;
    });
    service.create(at("new.clocproj"), at("photos"));
    QTRY_VERIFY(whole);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(images.size(), std::size_t{3});
    QCOMPARE(service.summary()->name, QStringLiteral("new"));
    QCOMPARE(service.summary()->counts.images, 3);
  }

  void aProjectOfNothingIsNotMade() {
    ProjectService service;
    QSignalSpy failed(&service, &ProjectService::openFailed);
    service.create(at("new.clocproj"), at("nowhere"));
    QVERIFY(failed.wait());
    QVERIFY(failed[0][0].toString().contains("nowhere"));
    QVERIFY(!fs::exists(at("new.clocproj")));
  }

  void editsAreInTheStoreWhenNothingIsPending() {
    ProjectService service;
    openIn(service);
    const auto key = service.newKey();
    apply(service, {insert(region(key, 5))});
    QCOMPARE(service.pending(), 1);
    settle(service);
    QCOMPARE(stored().size(), std::size_t{1});
    // The key goes on meaning that region.
    auto moved = region(key, 9);
    apply(service, {{RegionEdit::Kind::Update, region(key, 5), moved}});
    settle(service);
    QCOMPARE(stored()[0].box, moved.box);
  }

  void undoAndRedoKeepTheKeyAndTheStoresId() {
    ProjectService service;
    openIn(service);
    const auto key = service.newKey();
    const auto made = apply(service, {insert(region(key, 5))});
    settle(service);
    const auto first = stored()[0].id;
    service.undo(made, false);
    service.redo(made, false);
    const auto moved = apply(service, {{RegionEdit::Kind::Update, region(key, 5), region(key, 30)}});
    settle(service);
    QCOMPARE(stored().size(), std::size_t{1});
    QCOMPARE(stored()[0].id, first);
    QCOMPARE(stored()[0].box.x1, 30.f);
    // And regions that are read again come with the key.
    QSignalSpy loaded(&service, &ProjectService::regionsLoaded);
    service.loadRegions(1);
    QVERIFY(loaded.wait());
    QCOMPARE(loaded[0][1].value<std::vector<store::Region>>()[0].id, key);
    service.undo(moved, false);
    service.undo(made, false);
    settle(service);
    QVERIFY(stored().empty());
  }

  void stepsOfAnEarlierSessionAreListedAndAnswerWhatTheyDo() {
    {
      ProjectService service;
      openIn(service);
      const auto key = service.newKey();
      const auto made = apply(service, {insert(region(key, 5))}, "add");
      apply(service, {{RegionEdit::Kind::Update, region(key, 5), region(key, 30)}}, "move");
      const auto removed = apply(service, {{RegionEdit::Kind::Remove, region(key, 30), {}}}, "delete");
      QVERIFY(made != removed);
      service.undo(removed, false);
    }
    ProjectService service;
    QSignalSpy listed(&service, &ProjectService::stepsLoaded), turned(&service, &ProjectService::stepTurned);
    openIn(service);
    QTRY_COMPARE(listed.size(), 1);
    const auto steps = listed[0][0].value<StepList>();
    QCOMPARE(steps.done.size(), std::size_t{2});
    QCOMPARE(steps.done[1].text, QStringLiteral("move"));
    QCOMPARE(steps.undone.size(), std::size_t{1});
    QVERIFY(!steps.olderDone && !steps.laterUndone);
    service.undo(steps.done[1].key, true);
    settle(service);
    QCOMPARE(turned.size(), 1);
    const auto edits = turned[0][0].value<RegionEdits>();
    QCOMPARE(edits.size(), std::size_t{1});
    QCOMPARE(edits[0].after.id, stored()[0].id);
    QCOMPARE(edits[0].after.box.x1, 5.f);
    QCOMPARE(stored()[0].box.x1, 5.f);
  }

  void ofVeryManyStepsTheNewestAreListed() {
    {
      auto project = store::Project::open(this->project());
      auto transaction = project.transaction();
      store::Edits edits(project);
      for (int i = 0; i < 700; ++i) {
        RegionEdits one{store::verified_change(1, i % 2 == 0)};
        edits.apply(std::to_string(i), one);
      }
      transaction.commit();
    }
    ProjectService service;
    QSignalSpy listed(&service, &ProjectService::stepsLoaded);
    openIn(service);
    QTRY_COMPARE(listed.size(), 1);
    const auto steps = listed[0][0].value<StepList>();
    QCOMPARE(static_cast<int>(steps.done.size()), ProjectService::kStepsLoaded);
    QVERIFY(steps.olderDone);
    QCOMPARE(steps.done.back().text, QStringLiteral("699"));
  }

  void anUndoThatNoLongerAppliesIsReportedAndChangesNothing() {
    ProjectService service;
    openIn(service);
    const auto key = service.newKey();
    apply(service, {insert(region(key, 5))});
    const auto moved = apply(service, {{RegionEdit::Kind::Update, region(key, 5), region(key, 30)}}, "move");
    settle(service);
    {
      auto other = store::Project::open(project());
      auto theirs = other.regions_of(1)[0];
      theirs.caption = "theirs";
      other.update_region(theirs);
    }
    QSignalSpy failed(&service, &ProjectService::editFailed);
    service.undo(moved, false);
    settle(service);
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].toString().contains(QLatin1String("\"move\" cannot be undone")));
    QCOMPARE(stored()[0].box.x1, 30.f);
    QCOMPARE(stored()[0].caption, std::string("theirs"));
  }

  void aStepThatCouldNotBeWrittenCannotBeUndone() {
    ProjectService service;
    openIn(service);
    QSignalSpy failed(&service, &ProjectService::editFailed);
    auto nowhere = region(service.newKey(), 5);
    nowhere.image_id = 99;
    service.undo(apply(service, {insert(nowhere)}), false);
    settle(service);
    QCOMPARE(failed.size(), 2);
    QVERIFY(failed[1][0].toString().contains(QLatin1String("could not be written")));
  }

  void lockedHiddenAndVerifiedAreThereAfterOpeningAgain() {
    {
      ProjectService service;
      openIn(service);
      const auto key = service.newKey();
      apply(service, {insert(region(key, 5))});
      service.setLocked({key}, true);
      service.setHidden({key}, true);
      apply(service, {store::verified_change(1, true)});
    }
    ProjectService service;
    openIn(service);
    QSignalSpy loaded(&service, &ProjectService::regionsLoaded),
        verified(&service, &ProjectService::verifiedLoaded);
    service.loadRegions(1);
    QVERIFY(loaded.wait());
    const auto regions = loaded[0][1].value<std::vector<store::Region>>();
    QVERIFY(regions[0].locked && regions[0].hidden);
    QVERIFY(verified[0][1].toBool());
  }

  void regionsFoundByTheStoresIdsComeWithTheWindowsKeys() {
    ProjectService service;
    openIn(service);
    const auto key = service.newKey();
    apply(service, {insert(region(key, 5))});
    settle(service);
    std::optional<std::vector<store::Region>> found;
    service.findRegions({stored()[0].id, 4711}, this,
                        [&](const std::vector<store::Region>& regions) { found = regions; });
    QTRY_VERIFY(found.has_value());
    QCOMPARE(found->size(), std::size_t{1});  // 4711 is none
    QCOMPARE(found->front().id, key);
  }

  void aStepIsWrittenWholeOrNotAtAll() {
    ProjectService service;
    openIn(service);
    QSignalSpy failed(&service, &ProjectService::editFailed);
    auto nowhere = region(service.newKey(), 5);
    nowhere.image_id = 99;
    apply(service, {insert(region(service.newKey(), 5)), insert(nowhere)});
    settle(service);
    QCOMPARE(failed.size(), 1);
    QVERIFY(stored().empty());
  }

  void closingTheWindowWritesWhatIsPending() {
    {
      ProjectService service;
      openIn(service);
      for (int i = 0; i < 50; ++i) apply(service, {insert(region(service.newKey(), static_cast<float>(i)))});
    }
    QCOMPARE(stored().size(), std::size_t{50});
  }

  void onlyTheNewestImagesRegionsAreSent() {
    {
      auto project = store::Project::open(this->project());
      project.add_image({0, at("photos/1.png"), 64, 48, {}});
    }
    ProjectService service;
    openIn(service);
    QSignalSpy loaded(&service, &ProjectService::regionsLoaded);
    for (int i = 0; i < 20; ++i) service.loadRegions(1);
    service.loadRegions(2);
    QVERIFY(loaded.wait());
    QTest::qWait(50);
    QCOMPARE(loaded.size(), 1);
    QCOMPARE(loaded[0][0].value<store::ImageId>(), 2);
  }

  // Whatever was asked about a project means nothing in the next one, though it may have the same numbers.
  void answersOfAProjectThatWasLeftDoNotReachTheNext() {
    const auto other = at("other.clocproj");
    store::Project::create(other, "Other").add_image({0, at("photos/2.png"), 64, 48, {}});
    ProjectService service;
    openIn(service);
    const auto made = apply(service, {insert(region(service.newKey(), 5))});
    settle(service);
    QSignalSpy turned(&service, &ProjectService::stepTurned), steps(&service, &ProjectService::stepsLoaded),
        regions(&service, &ProjectService::regionsLoaded), changed(&service, &ProjectService::regionsChanged);
    std::vector<std::vector<store::Label>> labels;
    connect(&service, &ProjectService::labelsChanged, this, [&](const auto& now) { labels.push_back(now); });
    bool posted = false, found = false;
    // The store's thread is held until the next project has been asked for.
    std::atomic<bool> go = false;
    service.post([&](store::Project&) {
      while (!go) QThread::msleep(1);
    });
    service.post([](store::Project&) {}, this, [&] { posted = true; });
    service.findRegions({stored()[0].id}, this, [&](const auto&) {
      found = true;
      apply(service, {insert(region(service.newKey(), 30))});
    });
    service.undo(made, true);
    service.loadSteps();
    service.loadRegions(1);
    service.addLabel(QStringLiteral("of the first"));
    QSignalSpy images(&service, &ProjectService::imagesLoaded);
    service.open(other);
    go = true;
    QVERIFY(images.wait());
    settle(service);
    QVERIFY(!posted && !found);
    QCOMPARE(turned.size(), 0);
    QCOMPARE(regions.size(), 0);
    QCOMPARE(changed.size(), 0);
    QTRY_COMPARE(steps.size(), 1);  // of the other, when it was opened
    QVERIFY(steps[0][0].value<StepList>().undone.empty());
    for (const auto& now : labels) QVERIFY(now.empty());
    QVERIFY(store::Project::open(other, {.access = store::Access::ReadOnly}).regions_of(1).empty());
    // What was to be written is.
    QVERIFY(stored().empty());
    QCOMPARE(store::Project::open(project(), {.access = store::Access::ReadOnly}).labels().size(),
             std::size_t{1});
  }

  void aProjectThatIsLeftWhileItIsBeingOpenedDoesNotOpen() {
    ProjectService service;
    QSignalSpy opened(&service, &ProjectService::opened), failed(&service, &ProjectService::openFailed);
    service.open(project());
    service.open(at("nowhere.clocproj"));
    QVERIFY(failed.wait());
    service.open(project());
    service.close();
    QTest::qWait(100);
    QCOMPARE(opened.size(), 0);
    QVERIFY(!service.isOpen());
  }

  void anEditThatFailsAfterItsProjectWasLeftIsSaid() {
    ProjectService service;
    openIn(service);
    QSignalSpy edit(&service, &ProjectService::editFailed), failed(&service, &ProjectService::failed);
    auto nowhere = region(service.newKey(), 5);
    nowhere.image_id = 99;
    apply(service, {insert(nowhere)});
    openIn(service);
    settle(service);
    QCOMPARE(edit.size(), 0);
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].toString().contains(QLatin1String("99")));
  }

  void workForAReceiverThatHasGoneIsDone() {
    ProjectService service;
    openIn(service);
    bool worked = false, told = false;
    auto receiver = std::make_unique<QObject>();
    service.post([&](store::Project&) { worked = true; }, receiver.get(), [&] { told = true; });
    receiver.reset();
    QTRY_VERIFY(worked);
    QTest::qWait(20);
    QVERIFY(!told);
    QSignalSpy failed(&service, &ProjectService::failed);
    service.post([](store::Project& opened) { opened.image(1234); });
    QVERIFY(failed.wait());
  }
};

QTEST_GUILESS_MAIN(TestUiProject)
#include "test_ui_project.moc"
