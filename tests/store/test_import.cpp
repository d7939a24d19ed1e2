// SPDX-License-Identifier: Apache-2.0
// Data sets into a project, out of it again, and into one that has the images already.
#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "core/base/atomic_file.h"
#include "core/store/edits.h"
#include "core/store/project_reader.h"
#include "tests/support/expect_error.h"
#include "tests/support/import_dataset.h"
#include "tests/support/store_project.h"

using namespace cloc;
using namespace cloc::store;
using Existing = ImportOptions::Existing;
namespace fs = std::filesystem;

namespace {

data::Dataset random_dataset(const fs::path& folder, unsigned seed, int images) {
  std::mt19937 random(seed);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  data::Dataset dataset;
  dataset.labels = {"cat", "dog, big", "\"odd\"\n\xf0\x9f\x90\xb1"};
  dataset.label_details = {{"animal", "#ff8800", {}}, {}, {"", "", {}}};
  dataset.label_details[2].attributes.set("frequency", std::string("rare"));
  for (int i = 0; i < images; ++i) {
    data::ImageRecord image;
    image.path = folder / ("image" + std::to_string(i) + ".png");
    image.width = 100 + below(100);
    image.height = 100 + below(100);
    image.split = i % 3 == 0 ? "train" : i % 3 == 1 ? "val" : "";
    if (i % 4 == 0) image.attributes.set("negative labels", std::vector<std::string>{"cat", "dog, big"});
    for (int c = below(3); c > 0; --c) image.captions.push_back("caption " + std::to_string(below(1000)));
    for (int r = below(5); r > 0; --r) {
      data::Region region;
      const auto x = static_cast<float>(below(500)) / 8, y = static_cast<float>(below(500)) / 8;
      region.box = {x, y, x + 1 + static_cast<float>(below(200)) / 8,
                    y + 1 + static_cast<float>(below(200)) / 8};
      region.label = below(4) - 1;
      region.caption = below(2) == 0 ? "" : "the one at " + std::to_string(x);
      if (below(2) == 0) region.more_captions = {"another", "and, \"one\" more"};
      if (below(2) == 0) {
        region.attributes.set(data::kDifficult, true);
        region.attributes.set(data::kScore, 0.25);
        region.attributes.set("pose", std::string("left"));
      }
      image.regions.push_back(std::move(region));
    }
    dataset.images.push_back(std::move(image));
  }
  return dataset;
}

// Apart from source ids, which are the store's own.
void compare(const data::Dataset& is, const data::Dataset& wanted) {
  QCOMPARE(is.labels, wanted.labels);
  QVERIFY(is.label_details == wanted.label_details);
  QCOMPARE(is.images.size(), wanted.images.size());
  for (std::size_t i = 0; i < is.images.size(); ++i) {
    const auto &a = is.images[i], &b = wanted.images[i];
    QCOMPARE(a.path, b.path);
    QCOMPARE(a.width, b.width);
    QCOMPARE(a.height, b.height);
    QCOMPARE(a.captions, b.captions);
    QCOMPARE(a.split, b.split);
    QVERIFY(a.attributes == b.attributes);
    QCOMPARE(a.regions.size(), b.regions.size());
    for (std::size_t r = 0; r < a.regions.size(); ++r) {
      QCOMPARE(a.regions[r].box, b.regions[r].box);
      QCOMPARE(a.regions[r].label, b.regions[r].label);
      QCOMPARE(a.regions[r].caption, b.regions[r].caption);
      QCOMPARE(a.regions[r].more_captions, b.regions[r].more_captions);
      QVERIFY(a.regions[r].attributes == b.regions[r].attributes);
    }
  }
}

// Gives its labels one by one, as formats do whose labels are learned while reading.
class GrowingLabels final : public data::DatasetReader {
 public:
  explicit GrowingLabels(fs::path folder) : folder_(std::move(folder)) {}
  const std::vector<std::string>& labels() const override { return labels_; }
  const std::vector<data::LabelDetails>& label_details() const override { return details_; }
  std::optional<std::int64_t> image_count() const override { return std::nullopt; }
  bool next(data::ImageRecord& image) override {
    if (labels_.size() == 3) return false;
    labels_.push_back("label " + std::to_string(labels_.size()));
    image.path = folder_ / (labels_.back() + ".png");
    image.regions = {{{1, 2, 3, 4}, static_cast<int>(labels_.size()) - 1, "", 0}};
    return true;
  }

 private:
  fs::path folder_;
  std::vector<std::string> labels_;
  std::vector<data::LabelDetails> details_;
};

ImportReport import_with(Project& project, data::Dataset dataset, const ImportOptions& options) {
  const auto reader = data::reader_of(std::move(dataset));
  return project.import(*reader, options);
}

}  // namespace

class TestImport : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  int next_ = 0;
  fs::path folder_;

  Project new_project() { return test::create_project(folder_ / "p.clocproj", "P"); }

 private slots:
  void initTestCase() { SKIP_ALL_WITHOUT_STORE }

  void init() {
    folder_ = fs::path(dir_.path().toStdString()) / std::to_string(next_++);
    fs::create_directories(folder_);
  }

  void everythingThatADatasetSaysComesBack() {
    for (unsigned seed = 0; seed < 5; ++seed) {
      auto project = test::create_project(folder_ / (std::to_string(seed) + ".clocproj"), "P");
      const auto dataset = random_dataset(folder_, seed, 40);
      test::import_dataset(project, dataset, "x");
      compare(project.dataset(), dataset);
      project.check();
    }
  }

  void labelsThatComeWhileReadingAreTaken() {
    auto project = new_project();
    GrowingLabels reader(folder_);
    const auto report = project.import(reader, {.source = "x"});
    QCOMPARE(report.labels_added, 3);
    QVERIFY(report.issues.count("label that is not in the list") == 0);
    const auto all = project.dataset();
    for (int i = 0; i < 3; ++i)
      QCOMPARE(all.labels[static_cast<std::size_t>(all.images[static_cast<std::size_t>(i)].regions[0].label)],
               "label " + std::to_string(i));
  }

  void addingBringsWhatIsNewAndCanBeUndone() {
    auto project = new_project();
    auto dataset = random_dataset(folder_, 1, 20);
    test::import_dataset(project, dataset, "one");
    const auto before = project.dataset();

    QCOMPARE(import_with(project, dataset, {.source = "same", .existing = Existing::Add}).images_changed, 0);
    compare(project.dataset(), before);

    dataset.images[3].regions.push_back({{1, 1, 9, 9}, 1, "new", 0});
    dataset.images[3].captions.push_back("a new caption");
    for (auto& image : dataset.images) {  // as a format that rounds
      for (auto& region : image.regions) region.box.x1 += 0.004f;
    }
    const auto report = import_with(project, dataset, {.source = "two", .existing = Existing::Add});
    QCOMPARE(report.images_changed, 1);
    QCOMPARE(report.regions_added, 1);
    QCOMPARE(report.captions_added, 1);
    const auto id = project.images()[3].id;
    QCOMPARE(project.regions_of(id).back().caption, std::string("new"));
    QCOMPARE(project.regions_of(id).back().source, std::string("two"));

    Edits edits(project);
    QCOMPARE(edits.done(10).size(), 1u);
    QCOMPARE(edits.done(10)[0].text, std::string("import two"));
    edits.undo(edits.done(10)[0].id);
    auto undone = project.dataset();
    undone.images[3].captions.pop_back();
    compare(undone, before);
  }

  void replacingKeepsTheNumbersOfWhatIsTheSame() {
    auto project = new_project();
    auto dataset = random_dataset(folder_, 2, 10);
    dataset.images[0].regions = {{{1, 1, 5, 5}, 0, "stays", 0}, {{2, 2, 6, 6}, 1, "goes", 0}};
    test::import_dataset(project, dataset, "one");
    const auto image = project.images()[0].id;
    const auto old = project.regions_of(image);

    dataset.images[0].regions[1] = {{3, 3, 7, 7}, 2, "comes", 0};
    dataset.images[0].captions = {"only this"};
    const auto report = import_with(project, dataset, {.source = "two", .existing = Existing::Replace});
    QCOMPARE(report.regions_added, 1);
    QCOMPARE(report.regions_removed, 1);
    const auto now = project.regions_of(image);
    QCOMPARE(now.size(), 2u);
    QCOMPARE(now[0].id, old[0].id);
    QCOMPARE(now[1].caption, std::string("comes"));
    QCOMPARE(project.captions_of(image), std::vector<std::string>{"only this"});

    Edits edits(project);
    edits.undo(edits.done(1)[0].id);
    QCOMPARE(project.regions_of(image).back().id, old[1].id);
    QCOMPARE(project.regions_of(image).back().caption, std::string("goes"));
  }

  void filteredReadingGivesWhatFits() {
    auto project = new_project();
    const auto dataset = random_dataset(folder_, 3, 60);
    test::import_dataset(project, dataset, "x");
    const auto images = project.images();
    for (std::size_t i = 0; i < images.size(); i += 2) project.set_verified(images[i].id, true);

    const auto found = data::read_all(
        *read_project(project, {.splits = {"val", ""}, .verified_only = true, .labels = {"dog, big"}}));
    std::size_t at = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
      const auto& image = dataset.images[i];
      if (i % 2 == 1 || image.split == "train") continue;
      QVERIFY(at < found.images.size());
      QCOMPARE(found.images[at].path, image.path);
      QCOMPARE(found.images[at].captions, image.captions);
      std::size_t count = 0;
      for (const auto& region : image.regions) count += region.label == 1 ? 1 : 0;
      QCOMPARE(found.images[at].regions.size(), count);
      ++at;
    }
    QCOMPARE(found.images.size(), at);
    const auto two =
        data::read_all(*read_project(project, {.images = std::vector{images[5].id, images[7].id}}));
    QCOMPARE(two.images.size(), 2u);
    QCOMPARE(two.images[1].regions.size(), dataset.images[7].regions.size());
    const auto message =
        test::expect_error(ErrorKind::InvalidInput, [&] { read_project(project, {.labels = {"no such"}}); });
    QVERIFY_CONTAINS(message, "no such");
  }

  void aReaderSeesOneStateWhileOthersWrite() {
    auto project = new_project();
    test::import_dataset(project, random_dataset(folder_, 4, 30), "x");
    const auto before = project.dataset();
    const auto reader = read_project(project);
    data::ImageRecord first;
    QVERIFY(reader->next(first));
    auto other = Project::open(project.folder());
    for (const auto& image : other.images()) other.remove_image(image.id);
    auto rest = data::read_all(*reader);
    rest.images.insert(rest.images.begin(), first);
    compare(rest, before);
  }

  void aLabelIsChangedAndClashesAreRefused() {
    auto project = new_project();
    const auto cat = project.label("cat"), dog = project.label("dog");
    Label label{cat, "big cat", {"animal", "#102030", {}}, "c"};
    project.update_label(label);
    QCOMPARE(project.labels()[0].name, std::string("big cat"));
    QCOMPARE(project.labels()[0].details.colour, std::string("#102030"));
    QCOMPARE(project.labels()[0].hotkey, std::string("c"));
    const auto same_name = test::expect_error(ErrorKind::InvalidInput, [&] {
      project.update_label({dog, "big cat", {}, ""});
    });
    QVERIFY_CONTAINS(same_name, "another label");
    const auto same_key = test::expect_error(ErrorKind::InvalidInput, [&] {
      project.update_label({dog, "dog", {}, "c"});
    });
    QVERIFY_CONTAINS(same_key, "big cat");
    test::expect_error(ErrorKind::InvalidInput, [&] { project.update_label({dog, "", {}, ""}); });
    test::expect_error(ErrorKind::NotFound, [&] { project.update_label({99, "x", {}, ""}); });
    QCOMPARE(project.labels()[1].name, std::string("dog"));
  }

  void attributesOfEverySortComeBackFromTheirText() {
    data::Attributes attributes;
    attributes.set("flag", false);
    attributes.set("number", 0.1);
    attributes.set("text", std::string("true"));
    attributes.set("list", std::vector<std::string>{"a", "\"b\""});
    attributes.set("number", 2.5);
    QVERIFY(data::Attributes::from_json(attributes.to_json()) == attributes);
    QCOMPARE(attributes.all().size(), 4u);
    QVERIFY(data::Attributes::from_json("").empty());
    QCOMPARE(data::Attributes::from_json(R"({"deep": {"a": [1]}})").text("deep"),
             std::string(R"({"a":[1]})"));
    test::expect_error(ErrorKind::Corrupt, [] { data::Attributes::from_json("[1]"); });
    test::expect_error(ErrorKind::Corrupt, [] { data::Attributes::from_json("{\"a\": "); });
  }
};

QTEST_GUILESS_MAIN(TestImport)
#include "test_import.moc"
