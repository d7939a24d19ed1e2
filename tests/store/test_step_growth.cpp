// SPDX-License-Identifier: Apache-2.0
// Steps that long work makes while it goes on: they grow, are taken back as one, never across what others did
// to the same images; and what steps without a window are called.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/store/edits.h"
#include "core/store/step_name.h"
#include "tests/support/expect_error.h"
#include "tests/support/store_project.h"

using namespace cloc;
using namespace cloc::store;
namespace fs = std::filesystem;

class TestStepGrowth : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  std::optional<Project> project_;
  std::vector<ImageId> images_;

  Edits edits() { return Edits(*project_); }
  static Change box_in(ImageId image) {
    Region region;
    region.id = -1;
    region.image_id = image;
    region.box = {1, 2, 30, 40};
    region.source = "job";
    return {Change::Kind::Insert, {}, region};
  }
  EditId begin(ImageId image) {
    Changes changes{box_in(image)};
    return edits().apply("1 image", changes);
  }
  bool grow(EditId step, ImageId image, const std::string& text = "more images") {
    Changes changes{box_in(image)};
    return edits().extend(step, text, changes);
  }
  std::int64_t boxes() const { return project_->counts().regions; }

 private slots:
  void initTestCase() { SKIP_ALL_WITHOUT_STORE }

  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    project_ = test::create_project(fs::path(dir_->path().toStdString()) / "p.clocproj", "Growth");
    images_.clear();
    for (const char* path : {"/a.png", "/b.png", "/c.png", "/d.png"})
      images_.push_back(project_->add_image({0, path, 64, 48, {}}));
  }
  void cleanup() {
    project_.reset();
    dir_.reset();
  }

  void oneStepIsTakenBackAndDoneAgain() {
    const auto step = begin(images_[0]);
    Changes notes{box_in(images_[1]), notes_change(images_[1], {}, {{"a cat"}, {}})};
    QVERIFY(edits().extend(step, "2 images", notes));
    QVERIFY(notes[0].after.id > 0);
    QVERIFY(grow(step, images_[2], "3 images"));
    const auto done = edits().done(10);
    QCOMPARE(done.size(), std::size_t{1});
    QCOMPARE(done[0].text, std::string("3 images"));
    QCOMPARE(edits().changes(step).size(), std::size_t{4});
    QCOMPARE(edits().history(notes[0].after.id).size(), std::size_t{1});
    QCOMPARE(edits().undo(step).size(), std::size_t{4});
    QCOMPARE(boxes(), 0);
    QVERIFY(project_->captions_of(images_[1]).empty());
    edits().redo(step);
    QCOMPARE(boxes(), 3);
    QCOMPARE(project_->captions_of(images_[1]), std::vector<std::string>{"a cat"});
    QVERIFY(grow(step, images_[3]));  // it is done again
    edits().undo(step);
    QCOMPARE(boxes(), 0);
  }

  void whatIsUndoneDoesNotGrow() {
    const auto step = begin(images_[0]);
    edits().undo(step);
    QVERIFY(!grow(step, images_[1]));
    QVERIFY(!grow(step + 1, images_[1]));  // nor does what is not there
    QCOMPARE(boxes(), 0);
    QCOMPARE(edits().undone(10)[0].text, std::string("1 image"));
  }

  void workInOtherImagesIsNoHindrance() {
    const auto step = begin(images_[0]);
    const auto between = begin(images_[1]), taken_back = begin(images_[0]);
    edits().undo(taken_back);
    QVERIFY(grow(step, images_[2]));
    // The user's own can still be done again, and all of it undone in its order.
    edits().redo(taken_back);
    for (const auto id : {taken_back, between, step}) edits().undo(id);
    QCOMPARE(boxes(), 0);
    QCOMPARE(edits().undone(10).size(), std::size_t{3});
  }

  void workInTheSameImagesIs_data() {
    QTest::addColumn<bool>("undone");
    QTest::newRow("done") << false;
    QTest::newRow("undone") << true;
  }
  void workInTheSameImagesIs() {
    QFETCH(bool, undone);
    const auto step = begin(images_[0]);
    const auto between = begin(images_[1]);
    if (undone) edits().undo(between);
    const auto before = boxes();
    QVERIFY(!grow(step, images_[1]));
    QCOMPARE(boxes(), before);
    QVERIFY(grow(step, images_[2]));
  }

  void theLabelSetIs() {
    const auto step = begin(images_[0]);
    Changes changes{add_label_change({.name = "cat"})};
    edits().apply("a label", changes);
    QVERIFY(!grow(step, images_[1]));
    QCOMPARE(boxes(), 1);
  }

  void aConflictWritesNothing() {
    const auto step = begin(images_[0]);
    Changes changes{box_in(images_[1]), notes_change(images_[1], {{"not what it has"}, {}}, {{"new"}, {}})};
    test::expect_error(ErrorKind::Mismatch, [&] { edits().extend(step, "more", changes); });
    QCOMPARE(boxes(), 1);
    QCOMPARE(edits().done(10)[0].text, std::string("1 image"));
    QCOMPARE(edits().changes(step).size(), std::size_t{1});
  }

  void namesAreReadAsTheyAreWritten() {
    using Kind = StepName::Kind;
    const std::pair<StepName, const char*> all[] = {
        {{.kind = Kind::MachineLabels, .images = 1}, "machine labels of 1 image"},
        {{.kind = Kind::MachineLabels, .images = 2301}, "machine labels of 2301 images"},
        {{.kind = Kind::AcceptMachineLabels}, "accept machine labels"},
        {{.kind = Kind::RemoveMachineLabels}, "remove machine labels"},
        {{.kind = Kind::Import, .source = "pets, 2nd"}, "import pets, 2nd"},
        {{.kind = Kind::SplitImages}, "split the images"},
        {{.kind = Kind::Revert}, "revert"}};
    for (const auto& [name, text] : all) {
      QCOMPARE(to_string(name), std::string(text));
      const auto read = step_name_of(text);
      QVERIFY2(read && read->kind == name.kind && read->images == name.images && read->source == name.source,
               text);
    }
    for (const char* text :
         {"", "machine labels of", "machine labels of many images", "machine labels of 2 image",
          "machine labels of 2 images and more", "accept machine labels of mine", "Bilder aufteilen"})
      QVERIFY2(!step_name_of(text), text);
  }
};

QTEST_GUILESS_MAIN(TestStepGrowth)
#include "test_step_growth.moc"
