// SPDX-License-Identifier: Apache-2.0
// Splits of a project planned, applied as one step and taken back; images brought to a split.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>

#include "core/store/edits.h"
#include "core/store/split_plan.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::store;

class TestSplitPlan : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  std::optional<Project> project_;
  std::vector<ImageId> images_;

  std::map<std::string, std::vector<ImageId>> by_split() const {
    std::map<std::string, std::vector<ImageId>> found;
    for (const auto& image : project_->images()) found[image.split].push_back(image.id);
    return found;
  }

 private slots:
  // 40 images in 4 folders, each of one camera of 5; every second one with a cat, each with two dogs.
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    const auto root = std::filesystem::path(dir_->path().toStdString());
    project_ = Project::create(root / "p.clocproj", "P");
    const auto cat = project_->label("cat"), dog = project_->label("dog");
    images_.clear();
    for (int i = 0; i < 40; ++i) {
      const auto folder = QStringLiteral("f%1").arg(i % 4).toStdString(),
                 name = QStringLiteral("%1.png").arg(i).toStdString();
      Image image{0, root / folder / name, 100, 100, {}};
      image.attributes.set("camera", QStringLiteral("c%1").arg(i % 5).toStdString());
      images_.push_back(project_->add_image(image));
      std::vector<Region> regions{{0, 0, {1, 1, 9, 9}, dog, "", "t"},
                                  {0, 0, {1, 1, 9, 9}, dog, "", "t"},
                                  {0, 0, {1, 1, 9, 9}, {}, "", "t"}};
      if (i % 2 == 0) regions.push_back({0, 0, {1, 1, 9, 9}, cat, "", "t"});
      project_->add_regions(images_.back(), regions);
      project_->set_attributes(images_.back(), image.attributes);
    }
  }
  void cleanup() {
    project_.reset();
    dir_.reset();
  }

  void theBalanceIsKnownBeforeAnythingIsChanged() {
    const auto images = read_split_images(*project_, {}, false);
    QCOMPARE(images.groups, std::int64_t{40});
    const auto plan = plan_split(images, {});
    QCOMPARE(plan.images, (std::vector<std::int64_t>{32, 4, 4}));
    QCOMPARE(images.labels[0].name, std::string("cat"));
    QCOMPARE(plan.regions[0], (std::vector<std::int64_t>{16, 2, 2}));
    QCOMPARE(plan.regions[1], (std::vector<std::int64_t>{64, 8, 8}));
    QCOMPARE(by_split()[""].size(), std::size_t{40});
    auto changes = plan.changes;
    Edits edits(*project_);
    const auto step = edits.apply("split", changes);
    QCOMPARE(by_split()["train"].size(), std::size_t{32});
    QCOMPARE(by_split()["val"].size(), std::size_t{4});
    // The same again has nothing to change.
    QVERIFY(plan_split(read_split_images(*project_, {}, false), {}).changes.empty());
    edits.undo(step);
    QCOMPARE(by_split()[""].size(), std::size_t{40});
  }

  void groupsStayTogether() {
    for (const auto& [grouping, groups] : {std::pair{Grouping{Grouping::Kind::Folder}, 4},
                                           std::pair{Grouping{Grouping::Kind::Attribute, "camera"}, 5}}) {
      const auto images = read_split_images(*project_, grouping, false);
      QCOMPARE(images.groups, std::int64_t{groups});
      data::SplitOptions options;
      options.parts = {{"train", 0.5}, {"val", 0.5}};
      auto changes = plan_split(images, options).changes;
      Edits(*project_).apply("split", changes);
      std::map<std::string, std::set<std::string>> seen;
      for (const auto& image : project_->images()) {
        seen[grouping.kind == Grouping::Kind::Folder ? image.path.parent_path().string()
                                                     : image.attributes.text("camera")]
            .insert(image.split);
      }
      for (const auto& [group, splits] : seen) QCOMPARE(splits.size(), std::size_t{1});
      QVERIFY(by_split().size() == 2);
    }
    // No image has this attribute: each is for itself.
    QCOMPARE(read_split_images(*project_, {Grouping::Kind::Attribute, "patient"}, false).groups,
             std::int64_t{40});
  }

  void imagesWithASplitAreKept() {
    project_->set_split(std::span(images_).first(10), "test");
    const auto images = read_split_images(*project_, {}, true);
    QCOMPARE(images.ids.size(), std::size_t{30});
    data::SplitOptions options;
    options.parts = {{"train", 0.5}, {"val", 0.5}};
    auto changes = plan_split(images, options).changes;
    Edits(*project_).apply("split", changes);
    QCOMPARE(by_split()["test"].size(), std::size_t{10});
    QCOMPARE(by_split()["train"].size(), std::size_t{15});
  }

  void imagesAreBroughtToASplitFromWhereverTheyAre() {
    project_->set_split(std::span(images_).first(2), "train");
    project_->set_split(std::span(images_).subspan(2, 1), "val");
    std::vector<ImageId> some(images_.begin(), images_.begin() + 5);
    some.push_back(99999);
    auto changes = resplit_images(*project_, some, "val");
    QCOMPARE(changes.size(), std::size_t{2});
    Edits edits(*project_);
    const auto step = edits.apply("split", changes);
    QCOMPARE(by_split()["val"].size(), std::size_t{5});
    edits.undo(step);
    QCOMPARE(by_split()["train"].size(), std::size_t{2});
    QCOMPARE(by_split()["val"].size(), std::size_t{1});
    QVERIFY(resplit_images(*project_, std::span(images_).subspan(2, 1), "val").empty());
  }

  void sharesThatMakeNoSenseAreRefused() {
    const auto images = read_split_images(*project_, {}, false);
    data::SplitOptions options;
    options.parts = {{"train", 0.5}, {"val", 0.1}};
    test::expect_error(ErrorKind::InvalidInput, [&] { plan_split(images, options); });
    CancelToken cancel;
    cancel.cancel();
    test::expect_error(ErrorKind::Cancelled, [&] { read_split_images(*project_, {}, false, {}, cancel); });
  }
};

QTEST_GUILESS_MAIN(TestSplitPlan)
#include "test_split_plan.moc"
