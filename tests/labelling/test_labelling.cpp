// SPDX-License-Identifier: Apache-2.0
// The labelling run on demo scenes with the model that ships: what it writes, going on after an interruption,
// parts for several workers, and input and machines that are bad.
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "core/assist/machine_labels.h"
#include "core/base/resources.h"
#include "core/data/open_dataset.h"
#include "core/data/webdataset.h"
#include "core/demo/demo.h"
#include "core/store/edits.h"
#include "tests/labelling/chat_server.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/import_dataset.h"
#include "training/labelling/cloc_detector.h"
#include "training/labelling/label_review.h"
#include "training/labelling/label_shards.h"
#include "training/labelling/labelling.h"

using namespace cloc;
using namespace cloc::labelling;
namespace fs = std::filesystem;
namespace chat = cloc::labelling::test;

namespace {

constexpr int kScenes = 18;

// A box for each phrase, of the image's own size; what a test wants to go wrong goes wrong.
class FakeDetector final : public RegionDetector {
 public:
  using Trouble = std::function<void(std::size_t images, std::span<const std::vector<std::string>>)>;
  explicit FakeDetector(Trouble trouble = {})
      : RegionDetector({"fake", "fake", "0123456789abcdef"}, {.threshold = 0.1f}),
        trouble_(std::move(trouble)) {}
  std::size_t largest = 0;

 private:
  std::vector<std::vector<Detection>> find(std::span<const cv::Mat> images,
                                           std::span<const std::vector<std::string>> phrases) override {
    if (trouble_) trouble_(images.size(), phrases);
    largest = std::max(largest, images.size());
    std::vector<std::vector<Detection>> all;
    for (std::size_t i = 0; i < images.size(); ++i) {
      all.emplace_back();
      for (std::size_t p = 0; p < phrases[i].size(); ++p) {
        const auto place = static_cast<float>(p);
        all.back().push_back({{place, 0, place + 10, 20}, p, 0.5f});
      }
    }
    return all;
  }
  Trouble trouble_;
};

// An image's machine labels, comparable: what was found is the same but for rounding.
struct Found {
  std::string phrase;
  store::LabelId label = 0;
  PixelBox box;
  double score = 0;
};
using Snapshot = std::map<std::string, std::vector<Found>>;

Snapshot snapshot(const store::Project& project) {
  Snapshot all;
  for (const auto& image : project.images()) {
    auto& list = all[image.path.filename().string()];
    for (const auto& region : project.regions_of(image.id)) {
      if (assist::is_machine_label(region)) {
        list.push_back(
            {region.caption, region.label_id.value_or(0), region.box, assist::score_of(region).value_or(-1)});
      }
    }
  }
  return all;
}

void verify_same(const Snapshot& a, const Snapshot& b) {
  QCOMPARE(a.size(), b.size());
  for (const auto& [image, boxes] : a) {
    const auto& others = b.at(image);
    QCOMPARE(boxes.size(), others.size());
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      QCOMPARE(boxes[i].phrase, others[i].phrase);
      QCOMPARE(boxes[i].label, others[i].label);
      QVERIFY(iou(boxes[i].box, others[i].box) > 0.99f);
      QVERIFY(std::abs(boxes[i].score - others[i].score) < 1e-3);
    }
  }
}

std::int64_t boxes_of(const Snapshot& all) {
  std::int64_t count = 0;
  for (const auto& [image, boxes] : all) count += static_cast<std::int64_t>(boxes.size());
  return count;
}

}  // namespace

class TestLabelling : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  data::Dataset scenes_;
  std::unique_ptr<RegionDetector> detector_;
  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }

  // The scenes' images with their captions; `truth`: their regions too.
  store::Project project(const std::string& name, bool truth = false) const {
    auto made = store::Project::create(at(name + ".clocproj"), name);
    auto data = scenes_;
    if (!truth) {
      for (auto& image : data.images) image.regions.clear();
    }
    cloc::test::import_dataset(made, data, "scenes");
    return made;
  }
  // A project of small images that nobody needs to look at, with these captions.
  store::Project small_project(const std::string& name, const std::vector<std::string>& captions) const {
    auto made = store::Project::create(at(name + ".clocproj"), name);
    fs::create_directories(at(name));
    for (std::size_t i = 0; i < captions.size(); ++i) {
      const auto path = at(name) / (std::to_string(i) + ".png");
      cv::imwrite(path.string(), cv::Mat(30, 40, CV_8UC3, cv::Scalar(10, 20, 5.0 * static_cast<double>(i))));
      const auto id = made.add_image({0, path, 40, 30, {}});
      if (!captions[i].empty()) made.set_captions(id, std::vector{captions[i]});
    }
    return made;
  }
  static CaptionerOptions captioner(const std::string& address, const fs::path& cache) {
    CaptionerOptions options;
    options.address = address;
    options.cache = cache;
    options.parallel = 1;
    options.attempts = 1;
    options.failures_in_a_row = 2;
    return options;
  }

 private slots:
  void initTestCase() {
    demo::DemoOptions options;
    options.directory = at("scenes");
    options.scenes = kScenes;
    options.seed = 99;
    demo::create_demo(options);
    IssueReport issues;
    scenes_ = data::open_dataset(options.directory, issues);
    detector_ =
        ClocDetector::open(resource_path("models/demo"),
                           {.filter = {.suppression = {.mode = SuppressionMode::ClassFree}}, .threads = 1});
  }

  void whatIsFoundIsKeptAsMachineLabels() {
    auto labelled = project("kept", true);
    std::vector<Progress> told;
    const auto report = label_images(labelled, *detector_, {}, [&](const Progress& p) { told.push_back(p); });
    QCOMPARE(QString::fromStdString(report.stopped), QString());
    QCOMPARE(report.images, kScenes);
    QCOMPARE(report.labelled, kScenes);
    QCOMPARE(report.left, 0);
    QCOMPARE(told.back().done, kScenes);
    QCOMPARE(told.back().total, kScenes);
    QVERIFY(report.written.boxes > kScenes);
    QCOMPARE(report.written.boxes, boxes_of(snapshot(labelled)));
    QVERIFY(report.boxes_per_image() > 1 && report.words_per_caption() > 5 && report.words_per_box() >= 1);
    QCOMPARE(report.bottleneck, std::string("detecting"));

    std::map<store::LabelId, std::string> names;
    for (const auto& label : labelled.labels()) names[label.id] = label.name;
    std::int64_t with_label = 0;
    for (const auto& image : labelled.images()) {
      QCOMPARE(image.attributes.text(assist::kPipeline), report.pipeline);
      for (const auto& region : labelled.regions_of(image.id)) {
        if (!assist::is_machine_label(region)) continue;
        QVERIFY(assist::score_of(region).value_or(0) >= 0.1);
        QCOMPARE(region.attributes.text(assist::kPipeline), report.pipeline);
        QVERIFY_CONTAINS(region.attributes.text(assist::kDetector), "CLOC demo ");
        QVERIFY(region.box.x1 >= 0 && region.box.x2 <= static_cast<float>(image.width));
        if (!region.label_id) continue;
        ++with_label;
        QCOMPARE(names.at(*region.label_id), assist::label_name_of(region.caption));
      }
    }
    QCOMPARE(with_label, report.written.with_label);
    QVERIFY(with_label > 0);

    const auto agreement = compare_labels(labelled, {0.1, 0.9});
    const auto said = QStringLiteral("precision %1, recall %2, of %3 boxes %4 at 0.9")
                          .arg(agreement[0].precision())
                          .arg(agreement[0].recall())
                          .arg(agreement[0].boxes)
                          .arg(agreement[1].boxes);
    qInfo("%s", qPrintable(said));
    QCOMPARE(agreement[0].boxes, report.written.boxes);
    QCOMPARE(agreement[0].truths, scenes_.region_count());
    QVERIFY2(agreement[0].precision() > 0.6 && agreement[0].recall() > 0.4, qPrintable(said));
    QVERIFY2(agreement[1].boxes < agreement[0].boxes, qPrintable(said));

    // All of it can be taken back.
    store::Edits edits(labelled);
    const auto steps = edits.done(100);
    QCOMPARE(steps.size(), std::size_t{1});
    QCOMPARE(steps[0].text, std::string("machine labels of 18 images"));
    edits.undo(steps[0].id);
    QCOMPARE(boxes_of(snapshot(labelled)), 0);
    QVERIFY(labelled.images()[0].attributes.find(assist::kPipeline) == nullptr);
    QCOMPARE(labelled.counts().regions, scenes_.region_count());
  }

  void aStoppedRunThatGoesOnFindsTheSame() {
    auto whole = project("whole"), stopped = project("stopped");
    QVERIFY(label_images(whole, *detector_, {}).stopped.empty());
    const LabellingOptions options{.batch = 2, .images_a_write = 3};
    const CancelToken cancel;
    auto report = label_images(
        stopped, *detector_, options,
        [&](const Progress& progress) {
          if (progress.done >= 1) cancel.cancel();
        },
        cancel);
    QVERIFY(!report.stopped.empty());
    QCOMPARE(report.stop_kind, ErrorKind::Cancelled);
    QVERIFY(report.labelled >= 1 && report.labelled < kScenes);
    QCOMPARE(report.labelled + report.left, kScenes);
    const auto before = report.labelled;
    report = label_images(stopped, *detector_, options);
    QVERIFY(report.stopped.empty());
    QCOMPARE(report.already, before);
    QCOMPARE(report.labelled, kScenes - before);
    verify_same(snapshot(whole), snapshot(stopped));
    // Nothing is left to do, and nothing is done.
    report = label_images(stopped, *detector_, options);
    QCOMPARE(report.already, kScenes);
    QCOMPARE(report.labelled, 0);
    verify_same(snapshot(whole), snapshot(stopped));
  }

  void twoPartsAreOneRun() {
    auto whole = project("one"), parts = project("parts");
    QVERIFY(label_images(whole, *detector_, {}).stopped.empty());
    LabellingOptions options;
    options.selection.shard = {2, 2};
    const auto second = label_images(parts, *detector_, options);
    options.selection.shard = {1, 2};
    const auto first = label_images(parts, *detector_, options);
    QCOMPARE(first.images + second.images, kScenes);
    QCOMPARE(first.labelled + second.labelled, kScenes);
    QCOMPARE(first.pipeline, second.pipeline);
    verify_same(snapshot(whole), snapshot(parts));
  }

  void onlyWhatIsSelectedIsLabelled() {
    auto some = small_project("some", {"a dog", "a cat", "a cow", "a hen"});
    const auto images = some.images();
    some.set_split(std::vector{images[1].id, images[2].id}, "val");
    FakeDetector detector;
    LabellingOptions options;
    options.selection.images = {images[0].id, images[2].id};
    options.selection.splits = {"val"};
    QCOMPARE(label_images(some, detector, options).labelled, 1);
    QCOMPARE(snapshot(some).at("2.png").size(), std::size_t{1});
    QCOMPARE(boxes_of(snapshot(some)), 1);
  }

  void againReplacesWhatNobodyHasAccepted() {
    auto made = small_project("again", {"a dog and a ball", "a cat"});
    FakeDetector detector;
    label_images(made, detector, {});
    const auto image = made.images()[0].id;
    store::Edits edits(made);
    store::Changes changes{assist::accepted(made.regions_of(image)[0])};
    edits.apply("accept", changes);
    store::Region of_user;
    of_user.box = {1, 1, 5, 5};
    of_user.source = "user";
    made.add_regions(image, std::vector{of_user});
    LabellingOptions options{.again = true};
    auto report = label_images(made, detector, options);
    QCOMPARE(report.labelled, 2);
    QCOMPARE(report.written.replaced, 2);
    QCOMPARE(report.written.accepted_already, 1);
    QCOMPARE(report.written.boxes, 2);
    QCOMPARE(made.regions_of(image).size(), std::size_t{3});  // accepted, the user's, the ball
    // Another pipeline labels anew without being told, in the place of the first.
    options = {.phrases = PhraseSource::Ngrams};
    report = label_images(made, detector, options);
    QCOMPARE(report.already, 0);
    QCOMPARE(report.written.replaced, 2);
  }

  void labelsAreAcceptedAndRemovedTogether() {
    auto made = small_project("review", {"a dog and a ball", "a cat"});
    FakeDetector detector;
    label_images(made, detector, {});
    QCOMPARE(accept_labels(made, 0.6).regions, 0);
    LabellingOptions options;
    options.selection.images = {made.images()[1].id};
    QCOMPARE(clear_labels(made).regions, 3);
    QCOMPARE(label_images(made, detector, options).labelled, 1);  // the mark is gone too
    const auto accepted = accept_labels(made, 0.5);
    QCOMPARE(accepted.regions, 1);
    QCOMPARE(accepted.images, 1);
    QCOMPARE(clear_labels(made).regions, 0);
    QCOMPARE(made.counts().regions, 1);
    store::Edits edits(made);
    while (!edits.done(1).empty()) edits.undo(edits.done(1)[0].id);
    QCOMPARE(made.counts().regions, 0);
  }

  void ngramsAreASwitch() {
    auto made = small_project("ngrams", {"two dogs run"});
    FakeDetector detector;
    const auto nouns = label_images(made, detector, {});
    const auto ngrams = label_images(made, detector, {.phrases = PhraseSource::Ngrams});
    QVERIFY(nouns.pipeline != ngrams.pipeline);
    QCOMPARE(nouns.written.boxes, 1);
    QCOMPARE(ngrams.phrases.phrases, 5);  // two is a stop word
    QVERIFY(ngrams.written.boxes > nouns.written.boxes);
  }

  // Each is counted, none ends the run, and what was mended is labelled by the next.
  void badCaptionsAndImagesAreCounted() {
    std::string long_caption = "A red ball lies on the table.";
    for (int i = 0; i < 10'000; ++i)
      long_caption += " The thing number" + std::to_string(i % 977) + " stands there.";
    auto made = small_project(
        "bad", {"a dog", "", " !? ", "Ein roter Ball liegt auf dem Tisch und der Hund ist nicht da",
                "it is what it is", long_caption, "a cat", "a hen"});
    std::ofstream(at("bad/6.png"), std::ios::trunc) << "no image";
    fs::remove(at("bad/7.png"));
    FakeDetector detector;
    auto report = label_images(made, detector, {});
    QVERIFY(report.stopped.empty());
    QCOMPARE(report.images, 8);
    QCOMPARE(report.labelled, 3);       // the dog, the stop words, the long one
    QCOMPARE(report.without_boxes, 1);  // stop words
    QCOMPARE(report.without_caption, 2);
    QCOMPARE(report.other_language, 1);
    QCOMPARE(report.unreadable, 2);
    QCOMPARE(report.left, 0);
    QCOMPARE(report.phrases.captions_cut, 1);
    QCOMPARE(report.issues.count("image without caption"), 2);
    QCOMPARE(report.issues.count("caption in another language"), 1);
    QCOMPARE(report.issues.count("image not readable"), 2);
    QVERIFY(snapshot(made).at("5.png").size() <= 20);
    // n-grams of it, too, are not without end.
    QVERIFY(label_images(made, detector, {.phrases = PhraseSource::Ngrams}).stopped.empty());
    QVERIFY(snapshot(made).at("5.png").size() <= 300);
    label_images(made, detector, {});
    cv::imwrite(at("bad/6.png").string(), cv::Mat(30, 40, CV_8UC3, cv::Scalar(1, 2, 3)));
    made.set_captions(made.images()[1].id, std::vector<std::string>{"a fox"});
    report = label_images(made, detector, {.keep_other_language = true});
    QCOMPARE(report.already, 3);
    QCOMPARE(report.labelled, 3);  // the cat, the fox, and German as it is
  }

  void stopWordsAloneAreCounted() {
    auto made = small_project("stop", {"some of the other ones"});
    FakeDetector detector;
    const auto report = label_images(made, detector, {.phrases = PhraseSource::Ngrams});
    QCOMPARE(report.labelled, 1);
    QVERIFY(report.phrases.stop_word_phrases > 0);
  }

  void aScoreThatIsNotFiniteIsThatImagesAlone() {
    auto made = small_project("numeric", {"a dog", "a cat", "a bad thing", "a hen", "a cow"});
    FakeDetector detector([](std::size_t, std::span<const std::vector<std::string>> phrases) {
      for (const auto& list : phrases) {
        if (list[0] == "a bad thing") throw Error(ErrorKind::Numeric, "not finite");
      }
    });
    auto report = label_images(made, detector, {});
    QVERIFY(report.stopped.empty());
    QCOMPARE(report.failed, 1);
    QCOMPARE(report.labelled, 4);
    QCOMPARE(report.issues.count("scores not finite"), 1);
    // Of every image: it is the weights.
    FakeDetector damaged(
        [](std::size_t, auto) { throw Error(ErrorKind::Numeric, "the weights are damaged."); });
    report = label_images(made, damaged, {.again = true});
    QCOMPARE(report.stop_kind, ErrorKind::Numeric);
    QVERIFY_CONTAINS(report.stopped, "the weights are damaged.");
    QCOMPARE(boxes_of(snapshot(made)), 4);
  }

  void aBatchThatDoesNotFitIsMadeSmaller() {
    auto made = small_project("memory", {"a dog", "a cat", "a fox", "a hen", "a cow", "an owl", "a bee"});
    FakeDetector detector([](std::size_t images, auto) {
      if (images > 2) throw Error(ErrorKind::OutOfMemory, "too many");
    });
    const auto report = label_images(made, detector, {.batch = 7});
    QVERIFY(report.stopped.empty());
    QCOMPARE(report.labelled, 7);
    QVERIFY(detector.largest <= 2);
  }

  void aCaptionerWritesCaptionsThatAreKept() {
    auto made = small_project("asked", {"a dog", ""});
    chat::ChatServer server(
        [](const chat::ChatRequest&) { return chat::answer("A green bottle stands on a wooden table."); });
    FakeDetector detector;
    LabellingOptions options{.captioner = captioner(server.address(), made.folder() / "captions"),
                             .ask_only_missing = true,
                             .store_captions = true};
    auto report = label_images(made, detector, options);
    QCOMPARE(QString::fromStdString(report.stopped), QString());
    QCOMPARE(report.labelled, 2);
    QCOMPARE(report.captioner->captioned, 1);
    QCOMPARE(made.captions_of(made.images()[1].id),
             std::vector<std::string>{"A green bottle stands on a wooden table."});
    QCOMPARE(snapshot(made).at("0.png").size(), std::size_t{1});
    QCOMPARE(snapshot(made).at("1.png").size(), std::size_t{2});
    // Asked for all: the image's own caption stays behind the new one.
    options.ask_only_missing = false;
    report = label_images(made, detector, options);
    QCOMPARE(report.labelled, 2);
    QCOMPARE(made.captions_of(made.images()[0].id).size(), std::size_t{2});
    QCOMPARE(made.captions_of(made.images()[1].id).size(), std::size_t{1});
    QCOMPARE(snapshot(made).at("0.png").size(), std::size_t{2});
  }

  void aCaptionerThatIsDownEndsTheRunWhichGoesOnLater() {
    auto made = small_project("down", {"", "", "", "", "", ""});
    FakeDetector detector;
    std::atomic<int> up{3};  // answers, then it fails
    chat::ChatServer server([&](const chat::ChatRequest&) {
      return up-- > 0 ? chat::answer("A red ball.") : chat::http(500, "{}");
    });
    const LabellingOptions options{.captioner = captioner(server.address(), made.folder() / "captions")};
    auto report = label_images(made, detector, options);
    QVERIFY(!report.stopped.empty());
    QCOMPARE(report.stop_kind, ErrorKind::Io);
    QCOMPARE(report.labelled, 3);
    QCOMPARE(report.without_caption, 2);
    QCOMPARE(report.left, 1);
    QCOMPARE(report.issues.count("server error"), 2);
    up = 100;
    report = label_images(made, detector, options);
    QVERIFY(report.stopped.empty());
    QCOMPARE(report.already, 3);
    QCOMPARE(report.labelled, 3);
    // Nobody at the address at all.
    auto gone = small_project("gone", {""});
    report = label_images(gone, detector, {.captioner = captioner("http://127.0.0.1:1", {})});
    QCOMPARE(report.labelled, 0);
    QCOMPARE(report.without_caption + report.left, 1);
    QVERIFY(report.issues.total() > 0 || !report.stopped.empty());
  }

  void answersThatAreNoCaptionsAreLeftOut() {
    auto made = small_project("answers", {"", "", "", ""});
    std::string endless = "A red ball.";
    for (int i = 0; i < 10'000; ++i) endless += " word";
    const std::vector<std::string> answers = {"Ein roter Ball liegt auf dem Tisch und der Hund ist nicht da.",
                                              "", endless, "A red ball."};
    chat::ChatServer server(
        [&](const chat::ChatRequest& request) { return chat::answer(answers.at(request.number)); });
    FakeDetector detector;
    auto asking = captioner(server.address(), {});
    asking.failures_in_a_row = 4;
    const auto report = label_images(made, detector, {.captioner = asking});
    QVERIFY(report.stopped.empty());
    QCOMPARE(report.labelled, 2);
    QCOMPARE(report.without_caption, 2);
    QCOMPARE(report.captioner->too_long, 1);
    QCOMPARE(report.issues.count("answer in another language"), 1);
    QCOMPARE(report.issues.count("answer empty"), 1);
  }

  void wrongOptionsAreRefusedBeforeAnythingIsDone() {
    auto made = small_project("options", {"a dog"});
    FakeDetector detector;
    cloc::test::expect_error(ErrorKind::InvalidInput, [&] { label_images(made, detector, {.batch = 0}); });
    cloc::test::expect_error(ErrorKind::InvalidInput,
                             [&] { label_images(made, detector, {.ask_only_missing = true}); });
    cloc::test::expect_error(ErrorKind::InvalidInput,
                             [&] { label_images(made, detector, {.captioner = captioner("", {})}); });
  }

  void shardsHoldTheLabelsAndNoOtherRegions() {
    auto made = project("shards", true);
    const auto report = label_images(made, *detector_, {});
    const ShardOptions options{.folder = at("shards"), .pipeline = report.pipeline, .images_in_shard = 5};
    const auto shards = write_label_shards(made.folder(), options);
    QCOMPARE(shards.written, 4);  // numbers 1 to 18 by fives
    QCOMPARE(shards.images, kScenes);
    QCOMPARE(shards.regions, report.written.boxes);
    IssueReport issues;
    const auto read = data::open_dataset(options.folder, issues);
    QCOMPARE(issues.total(), 0);
    QCOMPARE(read.images.size(), std::size_t{kScenes});
    QCOMPARE(read.region_count(), report.written.boxes);
    QVERIFY(!read.images[0].captions.empty());
    QCOMPARE(read.images[0].regions[0].attributes.text(assist::kPipeline), report.pipeline);
    // What has not changed is not written again; what has is, in the place of what was.
    QCOMPARE(write_label_shards(made.folder(), options).kept, 4);
    store::Edits edits(made);
    for (const auto& region : made.regions_of(made.images()[0].id)) {
      if (!assist::is_machine_label(region)) continue;
      store::Changes changes{assist::rejected(region)};
      edits.apply("reject", changes);
      break;
    }
    const auto after = write_label_shards(made.folder(), options);
    QCOMPARE(after.written, 1);
    QCOMPARE(after.kept, 3);
    QCOMPARE(data::shards_of(options.folder).size(), std::size_t{4});
  }

  void aFullDiskEndsAShardAndLeavesTheOthers() {
    auto made = small_project("full", {"a dog", "a cat", "a fox", "a hen", "a cow"});
    cv::Mat noise(300, 400, CV_8UC3);
    cv::randu(noise, 0, 255);
    cv::imwrite(at("full/3.png").string(), noise);
    FakeDetector detector;
    const auto report = label_images(made, detector, {});
    const ShardOptions options{
        .folder = at("full-shards"), .pipeline = report.pipeline, .images_in_shard = 2};
    {
      const cloc::test::FileSizeLimit disk(100'000);
      const auto message =
          cloc::test::expect_error(ErrorKind::Io, [&] { write_label_shards(made.folder(), options); });
      QVERIFY_CONTAINS(message, "disk has room");
    }
    QCOMPARE(std::distance(fs::directory_iterator(options.folder), {}),
             2);  // numbers 1; 2 and 3; nothing half
    const auto rest = write_label_shards(made.folder(), options);
    QCOMPARE(rest.kept, 2);
    QCOMPARE(rest.written, 1);
    IssueReport issues;
    QCOMPARE(data::open_dataset(options.folder, issues).images.size(), std::size_t{5});
  }

  void aFullDiskEndsTheRunWhichGoesOnLater() {
    std::vector<std::string> captions;
    for (int i = 0; i < 400; ++i)
      captions.push_back("a dog, a cat, a fox, a hen, a cow, a bee, an owl and a horse");
    const auto folder = small_project("room", captions).folder();
    auto made = store::Project::open(folder);  // again, so that the log of changes is empty
    FakeDetector detector;
    LabellingReport report;
    {
      const cloc::test::FileSizeLimit disk(fs::file_size(folder / store::Project::kDatabaseName) + 400'000);
      report = label_images(made, detector, {});
    }
    QVERIFY(!report.stopped.empty());
    QCOMPARE(report.stop_kind, ErrorKind::Io);
    QVERIFY2(report.labelled > 0 && report.labelled < 400, report.stopped.c_str());
    QCOMPARE(report.labelled + report.left, 400);
    QCOMPARE(boxes_of(snapshot(made)), 8 * report.labelled);
    const auto before = report.labelled;
    report = label_images(made, detector, {});
    QCOMPARE(report.already, before);
    QCOMPARE(boxes_of(snapshot(made)), 8 * 400);
  }
};

QTEST_GUILESS_MAIN(TestLabelling)
#include "test_labelling.moc"
