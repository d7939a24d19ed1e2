// SPDX-License-Identifier: Apache-2.0
// CLOC as a detector: its score against the formula, and how well it does on demo scenes with the demo model.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/base/resources.h"
#include "core/data/open_dataset.h"
#include "core/demo/demo.h"
#include "core/image/image.h"
#include "core/inference/session.h"
#include "tests/support/expect_error.h"
#include "tests/support/tiny_model.h"
#include "training/labelling/cloc_detector.h"

using namespace cloc;
using namespace cloc::labelling;

namespace fs = std::filesystem;

namespace {

constexpr int kScenes = 80;

ClocOptions all(ClocCandidates candidates) {
  return {.filter = {.threshold = 0, .suppression = {.mode = SuppressionMode::Off}},
          .candidates = candidates,
          .background = {"sky", "water", "a red apple"},
          .threads = 1};
}

cv::Mat noise(int width, int height, std::uint64_t seed) {
  cv::Mat pixels(height, width, CV_8UC3);
  cv::theRNG().state = seed;
  cv::randu(pixels, 0, 255);
  return pixels;
}

struct Tally {
  int right = 0, wrong = 0, missed = 0;
  double precision() const { return static_cast<double>(right) / std::max(1, right + wrong); }
  double recall() const { return static_cast<double>(right) / std::max(1, right + missed); }
};

}  // namespace

class TestClocDetector : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  fs::path tiny_;
  data::Dataset scenes_;

  // Asked for the names of what is in each scene and for `absent` other ones; a box is right when a region of
  // that name, which no better box has, overlaps it by an IoU of 0.5.
  Tally tally(const ClocOptions& options, int absent) {
    auto detector = ClocDetector::open(resource_path("models/demo"), options);
    Random random(3);
    Tally tally;
    for (const auto& record : scenes_.images) {
      std::vector<std::string> names;
      const auto add = [&](const std::string& name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      };
      for (const auto& region : record.regions) add(scenes_.labels[static_cast<std::size_t>(region.label)]);
      for (int i = 0; i < absent; ++i)
        add(scenes_.labels[static_cast<std::size_t>(random.below(scenes_.labels.size()))]);
      const auto picture = image::load_image(record.path);
      const std::vector<std::vector<std::string>> lists = {names};
      std::vector<bool> found(record.regions.size(), false);
      const auto boxes = detector->detect(std::span(&picture, 1), lists)[0];
      for (const auto& one : boxes) {
        bool right = false;
        for (std::size_t r = 0; r < found.size() && !right; ++r) {
          const auto& region = record.regions[r];
          right = !found[r] && scenes_.labels[static_cast<std::size_t>(region.label)] == names[one.phrase] &&
                  iou(region.box, one.box) >= 0.5f;
          if (right) found[r] = true;
        }
        ++(right ? tally.right : tally.wrong);
      }
      tally.missed += static_cast<int>(std::count(found.begin(), found.end(), false));
    }
    return tally;
  }

 private slots:
  void initTestCase() {
    // Its boxes are large enough to be kept.
    tiny_ =
        test::write_tiny_model(at("tiny"), 4, resource_path("text/demo_unigram.model"), [](auto& network) {
          const torch::NoGradGuard no_grad;
          network->named_parameters()["box_head.c_proj.bias"].copy_(torch::tensor({-1.f, -1.f, 1.f, 1.f}));
        });
    demo::DemoOptions options;
    options.directory = at("scenes");
    options.scenes = qEnvironmentVariableIntValue("CLOC_SCENES") > 0
                         ? qEnvironmentVariableIntValue("CLOC_SCENES")
                         : kScenes;
    options.seed = 4242;
    demo::create_demo(options);
    IssueReport issues;
    scenes_ = data::open_dataset(options.directory, issues);
  }

  // Over the grid and grounded boxes, in double precision from the session's embeddings.
  void scoresAreTheSoftmaxOfTheLoss() {
    const std::vector<std::string> phrases = {"a red apple", "dog", "a small grey wolf"};
    const auto picture = noise(70, 50, 1);
    const std::vector<std::vector<std::string>> lists = {phrases};
    const auto options = all(ClocCandidates::Both);
    const auto found = ClocDetector::open(tiny_, options)->detect(std::span(&picture, 1), lists)[0];
    auto session = inference::Session::open(tiny_, 1);
    const auto image = session.encode(std::span(&picture, 1))[0];
    auto words = phrases;
    words.insert(words.end(), options.background.begin(), options.background.end());
    const auto texts = session.embed_texts(words);
    const double scale = session.logit_scale();
    QVERIFY(std::abs(scale - 1 / 0.07) < 1e-3);  // the tiny model's, which has learnt nothing
    const auto score = [&](const PixelBox& box, std::size_t phrase) {
      const auto z = session.embed_boxes(image, std::span(&box, 1));
      const auto own = texts.row(static_cast<std::int64_t>(phrase));
      const double mine = std::exp(scale * static_cast<double>(inference::dot(z.row(0), own)));
      double others = 0;
      for (std::int64_t v = 0; v < texts.count; ++v) {
        if (inference::dot(own, texts.row(v)) > 0.9f) continue;  // itself, too, and the background's apple
        others += std::exp(scale * static_cast<double>(inference::dot(z.row(0), texts.row(v))));
      }
      return mine / (mine + others);
    };
    const auto grounded = session.ground(image, phrases);
    std::size_t from_grounding = 0;
    for (const auto& one : found) {
      QVERIFY(std::abs(static_cast<double>(one.score) - score(one.box, one.phrase)) < 1e-5);
      if (one.box == grounded[one.phrase].box) {
        ++from_grounding;
        continue;
      }
      for (std::size_t phrase = 0; phrase < phrases.size(); ++phrase)  // the grid's take the best
        QVERIFY(score(one.box, phrase) <= static_cast<double>(one.score) + 1e-5);
    }
    QCOMPARE(from_grounding, std::size_t{3});
    QCOMPARE(found.size(), std::size_t{3 + 9 + 25 + 81});
  }

  void imagesBesideAndKnownPhrasesChangeNothing() {
    const std::vector<cv::Mat> pictures = {noise(70, 50, 1), noise(40, 90, 2), noise(64, 64, 3)};
    const std::vector<std::vector<std::string>> lists = {{"dog", "cup"}, {}, {"cup", "moon", "dog"}};
    auto detector = ClocDetector::open(tiny_, all(ClocCandidates::Grounded));
    const auto together = detector->detect(pictures, lists);
    QCOMPARE(detector->phrases_encoded(), 3 + 3);  // and the background
    QVERIFY(together[1].empty());
    for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
      const auto alone =
          detector->detect(std::span(pictures).subspan(i, 1), std::span(lists).subspan(i, 1))[0];
      QCOMPARE(alone.size(), lists[i].size());
      QCOMPARE(together[i].size(), alone.size());
      for (std::size_t d = 0; d < alone.size(); ++d) {
        QCOMPARE(alone[d].phrase, together[i][d].phrase);
        QVERIFY(iou(alone[d].box, together[i][d].box) > 0.999f);
        QVERIFY(std::abs(alone[d].score - together[i][d].score) < 1e-5f);
      }
    }
    QCOMPARE(detector->phrases_encoded(), 6);
  }

  void longListsAndImagesWithoutBoxesAreFine() {
    std::vector<std::string> list;
    for (int i = 0; i < 700; ++i) list.push_back("thing " + std::to_string(i));
    const auto picture = noise(60, 60, 5);
    const std::vector<std::vector<std::string>> lists = {list};
    QCOMPARE(ClocDetector::open(tiny_, all(ClocCandidates::Grounded))
                 ->detect(std::span(&picture, 1), lists)[0]
                 .size(),
             std::size_t{700});
    auto options = all(ClocCandidates::Both);
    options.filter.threshold = 1;
    QVERIFY(ClocDetector::open(tiny_, options)->detect(std::span(&picture, 1), lists)[0].empty());
    // Too small for any box.
    const auto dot = noise(3, 3, 6);
    QVERIFY(
        ClocDetector::open(tiny_, all(ClocCandidates::Both))->detect(std::span(&dot, 1), lists)[0].empty());
  }

  void modelsThatDoNotGroundTakeTheGrid() {
    auto config = inference::read_model_config(tiny_);
    config.region_encoder = model::RegionEncoder::RoiAlign;
    torch::manual_seed(1);
    model::Cloc network(config);
    inference::save_model(at("roi"), network, resource_path("text/demo_unigram.model"), {},
                          inference::StoredPrecision::Full);
    const auto picture = noise(60, 60, 5);
    const std::vector<std::vector<std::string>> lists = {{"dog"}};
    const auto found = ClocDetector::open(at("roi"), all(ClocCandidates::Grounded))
                           ->detect(std::span(&picture, 1), lists)[0];
    QCOMPARE(found.size(), std::size_t{9 + 25 + 81});
  }

  void whatCannotBeIsRefused() {
    test::expect_error(ErrorKind::NotFound, [&] { ClocDetector::open(at("nothing")); });
    auto options = all(ClocCandidates::Grounded);
    options.images_at_once = 0;
    test::expect_error(ErrorKind::InvalidInput, [&] { ClocDetector::open(tiny_, options); });
    auto detector = ClocDetector::open(tiny_, all(ClocCandidates::Grounded));
    QCOMPARE(QString::fromStdString(detector->identity().kind), "CLOC");
    QCOMPARE(detector->identity().hash, inference::Session::open(tiny_, 1).model_hash());
    const auto picture = noise(60, 60, 5);
    const std::vector<std::vector<std::string>> lists = {{"dog", ""}};
    test::expect_error(ErrorKind::InvalidInput, [&] { detector->detect(std::span(&picture, 1), lists); });
  }

  // Without weights of anybody else: what is labelled of demo scenes, at the threshold of VESL.
  void demoScenesAreLabelled_data() {
    QTest::addColumn<bool>("names");
    QTest::addColumn<int>("absent");
    QTest::addColumn<double>("precision");
    QTest::addColumn<double>("recall");
    QTest::newRow("everyday words, true names") << false << 0 << 0.82 << 0.75;
    QTest::newRow("data set's names, true names") << true << 0 << 0.85 << 0.73;
    QTest::newRow("data set's names, ten absent ones too") << true << 10 << 0.76 << 0.73;
  }
  void demoScenesAreLabelled() {
    QFETCH(bool, names);
    QFETCH(int, absent);
    QFETCH(double, precision);
    QFETCH(double, recall);
    ClocOptions options{.threads = 1};
    if (names) options.background = scenes_.labels;
    const auto found = tally(options, absent);
    const auto said = QStringLiteral("precision %1, recall %2 of %3 objects")
                          .arg(found.precision(), 0, 'f', 3)
                          .arg(found.recall(), 0, 'f', 3)
                          .arg(found.right + found.missed);
    qInfo("%s", qPrintable(said));
    QVERIFY2(found.precision() >= precision, qPrintable(said));
    QVERIFY2(found.recall() >= recall, qPrintable(said));
  }
};

QTEST_GUILESS_MAIN(TestClocDetector)
#include "test_cloc_detector.moc"
