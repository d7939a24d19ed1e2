// SPDX-License-Identifier: Apache-2.0
// Two people, or two windows, on one project: each sees what the other does, and of two edits of one region
// the later is told and not lost.
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "core/store/edits.h"
#include "core/store/watch.h"
#include "tests/support/expect_error.h"
#include "tests/support/import_dataset.h"
#include "tests/support/store_project.h"

using namespace cloc;
using namespace cloc::store;
namespace fs = std::filesystem;

namespace {

using Kind = Change::Kind;

Region region(ImageId image, float x) {
  Region made;
  made.id = -1;
  made.image_id = image;
  made.box = {x, 1, x + 10, 20};
  made.source = "user";
  return made;
}

Change moved(const Region& region, float by) {
  auto after = region;
  after.box.x1 += by;
  after.box.x2 += by;
  return {Kind::Update, region, after};
}

Change captioned(const Region& region, const std::string& caption) {
  auto after = region;
  after.caption = caption;
  return {Kind::Update, region, after};
}

}  // namespace

class TestConflicts : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  std::optional<Project> anna_, ben_;
  ImageId first_ = 0, second_ = 0;
  Region a_, b_;  // of the first image

  EditId apply(Project& project, const std::string& text, Changes changes) {
    return Edits(project).apply(text, changes);
  }
  // The conflict that the step ends in.
  std::optional<Conflict> conflict(Project& project, Changes changes) {
    try {
      Edits(project).apply("mine", changes);
    } catch (const Conflict& found) {
      return found;
    }
    return std::nullopt;
  }

 private slots:
  void initTestCase() { SKIP_ALL_WITHOUT_STORE }

  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    const fs::path folder = dir_->path().toStdString();
    anna_ = test::create_project(folder / "p.clocproj", "Both");
    anna_->set_user("anna");
    first_ = anna_->add_image({0, folder / "a.png", 640, 480, {}});
    second_ = anna_->add_image({0, folder / "b.png", 640, 480, {}});
    Changes changes{{Kind::Insert, {}, region(first_, 1)}, {Kind::Insert, {}, region(first_, 50)}};
    changes[1].after.id = -2;
    Edits(*anna_).apply("draw", changes);
    a_ = anna_->region(changes[0].after.id);
    b_ = anna_->region(changes[1].after.id);
    // In a shared project each has a folder; in a file both open the same.
    ben_ = anna_->server() ? Project::create(folder / "ben.clocproj", "Both", *anna_->server())
                           : Project::open(folder / "p.clocproj");
    ben_->set_user("ben");
  }
  void cleanup() {
    ben_.reset();
    anna_.reset();
    dir_.reset();
  }

  void theSecondWhoJoinsHasTheSameProject() {
    QCOMPARE(ben_->id(), anna_->id());
    QCOMPARE(ben_->name(), std::string("Both"));
    QCOMPARE(ben_->region(a_.id).box, a_.box);
  }

  void aConflictSaysWhoDidWhatAndWritesNothing() {
    apply(*ben_, "move", {moved(a_, 5)});
    const auto found = conflict(*anna_, {captioned(a_, "mine"), moved(b_, 3)});
    QVERIFY(found);
    QCOMPARE(found->kind(), ErrorKind::Mismatch);
    QCOMPARE(found->regions().size(), std::size_t{1});
    const auto& one = found->regions()[0];
    QCOMPARE(one.mine.after.caption, std::string("mine"));
    QVERIFY(one.theirs);
    QCOMPARE(one.theirs->box.x1, a_.box.x1 + 5);
    QVERIFY(one.last);
    QCOMPARE(one.last->user, std::string("ben"));
    QCOMPARE(one.last->text, std::string("move"));
    QVERIFY(std::chrono::system_clock::now() - one.last->time < std::chrono::minutes(1));
    QVERIFY_CONTAINS(std::string(found->what()), "ben");
    QVERIFY_CONTAINS(std::string(found->what()), "a.png");
    // The whole step waits for the answer, the region that is in no conflict too.
    QCOMPARE(anna_->region(b_.id).box, b_.box);
    QCOMPARE(anna_->region(a_.id).caption, std::string());
  }

  void everyRegionInConflictIsTold() {
    apply(*ben_, "move", {moved(a_, 5)});
    apply(*ben_, "remove", {{Kind::Remove, b_, {}}});
    const auto found = conflict(*anna_, {captioned(a_, "x"), captioned(b_, "y")});
    QVERIFY(found);
    QCOMPARE(found->regions().size(), std::size_t{2});
    QVERIFY(found->regions()[0].theirs && !found->regions()[1].theirs);
    QCOMPARE(found->regions()[1].last->text, std::string("remove"));
  }

  void mineOverTheirsKeepsWhatOnlyTheyChanged() {
    apply(*ben_, "move", {moved(a_, 5)});
    const Changes mine{captioned(a_, "mine"), moved(b_, 3)};
    const auto found = conflict(*anna_, mine);
    QVERIFY(found);
    apply(*anna_, "mine", over_theirs(mine, found->regions()));
    QCOMPARE(ben_->region(a_.id).caption, std::string("mine"));
    QCOMPARE(ben_->region(a_.id).box.x1, a_.box.x1 + 5);
    QCOMPARE(ben_->region(b_.id).box.x1, b_.box.x1 + 3);
    QCOMPARE(Edits(*anna_).history(a_.id).back().edit.user, std::string("anna"));
  }

  void mineBringsBackWhatTheyRemoved() {
    apply(*ben_, "remove", {{Kind::Remove, a_, {}}});
    const Changes mine{moved(a_, 7)};
    const auto found = conflict(*anna_, mine);
    QVERIFY(found && !found->regions()[0].theirs);
    apply(*anna_, "mine", over_theirs(mine, found->regions()));
    QCOMPARE(ben_->region(a_.id).box.x1, a_.box.x1 + 7);
  }

  void mineRemovesWhatTheyMoved() {
    apply(*ben_, "move", {moved(a_, 5)});
    const Changes mine{{Kind::Remove, a_, {}}};
    const auto found = conflict(*anna_, mine);
    QVERIFY(found);
    const auto id = apply(*anna_, "mine", over_theirs(mine, found->regions()));
    QCOMPARE(ben_->regions_of(first_).size(), std::size_t{1});
    Edits(*anna_).undo(id);  // as Ben had moved it
    QCOMPARE(ben_->region(a_.id).box.x1, a_.box.x1 + 5);
  }

  void theirsKeepsTheRestOfTheStep() {
    apply(*ben_, "move", {moved(a_, 5)});
    const Changes mine{captioned(a_, "mine"), moved(b_, 3)};
    const auto found = conflict(*anna_, mine);
    QVERIFY(found);
    apply(*anna_, "mine", without(mine, found->regions()));
    QCOMPARE(ben_->region(a_.id).caption, std::string());
    QCOMPARE(ben_->region(b_.id).box.x1, b_.box.x1 + 3);
  }

  void aStepThatWasTakenBackIsNamedAsSuch() {
    const auto step = apply(*ben_, "move", {moved(a_, 5)});
    const auto seen = anna_->region(a_.id);
    Edits(*ben_).undo(step);
    const auto found = conflict(*anna_, {captioned(seen, "mine")});
    QVERIFY(found && found->regions()[0].last);
    QVERIFY(found->regions()[0].last->undone);
    QVERIFY_CONTAINS(std::string(found->what()), "taking back");
  }

  void aMergeOfLabelsIsNamedToo() {
    const auto cat = ben_->label("cat"), dog = ben_->label("dog");
    auto labelled = a_;
    labelled.label_id = cat;
    apply(*anna_, "label", {{Kind::Update, a_, labelled}});
    const auto seen = anna_->region(a_.id);
    apply(*ben_, "merge labels", {relabel_change(cat, dog)});
    const auto found = conflict(*anna_, {captioned(seen, "mine")});
    QVERIFY(found && found->regions()[0].last);
    QCOMPARE(found->regions()[0].last->text, std::string("merge labels"));
    QCOMPARE(found->regions()[0].theirs->label_id, std::optional(dog));
  }

  void undoOfWhatAnotherHasChangedSinceIsRefusedWithTheReason() {
    const auto step = apply(*anna_, "move", {moved(a_, 5)});
    apply(*ben_, "caption", {captioned(anna_->region(a_.id), "his")});
    const auto message = test::expect_error(ErrorKind::Mismatch, [&] { Edits(*anna_).undo(step); });
    QVERIFY_CONTAINS(message, "ben");
    QCOMPARE(anna_->region(a_.id).caption, std::string("his"));
  }

  void inASharedProjectEachUndoesTheirOwnSteps() {
    const auto mine = apply(*anna_, "hers", {moved(a_, 5)});
    apply(*ben_, "his", {moved(b_, 5)});
    const auto of_anna = Edits(*anna_).done(10), of_ben = Edits(*ben_).done(10);
    if (!anna_->server()) {
      QCOMPARE(of_anna.size(), of_ben.size());  // one stack in a file
      return;
    }
    QCOMPARE(of_ben.size(), std::size_t{1});
    QCOMPARE(of_ben[0].text, std::string("his"));
    QCOMPARE(of_anna.back().id, mine);
    // A step of Ben's leaves what Anna has undone to be redone.
    Edits(*anna_).undo(mine);
    apply(*ben_, "again", {moved(ben_->region(b_.id), 5)});
    QCOMPARE(Edits(*anna_).undone(10).size(), std::size_t{1});
    QVERIFY(Edits(*ben_).undone(10).empty());
    Edits(*anna_).redo(mine);
    QCOMPARE(ben_->region(a_.id).box.x1, a_.box.x1 + 5);
  }

  void whatOthersDoIsNewsAndWhatOneDoesOneselfIsNot() {
    Watch watch(*anna_);
    QVERIFY(!watch.look());
    apply(*anna_, "mine", {moved(b_, 1)});
    QVERIFY(!watch.look());
    const auto step = apply(*ben_, "move", {moved(a_, 5)});
    auto news = watch.look();
    QVERIFY(news);
    QCOMPARE(news->images, std::vector<ImageId>{first_});
    QCOMPARE(news->deeds.size(), std::size_t{1});
    QCOMPARE(news->deeds[0].user, std::string("ben"));
    QCOMPARE(news->deeds[0].text, std::string("move"));
    QVERIFY(!news->rows && !news->labels);
    QVERIFY(!watch.look());
    Edits(*ben_).undo(step);
    news = watch.look();
    QVERIFY(news && news->deeds.size() == 1 && news->deeds[0].undone);
    // Also when it is thrown away before one looks.
    Edits(*ben_).redo(step);
    (void)watch.look();
    Edits(*ben_).undo(step);
    Changes other{{Kind::Insert, {}, region(second_, 3)}};
    Edits(*ben_).apply("draw", other);
    news = watch.look();
    QVERIFY(news);
    QCOMPARE(news->images, (std::vector<ImageId>{first_, second_}));
    apply(*ben_, "label", {add_label_change({0, "cat", {}, ""})});
    news = watch.look();
    QVERIFY(news && news->labels && news->images.empty());
  }

  void anImportOfAnotherIsNews() {
    Watch watch(*anna_);
    data::Dataset dataset{{"dog"}, {}};
    dataset.images.push_back({1, "/photos/new.png", 10, 20, {}, {{{0, 0, 1, 1}, 0, "dog", 13}}});
    test::import_dataset(*ben_, dataset, "x");
    const auto news = watch.look();
    QVERIFY(news && news->rows && news->deeds.empty());
    QVERIFY(!watch.look());
  }

  void anEditIsSeenByTheOtherWithinASecond() {
    const auto folder = ben_->folder();
    const auto theirs = moved(a_, 9);
    Watch watch(*anna_);
    QElapsedTimer timer;
    timer.start();
    std::thread writer([&] {
      auto project = Project::open(folder);
      Changes changes{theirs};
      Edits(project).apply("move", changes);
    });
    std::optional<News> news;
    while (!news && timer.elapsed() < 5000) {
      QTest::qSleep(100);
      news = watch.look();
    }
    const auto took = timer.elapsed();
    writer.join();
    QVERIFY(news);
    QCOMPARE(anna_->region(a_.id).box.x1, a_.box.x1 + 9);
    QVERIFY2(took < 1000, qPrintable(QString::number(took)));
  }

  void manyWritersAtOnceLoseNothing() {
    const auto folder = ben_->folder();
    constexpr int kEach = 25;
    const auto draw = [&](const std::string& user) {
      auto project = Project::open(folder);
      project.set_busy_timeout(std::chrono::seconds(30));
      project.set_user(user);
      for (int i = 0; i < kEach; ++i) {
        Changes changes{{Kind::Insert, {}, region(second_, static_cast<float>(i))}};
        Edits(project).apply("draw", changes);
      }
    };
    std::thread one([&] { draw("carl"); }), two([&] { draw("dora"); }), three([&] { draw("emil"); });
    one.join();
    two.join();
    three.join();
    QCOMPARE(anna_->regions_of(second_).size(), std::size_t{3 * kEach});
    anna_->check();
  }
};

QTEST_GUILESS_MAIN(TestConflicts)
#include "test_conflicts.moc"
