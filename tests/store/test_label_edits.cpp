// SPDX-License-Identifier: Apache-2.0
// Steps of the label set, of splits and of what is said of images: applied, undone and redone, counted.
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/random.h"
#include "core/store/edits.h"
#include "core/store/label_edits.h"
#include "core/store/lookup.h"
#include "core/store/migrations.h"
#include "core/store/project_link.h"
#include "tests/support/expect_error.h"
#include "tests/support/store_project.h"

using namespace cloc;
using namespace cloc::store;

namespace {

// `run` throws an error of this kind whose message holds `part`.
template <class Run>
void refused(ErrorKind kind, const char* part, Run&& run) {
  const std::string text = test::expect_error(kind, run);
  if (!test::contains(text, part))
    QTest::qFail(qPrintable(QString::fromStdString("no \"" + std::string(part) + "\" in: " + text)), __FILE__,
                 __LINE__);
}

}  // namespace

class TestLabelEdits : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  std::optional<Project> project_;
  std::vector<ImageId> images_;

  std::filesystem::path folder() const {
    return std::filesystem::path(dir_->path().toStdString()) / "p.clocproj";
  }
  EditId apply(Changes changes) { return Edits(*project_).apply("step", changes); }
  LabelId id(const std::string& name) const {
    for (const auto& label : project_->labels()) {
      if (label.name == name) return label.id;
    }
    return 0;
  }
  Label label(const std::string& name) const {
    for (const auto& one : project_->labels()) {
      if (one.name == name) return one;
    }
    return {};
  }
  std::string parent(const std::string& name) const { return label(name).details.parent; }
  void set_parent(const std::string& name, const std::string& parent) {
    auto changed = label(name);
    changed.details.parent = parent;
    project_->update_label(changed);
  }
  std::vector<std::optional<LabelId>> labels_of(ImageId image) const {
    std::vector<std::optional<LabelId>> labels;
    for (const auto& region : project_->regions_of(image)) labels.push_back(region.label_id);
    return labels;
  }
  Region region(const std::string& label, float x) {
    Region made;
    made.box = {x, 1, x + 10, 20};
    if (!label.empty()) made.label_id = project_->label(label);
    made.source = "test";
    return made;
  }
  // As they would be counted one by one.
  std::map<LabelId, std::pair<std::int64_t, std::int64_t>> counted() const {
    std::map<LabelId, std::pair<std::int64_t, std::int64_t>> counts;
    for (const auto& image : project_->images()) {
      for (const auto& one : project_->regions_of(image.id)) {
        auto& count = counts[one.label_id.value_or(0)];
        ++count.first;
        count.second += image.verified ? 1 : 0;
      }
    }
    return counts;
  }
  std::map<LabelId, std::pair<std::int64_t, std::int64_t>> kept() const {
    std::map<LabelId, std::pair<std::int64_t, std::int64_t>> counts;
    for (const auto& [label, count] : Lookup(*project_).label_counts()) {
      if (count.regions != 0 || count.verified != 0) counts[label] = {count.regions, count.verified};
    }
    return counts;
  }

 private slots:
  void initTestCase() { SKIP_ALL_WITHOUT_STORE }

  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    project_ = test::create_project(folder(), "Labels");
    images_.clear();
    for (int i = 0; i < 3; ++i) {
      images_.push_back(project_->add_image({0, "/photos/" + std::to_string(i) + ".png", 640, 480, {}}));
      const std::vector<Region> regions{region("cat", 1), region("dog", 20), region("cat", 40),
                                        region("", 60)};
      project_->add_regions(images_.back(), regions);
    }
  }
  void cleanup() {
    project_.reset();
    dir_.reset();
  }

  void mergingMovesAllBoxesAndUndoBringsBackExactlyThose() {
    set_parent("cat", "animal");
    project_->label("kitten");
    set_parent("kitten", "cat");
    const auto before = labels_of(images_[0]);
    const LabelId cat = id("cat"), dog = id("dog");
    Changes changes = merge_labels(project_->labels(), cat, dog);
    const EditId step = Edits(*project_).apply("merge", changes);
    QCOMPARE(id("cat"), LabelId(0));
    QCOMPARE(parent("kitten"), std::string("dog"));
    for (const ImageId image : images_) {
      const std::vector<std::optional<LabelId>> wanted{dog, dog, dog, std::nullopt};
      QVERIFY(labels_of(image) == wanted);
    }
    QVERIFY(kept() == counted());
    // After a restart, too.
    project_.reset();
    project_ = Project::open(folder());
    Edits(*project_).undo(step);
    QCOMPARE(id("cat"), cat);
    QCOMPARE(parent("cat"), std::string("animal"));
    QCOMPARE(parent("kitten"), std::string("cat"));
    QVERIFY(labels_of(images_[0]) == before);
    QVERIFY(kept() == counted());
    Edits(*project_).redo(step);
    QCOMPARE(id("cat"), LabelId(0));
    QVERIFY(kept() == counted());
    project_->check();
  }

  void removingALabelLeavesItsBoxesWithoutOne() {
    const LabelId cat = id("cat");
    const EditId step = apply(remove_label(project_->labels(), cat, std::nullopt));
    QCOMPARE(id("cat"), LabelId(0));
    const auto labels = labels_of(images_[1]);
    QVERIFY(!labels[0] && !labels[2] && labels[1]);
    Edits(*project_).undo(step);
    QVERIFY(labels_of(images_[1])[0] == cat);
  }

  void aLabelWithBoxesIsNotRemovedWithoutSayingWhatBecomesOfThem() {
    refused(ErrorKind::Mismatch, "in use", [&] { apply({remove_label_change(label("cat"))}); });
    QVERIFY(id("cat") != 0);
  }

  void aMergeThatAnotherProgramHasBuiltOnIsNotUndone() {
    const LabelId dog = id("dog");
    const EditId step = apply(merge_labels(project_->labels(), id("cat"), dog));
    auto changed = project_->regions_of(images_[0])[0];
    changed.label_id.reset();
    project_->update_region(changed);
    refused(ErrorKind::Mismatch, "cannot be undone", [&] { Edits(*project_).undo(step); });
    QCOMPARE(id("cat"), LabelId(0));
    QVERIFY(labels_of(images_[1])[0] == dog);
  }

  void renamingTakesTheLabelsBelowAlong() {
    set_parent("cat", "dog");
    auto renamed = label("dog");
    renamed.name = "  hound ";
    renamed.hotkey = "h";
    renamed.details.colour = "#102030";
    const EditId step = apply(change_label(project_->labels(), renamed));
    QCOMPARE(parent("cat"), std::string("hound"));
    QCOMPARE(label("hound").hotkey, std::string("h"));
    QCOMPARE(label("hound").details.colour, std::string("#102030"));
    Edits(*project_).undo(step);
    QCOMPARE(parent("cat"), std::string("dog"));
    QCOMPARE(label("dog").hotkey, std::string());
  }

  void whatMakesNoSenseIsRefused() {
    const auto labels = project_->labels();
    auto same = label("cat");
    same.name = "dog";
    refused(ErrorKind::InvalidInput, "another label \"dog\"", [&] { change_label(labels, same); });
    same.name = " ";
    refused(ErrorKind::InvalidInput, "needs a name", [&] { change_label(labels, same); });
    refused(ErrorKind::InvalidInput, "itself", [&] { merge_labels(labels, id("cat"), id("cat")); });
    set_parent("cat", "dog");
    refused(ErrorKind::InvalidInput, "lies below", [&] { move_label(project_->labels(), id("dog"), "cat"); });
    auto keyed = label("dog");
    keyed.hotkey = "k";
    project_->update_label(keyed);
    auto other = label("cat");
    other.hotkey = "k";
    refused(ErrorKind::InvalidInput, "that of the label \"dog\"",
            [&] { change_label(project_->labels(), other); });
  }

  void mergingIntoALabelBelowPutsThatInItsPlace() {
    project_->label("animal");
    set_parent("cat", "animal");
    set_parent("dog", "cat");
    project_->label("kitten");
    set_parent("kitten", "cat");
    const EditId step = apply(merge_labels(project_->labels(), id("cat"), id("dog")));
    QCOMPARE(parent("dog"), std::string("animal"));
    QCOMPARE(parent("kitten"), std::string("dog"));
    Edits(*project_).undo(step);
    QCOMPARE(parent("dog"), std::string("cat"));
  }

  void addingPassesOverWhatIsThere() {
    const std::vector<Label> wanted{
        {0, " bird "}, {0, "cat"}, {0, "bird"}, {0, ""}, {0, "fish", {"pet", "", {}}}};
    const EditId step = apply(add_labels(project_->labels(), wanted));
    QCOMPARE(project_->labels().size(), std::size_t(4));
    QCOMPARE(parent("fish"), std::string("pet"));
    const LabelId bird = id("bird");
    Edits(*project_).undo(step);
    QCOMPARE(id("bird"), LabelId(0));
    Edits(*project_).redo(step);
    QCOMPARE(id("bird"), bird);
  }

  void aMergeIsInTheHistoryOfEachRegionAndCanBeRevertedThere() {
    const auto first = project_->regions_of(images_[0])[0];
    const LabelId cat = id("cat"), dog = id("dog");
    project_->label("wolf");
    apply({relabel_change(cat, dog)});
    const Edits edits(*project_);
    const auto history = edits.history(first.id);
    QCOMPARE(history.size(), std::size_t(1));
    QVERIFY(history[0].change.move->from_label == cat);
    QVERIFY(edits.history(project_->regions_of(images_[0])[1].id).empty());
    Edits(*project_).revert(first.id, history[0].edit.id, Edits::Moment::Before);
    QVERIFY(project_->region(first.id).label_id == cat);
  }

  void revertingToALabelThatHasGoneSaysSo() {
    auto before = project_->regions_of(images_[0])[0];
    auto after = before;
    after.label_id = id("dog");
    const EditId step = apply({{Change::Kind::Update, before, after}});
    apply(remove_label(project_->labels(), id("cat"), std::nullopt));
    refused(ErrorKind::Mismatch, "not in the project any more",
            [&] { Edits(*project_).revert(before.id, step, Edits::Moment::Before); });
  }

  void whatIsSaidOfAnImageIsAStep() {
    ImageNotes after{{"two cats", "indoors"}, {}};
    after.attributes.set("weather", std::string("rain"));
    const EditId step = apply({notes_change(images_[0], {}, after)});
    QVERIFY(project_->captions_of(images_[0]) == after.captions);
    QVERIFY(project_->image(images_[0]).attributes == after.attributes);
    refused(ErrorKind::Mismatch, "have been changed", [&] { apply({notes_change(images_[0], {}, after)}); });
    Edits(*project_).undo(step);
    QVERIFY(project_->captions_of(images_[0]).empty());
    QVERIFY(project_->image(images_[0]).attributes.empty());
    Edits(*project_).redo(step);
    QVERIFY(project_->captions_of(images_[0]) == after.captions);
  }

  void splitsOfManyImagesAreOneStep() {
    const EditId step = apply({resplit_change({images_[2], images_[0]}, "", "train")});
    QCOMPARE(project_->image(images_[0]).split, std::string("train"));
    QCOMPARE(project_->image(images_[1]).split, std::string());
    QCOMPARE(project_->image(images_[2]).split, std::string("train"));
    refused(ErrorKind::Mismatch, "another split", [&] {
      apply({resplit_change({images_[0], images_[1]}, "", "val")});
    });
    QCOMPARE(project_->image(images_[1]).split, std::string());
    Edits(*project_).undo(step);
    QCOMPARE(project_->image(images_[0]).split, std::string());
  }

  void runsOfNumbersComeBack() {
    Random random(5);
    for (int turn = 0; turn < 200; ++turn) {
      std::vector<std::int64_t> ids;
      for (std::int64_t i = 1; i < 60; ++i) {
        if (random.below(3) != 0) ids.push_back(i * (turn % 2 == 0 ? 1 : 1000000007LL));
      }
      QVERIFY(ids_from_runs(runs_of(ids)) == ids);
    }
    const std::vector<std::int64_t> some{3, 4, 5, 9};
    QCOMPARE(runs_of(some), std::string("3-5,9"));
    for (const char* bad : {"3x5", "5-3", "a", "3,3", "-4", "0"}) {
      refused(ErrorKind::Corrupt, "list of numbers", [&] { ids_from_runs(bad); });
    }
  }

  // Whatever is written, by whom, the counts are those that counting gives.
  void countsAreKeptThroughAnyChange() {
    Random random(11);
    const LabelId labels[] = {id("cat"), id("dog"), project_->label("bird")};
    for (int turn = 0; turn < 400; ++turn) {
      const auto images = project_->images();
      const auto& image = images[random.below(images.size())];
      const auto regions = project_->regions_of(image.id);
      switch (random.below(6)) {
        case 0: {
          auto made = region("", 1);
          if (random.below(4) != 0) made.label_id = labels[random.below(3)];
          project_->add_regions(image.id, std::span(&made, 1));
          break;
        }
        case 1:
          project_->set_verified(image.id, !image.verified);
          break;
        case 2:
          if (!regions.empty()) project_->remove_region(regions[random.below(regions.size())].id);
          break;
        case 3:
          if (!regions.empty()) {
            auto changed = regions[random.below(regions.size())];
            changed.label_id = random.below(3) == 0 ? std::nullopt : std::optional(labels[random.below(3)]);
            project_->update_region(changed);
          }
          break;
        case 4:
          if (images.size() > 2 && random.below(4) == 0) project_->remove_image(image.id);
          break;
        default:
          project_->add_image({0, "/photos/more" + std::to_string(turn) + ".png", 640, 480, {}});
      }
      QVERIFY(kept() == counted());
    }
  }

  void countsAreRightAfterImportsAndAfterOneThatWasGivenUp() {
    data::Dataset dataset{{"cat", "bird"}, {}};
    for (int i = 0; i < 4; ++i) {  // the first two are there already; one of them twice
      data::ImageRecord image;
      image.path = "/photos/" + std::to_string(std::max(1, i)) + ".png";
      image.width = image.height = 500;
      image.regions = {{{1, 2, 30, 40}, i % 2, "a", 1}, {{5, 6, 70, 80}, -1, "b", 2}};
      dataset.images.push_back(image);
    }
    dataset.images.push_back(dataset.images.back());
    project_->set_verified(images_[1], true);
    const CancelToken cancel;
    cancel.cancel();
    const auto before = kept();
    auto reader = data::reader_of(dataset);
    refused(ErrorKind::Cancelled, "", [&] { project_->import(*reader, {.source = "x"}, {}, cancel); });
    QVERIFY(kept() == before);
    reader = data::reader_of(dataset);
    project_->import(*reader, {.source = "x", .existing = ImportOptions::Existing::Add});
    QVERIFY(kept() == counted());
    QVERIFY(kept() != before);
    auto made = region("bird", 7);
    project_->add_regions(images_[1], std::span(&made, 1));
    QVERIFY(kept() == counted());
  }

  void aProjectOfVersionThreeIsCountedWhenItIsOpened() {
    const auto old = folder().parent_path() / "old.clocproj";
    std::filesystem::create_directories(old);
    {
      std::unique_ptr<Database> made;
      if (test::on_server()) {
        const auto address = test::server().address("version_three");
        write_project_link(old, {address, "an-id"});
        made = std::make_unique<Database>(address, Access::ReadWrite, true, std::chrono::seconds(5));
      } else {
        made = std::make_unique<Database>(old / "project.sqlite", Access::ReadWrite, true,
                                          std::chrono::seconds(5));
      }
      auto& database = *made;
      migrate(database, std::span(project_migrations(database.dialect())).first(3));
      Transaction transaction(database);
      database.execute("INSERT INTO meta VALUES('name', 'Old'), ('id', 'an-id')");
      database.execute(
          "INSERT INTO images(id, path, width, height, verified) VALUES(1, 'a.png', 9, 9, TRUE), "
          "(2, 'b.png', 9, 9, FALSE)");
      database.execute("INSERT INTO labels(id, name) VALUES(1, 'cat'), (2, 'dog')");
      database.execute(
          "INSERT INTO regions(image_id, x1, y1, x2, y2, label_id, caption, source) VALUES"
          "(1, 1, 1, 2, 2, 1, '', ''), (1, 1, 1, 2, 2, NULL, '', ''), (2, 1, 1, 2, 2, 1, '', '')");
      transaction.commit();
    }
    project_ = Project::open(old);
    const std::map<LabelId, std::pair<std::int64_t, std::int64_t>> wanted{{0, {1, 1}}, {1, {2, 1}}};
    QVERIFY(kept() == wanted);
  }
};

QTEST_GUILESS_MAIN(TestLabelEdits)
#include "test_label_edits.moc"
