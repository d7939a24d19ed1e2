// SPDX-License-Identifier: Apache-2.0
// From pictures and phrases to boxes in pixels, as transformers' processor, tokenizer and model give them
// together (tests/inference/make_owl_fixtures.py).
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "core/base/resources.h"
#include "core/weights/state_dict.h"
#include "tests/labelling/owl_pictures.h"
#include "tests/support/expect_error.h"
#include "training/labelling/owl_detector.h"

using namespace cloc;
using namespace cloc::labelling;

namespace fs = std::filesystem;

namespace {

const fs::path kData = CLOC_TEST_DATA;
const std::vector<std::string> kPhrases = {
    "a red apple", "Two DOGS", "pear", "the very long name of a thing that nobody has ever seen or heard of"};
constexpr int kPictures = test::kOwlPictures;

using Tensors = std::map<std::string, at::Tensor>;

// Everything that is found.
OwlOptions all() {
  return {.filter = {.threshold = 0, .suppression = {.mode = SuppressionMode::Off}}, .threads = 1};
}

// What transformers found in picture k, without what lies in the padding, clipped.
std::vector<Detection> expected_in(const Tensors& expected, int k, const cv::Mat& picture) {
  const auto number = std::to_string(k);
  const auto scores = expected.at("scores." + number), phrases = expected.at("phrases." + number),
             boxes = expected.at("found." + number);
  std::vector<Detection> found;
  const auto w = static_cast<float>(picture.cols), h = static_cast<float>(picture.rows);
  for (std::int64_t i = 0; i < scores.size(0); ++i) {
    const auto corner = [&](int c) { return boxes[i][c].item<float>(); };
    const PixelBox box{corner(0), corner(1), corner(2), corner(3)};
    if ((box.x1 + box.x2) / 2 >= w || (box.y1 + box.y2) / 2 >= h) continue;
    found.push_back({clip(box, w, h), static_cast<std::size_t>(phrases[i].item<std::int64_t>()),
                     scores[i].item<float>()});
  }
  return found;
}

// Each of `wanted` is in `found` once; the order of nearly equal scores may differ.
bool same(std::vector<Detection> found, const std::vector<Detection>& wanted, float close) {
  if (found.size() != wanted.size()) return false;
  for (const auto& one : wanted) {
    const auto place = std::find_if(found.begin(), found.end(), [&](const Detection& other) {
      const auto near = [&](float a, float b) { return std::abs(a - b) < 100 * close; };
      return other.phrase == one.phrase && std::abs(other.score - one.score) < close &&
             near(other.box.x1, one.box.x1) && near(other.box.y1, one.box.y1) &&
             near(other.box.x2, one.box.x2) && near(other.box.y2, one.box.y2);
    });
    if (place == found.end()) return false;
    found.erase(place);
  }
  return true;
}

bool equal(const std::vector<Detection>& a, const std::vector<Detection>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Detection& x, const Detection& y) {
    return x.box == y.box && x.phrase == y.phrase && x.score == y.score && x.objectness == y.objectness;
  });
}

}  // namespace

class TestOwlDetector : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path copied(const std::string& family) const {
    const auto to =
        fs::path(dir_.path().toStdString()) / (std::string(QTest::currentTestFunction()) + family);
    fs::remove_all(to);
    fs::copy(kData / family, to);
    fs::remove(to / "expected.safetensors");
    return to;
  }
  static Tensors expected_of(const std::string& family) {
    return weights::read_safetensors(kData / family / "expected.safetensors").tensors;
  }
  static void families() {
    QTest::addColumn<QString>("family");
    QTest::newRow("OWL-ViT") << "owlvit";
    QTest::newRow("OWLv2") << "owlv2";
  }

 private slots:
  // 16:9 and 9:16 are the first two pictures; others are square, smaller than the input, and very wide.
  void boxesAreThoseOfTransformers_data() { families(); }
  void boxesAreThoseOfTransformers() {
    QFETCH(QString, family);
    const auto expected = expected_of(family.toStdString());
    const auto pictures = test::owl_pictures(expected);
    auto detector = OwlDetector::open(kData / family.toStdString(), all());
    const std::vector<std::vector<std::string>> lists(pictures.size(), kPhrases);
    const auto found = detector->detect(pictures, lists);
    QCOMPARE(found.size(), pictures.size());
    bool padding = false;
    for (int k = 0; k < kPictures; ++k) {
      const auto place = static_cast<std::size_t>(k);
      const auto wanted = expected_in(expected, k, pictures[place]);
      padding |=
          static_cast<std::int64_t>(wanted.size()) < expected.at("scores." + std::to_string(k)).size(0);
      QVERIFY(!wanted.empty() || k == 4);  // of which OWLv2 sees padding nearly alone
      QVERIFY2(same(found[place], wanted, 1e-4f), std::to_string(k).c_str());
      for (const auto& one : found[place]) {
        QVERIFY(one.box.valid());
        QCOMPARE(one.objectness.has_value(), family == "owlv2");
        if (one.objectness) QVERIFY(*one.objectness > 0 && *one.objectness < 1);
      }
      QVERIFY(std::is_sorted(found[place].begin(), found[place].end(),
                             [](const auto& a, const auto& b) { return a.score > b.score; }));
    }
    QCOMPARE(padding, family == "owlv2");
  }

  // However many images go through the network together, and whatever other images are asked for.
  void imagesBesideChangeNothing_data() { families(); }
  void imagesBesideChangeNothing() {
    QFETCH(QString, family);
    const auto pictures = test::owl_pictures(expected_of(family.toStdString()));
    auto options = all();
    options.images_at_once = 1;
    auto alone = OwlDetector::open(kData / family.toStdString(), options);
    options.images_at_once = 3;
    auto together = OwlDetector::open(kData / family.toStdString(), options);
    std::vector<std::vector<std::string>> lists;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      lists.emplace_back(kPhrases.begin(), kPhrases.begin() + static_cast<std::ptrdiff_t>(i));
      std::reverse(lists.back().begin(), lists.back().end());
    }
    const auto found = together->detect(pictures, lists);
    QVERIFY(found[0].empty());  // it is asked for nothing
    for (std::size_t i = 1; i < pictures.size(); ++i) {
      const auto one = alone->detect(std::span(pictures).subspan(i, 1), std::span(lists).subspan(i, 1));
      QVERIFY(same(found[i], one[0], 1e-5f));
    }
    QVERIFY(together->detect({}, {}).empty());
  }

  void phrasesAreEncodedOnceAndThatChangesNothing() {
    const auto expected = expected_of("owlv2");
    const auto pictures = test::owl_pictures(expected);
    auto detector = OwlDetector::open(kData / "owlv2", all());
    auto forgetful = all();
    forgetful.cached_phrases = 1;
    auto other = OwlDetector::open(kData / "owlv2", forgetful);
    const std::vector<std::vector<std::string>> lists(pictures.size(), kPhrases);
    const auto first = detector->detect(pictures, lists);
    QCOMPARE(detector->phrases_encoded(), 4);
    const auto second = detector->detect(pictures, lists);
    QCOMPARE(detector->phrases_encoded(), 4);
    const auto third = other->detect(pictures, lists);
    QCOMPARE(other->phrases_encoded(), 4 * kPictures);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      QVERIFY(equal(first[i], second[i]));
      QVERIFY(same(first[i], third[i], 1e-6f));
    }
    // A new phrase between them, and one twice.
    const std::vector<std::vector<std::string>> more = {{"pear", "lamp", "a red apple", "pear"}};
    const auto mixed = detector->detect(std::span(pictures).first(1), more);
    QCOMPARE(detector->phrases_encoded(), 5);
    const auto fresh = OwlDetector::open(kData / "owlv2", all())->detect(std::span(pictures).first(1), more);
    QVERIFY(same(mixed[0], fresh[0], 1e-6f));
  }

  void longListsAreFine() {
    const auto pictures = test::owl_pictures(expected_of("owlv2"));
    std::vector<std::string> list;
    for (int i = 0; i < 1500; ++i) list.push_back("thing number " + std::to_string(i));
    auto detector = OwlDetector::open(kData / "owlv2", all());
    const std::vector<std::vector<std::string>> lists = {list};
    const auto found = detector->detect(std::span(pictures).subspan(2, 1), lists);
    QCOMPARE(found[0].size(), std::size_t{16});  // a box for each token, whatever it is asked
    QCOMPARE(detector->phrases_encoded(), 1500);
  }

  void theFilterIsKept() {
    const auto pictures = test::owl_pictures(expected_of("owlv2"));
    const std::vector<std::vector<std::string>> lists(pictures.size(), kPhrases);
    const auto everything = OwlDetector::open(kData / "owlv2", all())->detect(pictures, lists);
    auto options = all();
    options.filter.threshold = everything[2][5].score;
    const auto best = OwlDetector::open(kData / "owlv2", options)->detect(pictures, lists);
    QCOMPARE(best[2].size(), std::size_t{6});
    options.filter.suppression = {.mode = SuppressionMode::ClassFree, .iou = 0};
    const auto apart = OwlDetector::open(kData / "owlv2", options)->detect(pictures, lists);
    QVERIFY(equal(apart[2], suppressed(everything[2], options.filter.suppression)) ||
            apart[2].size() < best[2].size());
    options.filter.threshold = 1;  // no image has a box
    for (const auto& none : OwlDetector::open(kData / "owlv2", options)->detect(pictures, lists))
      QVERIFY(none.empty());
  }

  void anotherInputSizeIsAnotherGrid() {
    const auto pictures = test::owl_pictures(expected_of("owlvit"));
    auto options = all();
    options.input_size = 40;
    auto detector = OwlDetector::open(kData / "owlvit", options);
    const std::vector<std::vector<std::string>> lists = {{"pear"}};
    QCOMPARE(detector->detect(std::span(pictures).first(1), lists)[0].size(), std::size_t{100});
    options.input_size = 30;
    const auto message =
        test::expect_error(ErrorKind::InvalidInput, [&] { OwlDetector::open(kData / "owlvit", options); });
    QVERIFY_CONTAINS(message, "30");
  }

  void whoseBoxesTheyAre() {
    const auto second = OwlDetector::open(kData / "owlv2", all())->identity();
    QCOMPARE(QString::fromStdString(second.kind), "OWLv2");
    QCOMPARE(QString::fromStdString(second.name), "owlv2");
    QCOMPARE(second.hash, sha256_file(kData / "owlv2/pytorch_model.bin"));
    const auto first = OwlDetector::open(kData / "owlvit", all())->identity();
    QCOMPARE(QString::fromStdString(first.kind), "OWL-ViT");
    const auto folder = copied("owlvit");
    QCOMPARE(OwlDetector::open(folder, all())->identity().hash, first.hash);
    // Another shard is another model.
    const auto shard = folder / "model-00003-of-00003.safetensors";
    auto state = weights::read_safetensors(shard);
    state.tensors.begin()->second = state.tensors.begin()->second * 2;
    weights::write_safetensors(shard, state);
    QVERIFY(OwlDetector::open(folder, all())->identity().hash != first.hash);
  }

  void wrongRequestsAreRefused() {
    auto detector = OwlDetector::open(kData / "owlv2", all());
    const auto refused = [&](const std::vector<cv::Mat>& images,
                             const std::vector<std::vector<std::string>>& phrases) {
      return test::expect_error(ErrorKind::InvalidInput, [&] { detector->detect(images, phrases); });
    };
    const cv::Mat grey(4, 4, CV_8UC1, cv::Scalar(0)), picture(4, 4, CV_8UC3, cv::Scalar(1, 2, 3));
    QVERIFY_CONTAINS(refused({picture}, {}), "1 images and 0 lists");
    QVERIFY_CONTAINS(refused({picture, grey}, {{"a"}, {"b"}}), "Image 2 of 2");
    QVERIFY_CONTAINS(refused({cv::Mat()}, {{"a"}}), "Image 1 of 1");
    QVERIFY_CONTAINS(refused({picture}, {{"a", " \t"}}), "Phrase 2 of 2 of image 1 of 1");
    auto options = all();
    options.filter.threshold = 1.1f;
    test::expect_error(ErrorKind::InvalidInput, [&] { OwlDetector::open(kData / "owlv2", options); });
    options = all();
    options.images_at_once = 0;
    test::expect_error(ErrorKind::InvalidInput, [&] { OwlDetector::open(kData / "owlv2", options); });
  }

  void otherWeightsAreRefusedByName() {
    const auto own =
        test::expect_error(ErrorKind::Unsupported, [] { OwlDetector::open(resource_path("models/demo")); });
    QVERIFY_CONTAINS(own, "a model of this program");
    const auto clip = test::expect_error(ErrorKind::Unsupported,
                                         [] { OwlDetector::open(kData / "../hf_clip_quick_gelu"); });
    QVERIFY_CONTAINS(clip, "CLIPModel");
  }

  void weightsThatGiveNoNumbersAreSaid() {
    const auto folder = copied("owlv2");
    auto state = weights::open_state_dict(folder).contents;
    auto& dense = state.tensors.at("class_head.dense0.weight");
    dense = torch::full(dense.sizes(), 3e38);
    fs::remove(folder / "pytorch_model.bin");
    weights::write_safetensors(folder / "model.safetensors", state);
    auto detector = OwlDetector::open(folder, all());
    const auto pictures = test::owl_pictures(expected_of("owlv2"));
    const std::vector<std::vector<std::string>> lists(2, kPhrases);
    const auto message = test::expect_error(ErrorKind::Numeric,
                                            [&] { detector->detect(std::span(pictures).first(2), lists); });
    QVERIFY_CONTAINS(message, "image 1 of 2");
    QVERIFY_CONTAINS(message, "not finite");
  }

  void theTokenizerFitsTheModel() {
    const auto folder = copied("owlv2");
    fs::remove(folder / "vocab.json");
    fs::remove(folder / "merges.txt");
    test::expect_error(ErrorKind::NotFound, [&] { OwlDetector::open(folder, all()); });
    const auto real = resource_path("text/bpe_simple_vocab_16e6.txt.gz");
    fs::copy(real, folder);
    const auto message = test::expect_error(ErrorKind::Mismatch, [&] { OwlDetector::open(folder, all()); });
    QVERIFY_CONTAINS(message, "49408");
    // A released model's vocabulary is CLIP's, which ships.
    fs::remove(folder / "bpe_simple_vocab_16e6.txt.gz");
    auto state = weights::open_state_dict(folder).contents;
    auto& words = state.tensors.at("owlv2.text_model.embeddings.token_embedding.weight");
    words = torch::randn({49408, words.size(1)});
    fs::remove(folder / "pytorch_model.bin");
    weights::write_safetensors(folder / "model.safetensors", state);
    auto detector = OwlDetector::open(folder, all());
    const auto pictures = test::owl_pictures(expected_of("owlv2"));
    const std::vector<std::vector<std::string>> lists(1, kPhrases);
    QCOMPARE(detector->detect(std::span(pictures).subspan(2, 1), lists)[0].size(), std::size_t{16});
  }
};

QTEST_GUILESS_MAIN(TestOwlDetector)
#include "test_owl_detector.moc"
