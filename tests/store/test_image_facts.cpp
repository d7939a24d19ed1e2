// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <random>
#include <set>

#include "core/store/image_facts.h"
#include "tests/support/store_project.h"

using namespace cloc;
using namespace cloc::store;

namespace {

struct Known {
  std::uint32_t regions = 0, captions = 0;
  std::set<std::uint32_t> labels;
  bool verified = false;
};

std::set<std::uint32_t> labelsAt(const ImageFacts& facts, std::size_t place) {
  const auto labels = facts.labels(place);
  return {labels.begin(), labels.end()};
}

Region labelled(std::optional<LabelId> label) {
  Region region;
  region.box = {0, 0, 10, 10};
  region.label_id = label;
  region.source = "test";
  return region;
}

}  // namespace

class TestImageFacts : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { SKIP_ALL_WITHOUT_STORE }

  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    project_.emplace(
        test::create_project(folder_->filePath(QStringLiteral("p.clocproj")).toStdString(), "facts"));
  }
  void cleanup() {
    project_.reset();
    folder_.reset();
  }

  void anEmptyProjectHasNone() { QCOMPARE(read_image_facts(*project_).size(), std::size_t{0}); }

  void factsAreThoseOfTheImagesOneByOne() {
    const auto known = fill(200);
    const ImageFacts facts = read_image_facts(*project_);
    ImageId before = 0;
    for (std::size_t place = 0; place < facts.size(); ++place) {
      QVERIFY(facts.id(place) > before);
      before = facts.id(place);
    }
    for (const auto& [id, expected] : known) {
      const auto place = facts.find(id);
      if (expected.regions == 0 && expected.captions == 0 && !expected.verified) {
        QVERIFY(!place);
        continue;
      }
      QVERIFY(place.has_value());
      QCOMPARE(facts.regions(*place), expected.regions);
      QCOMPARE(facts.captions(*place), expected.captions);
      QCOMPARE(facts.verified(*place), expected.verified);
      QVERIFY(labelsAt(facts, *place) == expected.labels);
    }
  }

  void equalSetsOfLabelsAreKeptOnce() {
    const LabelId a = project_->label("a"), b = project_->label("b");
    const std::vector<std::vector<Region>> regions = {
        {labelled(a), labelled(b)}, {labelled(b), labelled(a), labelled(a)}, {labelled(std::nullopt)}};
    for (std::size_t i = 0; i < regions.size(); ++i) {
      const ImageId image = project_->add_image({0, "/pictures/" + std::to_string(i), 20, 20, {}});
      project_->add_regions(image, regions[i]);
    }
    const ImageFacts facts = read_image_facts(*project_);
    QCOMPARE(facts.size(), std::size_t{3});
    QCOMPARE(facts.label_set(0), facts.label_set(1));
    QCOMPARE(facts.label_set(2), std::uint32_t{0});
    QCOMPARE(facts.label_set_count(), std::size_t{2});
  }

  // More ids than one statement takes, in any order, some twice, some of no image.
  void theChangedOnesAreReadAlone() {
    const auto known = fill(2500);
    std::vector<ImageId> asked;
    for (const auto& [id, unused] : known) asked.push_back(id);
    asked.push_back(asked.front());
    asked.push_back(999999);
    std::shuffle(asked.begin(), asked.end(), std::mt19937(1));
    const ImageFacts facts = read_image_facts(*project_, asked);
    QCOMPARE(facts.size(), known.size() + 1);
    for (const auto& [id, expected] : known) {
      const auto place = facts.find(id);
      QVERIFY(place.has_value());
      QCOMPARE(facts.regions(*place), expected.regions);
      QCOMPARE(facts.captions(*place), expected.captions);
      QCOMPARE(facts.verified(*place), expected.verified);
      QVERIFY(labelsAt(facts, *place) == expected.labels);
    }
    QCOMPARE(facts.regions(*facts.find(999999)), std::uint32_t{0});
  }

  void anImageThatLostItsRegionsIsThereWithZeros() {
    const ImageId image = project_->add_image({0, "/pictures/a", 20, 20, {}});
    const std::vector<Region> regions = {labelled(project_->label("a"))};
    const auto ids = project_->add_regions(image, regions);
    project_->remove_region(ids.front());
    const std::vector<ImageId> asked = {image};
    const ImageFacts facts = read_image_facts(*project_, asked);
    QCOMPARE(facts.size(), std::size_t{1});
    QCOMPARE(facts.regions(0), std::uint32_t{0});
    QVERIFY(facts.labels(0).empty());
  }

 private:
  std::map<ImageId, Known> fill(int images) {
    std::mt19937 random(7);
    const auto below = [&](unsigned n) { return random() % n; };
    std::vector<LabelId> labels;
    for (int i = 0; i < 5; ++i) labels.push_back(project_->label("label" + std::to_string(i)));
    std::map<ImageId, Known> known;
    auto transaction = project_->transaction();
    for (int i = 0; i < images; ++i) {
      const ImageId id = project_->add_image({0, "/pictures/" + std::to_string(i), 20, 20, {}});
      Known& facts = known[id];
      std::vector<Region> regions;
      for (unsigned r = below(8); r > 0; --r) {
        const auto label = below(4) == 0 ? std::optional<LabelId>() : labels[below(5)];
        regions.push_back(labelled(label));
        if (label) facts.labels.insert(static_cast<std::uint32_t>(*label));
      }
      facts.regions = static_cast<std::uint32_t>(regions.size());
      project_->add_regions(id, regions);
      facts.captions = below(3);
      facts.verified = below(3) == 0;
      project_->set_verified(id, facts.verified);
      project_->set_captions(id, std::vector<std::string>(facts.captions, "words"));
    }
    transaction.commit();
    return known;
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::optional<Project> project_;
};

QTEST_GUILESS_MAIN(TestImageFacts)
#include "test_image_facts.moc"
