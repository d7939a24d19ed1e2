// SPDX-License-Identifier: GPL-3.0-or-later
// The undo stack, the canvas's regions and the store together, without a window: what is shown at the end is
// what is stored, whatever came in which order.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QUndoStack>
#include <atomic>
#include <memory>

#include "core/base/random.h"
#include "core/store/database.h"
#include "core/store/edits.h"
#include "ui/canvas/region_document.h"
#include "ui/window/edit_history.h"

using namespace cloc;
using namespace cloc::ui;
namespace fs = std::filesystem;

namespace {

// As MainWindow joins them.
struct Session {
  ProjectService project;
  QUndoStack stack;
  RegionDocument document{&stack};
  EditHistory history{project, document, stack, nullptr};
  QSignalSpy editFailed{&project, &ProjectService::editFailed}, failed{&project, &ProjectService::failed};
  QSignalSpy listed{&project, &ProjectService::stepsLoaded};

  Session() {
    QObject::connect(&project, &ProjectService::regionsLoaded, &document,
                     [this](store::ImageId, const auto& regions) { document.setRegions(regions); });
    QObject::connect(&project, &ProjectService::verifiedLoaded, &document,
                     [this](store::ImageId, bool verified) { document.setVerified(verified); });
    QObject::connect(&project, &ProjectService::editFailed, &document, [this] {
      history.reload();
      project.loadRegions(document.image());
    });
  }
  void open(const fs::path& folder) {
    QSignalSpy images(&project, &ProjectService::imagesLoaded);
    project.open(folder);
    QVERIFY(images.wait(20000));
    document.setImage(1, {640, 480});
    read();
  }
  void read() {
    QSignalSpy regions(&project, &ProjectService::regionsLoaded);
    project.loadRegions(1);
    QVERIFY(regions.wait());
  }
  void settle() {
    QTRY_COMPARE(project.pending(), 0);
    QVERIFY(!document.waiting());
  }
  PixelBox box(store::RegionId id) const { return document.find(id)->box; }
  void move(store::RegionId id, float x) {
    document.setBoxes({id}, {{x, 10, x + 50, 60}}, QStringLiteral("move"));
  }
};

// Keeps the store's thread from answering.
class Hold {
 public:
  explicit Hold(ProjectService& project) {
    project.post([go = go_](store::Project&) {
      while (!*go) QThread::msleep(1);
    });
  }
  ~Hold() { *go_ = true; }

 private:
  std::shared_ptr<std::atomic<bool>> go_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace

class TestEditHistory : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  fs::path folder() const { return fs::path(dir_->path().toStdString()) / "p.clocproj"; }
  store::Project stored() const {
    return store::Project::open(folder(), {.access = store::Access::ReadOnly});
  }
  // As another program or an earlier session does it.
  void moveInStore(store::RegionId id, float x, const char* text = "move") {
    auto project = store::Project::open(folder());
    const auto before = project.region(id);
    auto after = before;
    after.box = {x, 10, x + 50, 60};
    store::Changes changes{{store::Change::Kind::Update, before, after}};
    store::Edits(project).apply(text, changes);
  }
  void execute(const char* sql) const {
    store::Database database(folder() / "project.sqlite", store::Access::ReadWrite, false,
                             std::chrono::seconds(5));
    database.execute(sql);
  }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    auto project = store::Project::create(folder(), "P");
    const auto image = project.add_image({0, "/photos/a.png", 640, 480, {}});
    for (int i = 0; i < 3; ++i) {
      const store::Region region{0, image, {0, 10, 50, 60}, {}, "", "t"};
      project.add_regions(image, std::span(&region, 1));
    }
    for (const char* name : {"cat", "dog"}) project.label(name);
  }

  void stepsThatCouldNotBeReadOnceAreReadTheNextTime() {
    Session session;
    session.open(folder());
    QTRY_COMPARE(session.listed.size(), 1);
    execute("ALTER TABLE edits RENAME TO edits_away");
    session.history.reload();
    session.history.reload();
    QTRY_COMPARE(session.failed.size(), 2);
    execute("ALTER TABLE edits_away RENAME TO edits");
    moveInStore(1, 100);
    session.history.reload();
    QTRY_COMPARE(session.stack.count(), 1);
  }

  void anEditInAReadOnlyProjectIsSaidAndTakenBack() {
    moveInStore(1, 100);
    execute("PRAGMA journal_mode = DELETE");
    // Who reads keeps the project from being opened to write; that is seen after the time that others are
    // waited for.
    store::Database reader(folder() / "project.sqlite", store::Access::ReadWrite, false,
                           std::chrono::seconds(1));
    reader.execute("BEGIN");
    reader.prepare("SELECT count(*) FROM regions").run().next();
    Session session;
    session.open(folder());
    QVERIFY(session.project.summary()->read_only);
    const auto shown = session.box(1);
    QSignalSpy pending(&session.project, &ProjectService::pendingChanged);
    for (int i = 1; i <= 2; ++i) {
      session.move(1, 200);
      session.document.toggleVerified();
      QTRY_COMPARE(session.editFailed.size(), i);  // both are told in one
      QVERIFY(session.editFailed.back()[0].toString().contains(QLatin1String("read only")));
      QTRY_COMPARE(session.box(1), shown);
      QVERIFY(!session.document.verified());
      QCOMPARE(session.stack.count(), 0);
      QCOMPARE(pending.size(), i);
      QCOMPARE(pending.back()[0].toInt(), 0);
    }
    session.stack.undo();
    QTest::qWait(50);
    QCOMPARE(session.editFailed.size(), 2);
    QCOMPARE(session.failed.size(), 0);
    QCOMPARE(session.listed.size(), 0);
  }

  void anEditRightAfterTheUndoOfAStoredStepIsKept() {
    moveInStore(1, 100);
    Session session;
    session.open(folder());
    QTRY_COMPARE(session.stack.count(), 1);
    {
      Hold hold(session.project);
      session.stack.undo();
      session.document.setLabel({1}, 2);
      QCOMPARE(session.stack.count(), 1);
      QVERIFY(session.stack.undoText().contains(QLatin1String("label")));
    }
    session.settle();
    QCOMPARE(session.editFailed.size(), 0);
    QCOMPARE(session.box(1).x1, 0.f);
    QCOMPARE(stored().region(1).box.x1, 0.f);
    QVERIFY(stored().region(1).label_id == 2 && session.document.find(1)->label_id == 2);
    session.stack.undo();
    session.settle();
    QVERIFY(!stored().region(1).label_id && !session.document.find(1)->label_id);
    QCOMPARE(stored().region(1).box.x1, 0.f);
  }

  void undoRightAfterSuchAnEditTakesThatBack() {
    moveInStore(1, 100);
    moveInStore(1, 200);
    Session session;
    session.open(folder());
    QTRY_COMPARE(session.stack.count(), 2);
    {
      Hold hold(session.project);
      session.stack.undo();
      session.document.setLabel({1}, 2);
      session.stack.undo();
      session.stack.undo();
    }
    session.settle();
    QCOMPARE(session.editFailed.size(), 0);
    QCOMPARE(session.box(1).x1, 0.f);
    QCOMPARE(stored().region(1).box.x1, 0.f);
    QVERIFY(!stored().region(1).label_id && !session.document.find(1)->label_id);
  }

  void aRegionThatTheUndoTakesAwayIsNotEdited() {
    {
      auto project = store::Project::open(folder());
      store::Changes changes{{store::Change::Kind::Insert, {}, {-1, 1, {5, 5, 9, 9}, {}, "", "user"}}};
      store::Edits(project).apply("add", changes);
    }
    Session session;
    session.open(folder());
    QTRY_COMPARE(session.stack.count(), 1);
    {
      Hold hold(session.project);
      session.stack.undo();
      session.document.setLabel({4}, 1);
      session.document.setLabel({4, 2}, 2);
    }
    session.settle();
    QCOMPARE(session.editFailed.size(), 0);
    QCOMPARE(stored().regions_of(1).size(), std::size_t{3});
    QVERIFY(stored().region(2).label_id == 2);
    for (int i = 0; i < 2; ++i) session.stack.undo();  // one of them did nothing
    session.settle();
    QCOMPARE(session.editFailed.size(), 0);
    QVERIFY(!stored().region(2).label_id);
  }

  void whatWasDoneAfterAnUndoThatFailsIsDone() {
    moveInStore(1, 100);
    Session session;
    session.open(folder());
    QTRY_COMPARE(session.stack.count(), 1);
    auto theirs = stored().region(1);
    theirs.caption = "theirs";
    store::Project::open(folder()).update_region(theirs);
    {
      Hold hold(session.project);
      session.stack.undo();
      session.move(2, 300);
    }
    session.settle();
    QCOMPARE(session.editFailed.size(), 1);
    QCOMPARE(stored().region(2).box.x1, 300.f);
    QTRY_COMPARE(session.stack.count(), 1);  // the other is aside
    QVERIFY(session.stack.canUndo());
  }

  void whatWaitsIsForgottenWithTheProject() {
    moveInStore(1, 100);
    Session session;
    session.open(folder());
    QTRY_COMPARE(session.stack.count(), 1);
    {
      Hold hold(session.project);
      session.stack.undo();
      session.move(1, 300);
      session.project.close();
    }
    session.open(folder());
    session.settle();
    QCOMPARE(stored().region(1).box.x1, 0.f);
    session.move(1, 400);  // waits for nothing
    QCOMPARE(session.box(1).x1, 400.f);
    session.settle();
    QCOMPARE(stored().region(1).box.x1, 400.f);
  }

  void anyHasteEndsWithWhatIsStoredOnTheScreen() {
    Random random(7);
    for (int round = 0; round < 25; ++round) {
      for (int i = 0; i < 6; ++i)
        moveInStore(1 + random.below(3), static_cast<float>(random.below(500)), "earlier");
      Session session;
      session.open(folder());
      QTRY_VERIFY(session.stack.canUndo());
      for (int burst = 0; burst < 4; ++burst) {
        auto hold = std::make_unique<Hold>(session.project);
        for (int i = 0; i < 6; ++i) {
          const store::RegionId id = 1 + random.below(3);
          switch (random.below(5)) {
            case 0:
            case 1:
              session.stack.undo();
              break;
            case 2:
              session.stack.redo();
              break;
            case 3:
              session.move(id, static_cast<float>(random.below(500)));
              break;
            default:
              if (random.chance(0.5)) {
                session.document.setLabel({id}, 1 + random.below(2));
              } else {
                session.document.toggleVerified();
              }
          }
          if (random.chance(0.2)) {
            hold.reset();
            QTest::qWait(random.below(3));
            hold = std::make_unique<Hold>(session.project);
          }
        }
        hold.reset();
        session.settle();
        QCOMPARE(session.editFailed.size(), 0);
        const auto now = stored();
        for (const auto& region : now.regions_of(1)) {
          const auto* shown = session.document.find(region.id);
          QCOMPARE(shown->box, region.box);
          QVERIFY(shown->label_id == region.label_id);
        }
        QCOMPARE(session.document.verified(), now.image(1).verified);
      }
    }
  }
};

QTEST_MAIN(TestEditHistory)
#include "test_edit_history.moc"
