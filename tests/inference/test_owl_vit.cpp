// SPDX-License-Identifier: Apache-2.0
// OWL-ViT and OWLv2 give the numbers that transformers gave (make_owl_fixtures.py).
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/inference/owl_checkpoint.h"
#include "core/inference/owl_input.h"
#include "core/weights/state_dict.h"
#include "tests/support/expect_error.h"
#include "tests/support/tiny_model.h"

using namespace cloc;
using namespace cloc::inference;

namespace fs = std::filesystem;

namespace {

const fs::path kData = CLOC_TEST_DATA;
constexpr double kClose = 3e-5;  // a box bias in half precision is 1e-4 off, and seen

double worst_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}
std::map<std::string, at::Tensor> expected_of(const QString& family) {
  return weights::read_safetensors(kData / "owl" / family.toStdString() / "expected.safetensors").tensors;
}
std::string said(double off) {
  return "off by " + std::to_string(off);
}

}  // namespace

Q_DECLARE_METATYPE(std::function<void(cloc::model::OwlVitConfig&)>)

class TestOwlVit : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path copied(const std::string& family) const {
    const auto to =
        fs::path(dir_.path().toStdString()) / (std::string(QTest::currentTestFunction()) + family);
    fs::remove_all(to);
    fs::create_directories(to.parent_path());
    fs::copy(kData / family, to);
    return to;
  }
  static void families() {
    QTest::addColumn<QString>("family");
    QTest::newRow("OWL-ViT, in shards, GELU") << "owlvit";
    QTest::newRow("OWLv2, torch.save, quick GELU") << "owlv2";
  }

  // How far logits, boxes and objectness are from those of transformers at the input size `size`.
  static double off_at(model::OwlVit& model, const std::map<std::string, at::Tensor>& expected,
                       const std::string& size) {
    const auto images = model->encode_images(expected.at("images." + size));
    const auto queries = model->embed_queries(expected.at("ids"), expected.at("lengths"));
    double off = worst_difference(model->boxes(images), expected.at("boxes." + size));
    for (std::int64_t i = 0; i < 2; ++i) {
      const auto asked = i == 0 ? 3 : 2;  // the last query of the second image is padding
      const auto logits =
          model->class_logits(images.features.slice(0, i, i + 1), queries.slice(0, 3 * i, 3 * i + asked));
      const auto theirs = expected.at("logits." + size).slice(0, i, i + 1);
      off = std::max(off, worst_difference(logits, theirs.slice(2, 0, asked)));
    }
    if (model->config().version == model::OwlVersion::OwlV2) {
      const auto objectness = model->objectness(images.features);
      off = std::max(off, worst_difference(objectness, expected.at("objectness." + size)));
    }
    return off;
  }

 private slots:
  void numbersAreThoseOfTransformers_data() { families(); }
  void numbersAreThoseOfTransformers() {
    QFETCH(QString, family);
    const auto checkpoint = read_owl_checkpoint(kData / "owl" / family.toStdString());
    QCOMPARE(QString::fromStdString(checkpoint.family), family == "owlv2" ? "OWLv2" : "OWL-ViT");
    auto model = make_model(checkpoint);
    const torch::InferenceMode inference;
    const auto expected = expected_of(family);
    for (const std::string size : {"own", "larger", "wide"}) {
      const auto off = off_at(model, expected, size);
      QVERIFY2(off <= kClose, (size + ": " + said(off)).c_str());
    }
    // A query is the same in a batch as short as it is.
    const auto all = model->embed_queries(expected.at("ids"), expected.at("lengths"));
    const auto alone = model->embed_queries(expected.at("ids").slice(0, 3, 4).slice(1, 0, 2),
                                            expected.at("lengths").slice(0, 3, 4));
    QVERIFY(worst_difference(alone, all.slice(0, 3, 4)) < 1e-5);
  }

  void transformersHidesPaddedQueries() {
    const auto logits = expected_of("owlv2").at("logits.own");
    QCOMPARE(logits[1].select(1, 2).max().item<float>(), std::numeric_limits<float>::lowest());
  }

  // That the numbers are equal says something only where another setting gives others.
  void everySettingCounts_data() {
    QTest::addColumn<QString>("family");
    QTest::addColumn<std::function<void(model::OwlVitConfig&)>>("change");
    using Change = std::function<void(model::OwlVitConfig&)>;
    const auto row = [](const char* family, const char* what, const Change& change) {
      QTest::addRow("%s: %s", family, what) << QString(family) << change;
    };
    row("owlv2", "activation", [](auto& c) { c.clip.activation = model::Activation::Gelu; });
    row("owlv2", "text's activation", [](auto& c) { c.clip.text.activation = model::Activation::Gelu; });
    row("owlvit", "activation", [](auto& c) { c.clip.activation = model::Activation::QuickGelu; });
    row("owlvit", "heads", [](auto& c) { c.clip.vision.heads = 4; });
    row("owlvit", "text's heads", [](auto& c) { c.clip.text.heads = 2; });
    row("owlv2", "eps", [](auto& c) { c.clip.vision.norm_eps = 1e-2; });
    row("owlv2", "positions",
        [](auto& c) { c.clip.vision.position_rule = model::PositionRule::BilinearAntialias; });
  }
  void everySettingCounts() {
    QFETCH(QString, family);
    QFETCH(std::function<void(model::OwlVitConfig&)>, change);
    auto checkpoint = read_owl_checkpoint(kData / "owl" / family.toStdString());
    change(checkpoint.config);
    auto model = make_model(checkpoint);
    const torch::InferenceMode inference;
    const auto off = off_at(model, expected_of(family), "larger");
    QVERIFY2(off > 5 * kClose, said(off).c_str());
  }

  // Against the formula, written out for one token.
  void theBiasIsABoxOfOneTokenAtItsFarCorner() {
    const auto bias = model::owl_box_bias(3, 5, torch::kFloat);
    QCOMPARE(bias.size(0), 15);
    const auto box = torch::sigmoid(bias[1 * 5 + 2]);  // row 1, column 2
    const double wanted[] = {3.0 / 5, 2.0 / 3, 1.0 / 5, 1.0 / 3};
    for (int i = 0; i < 4; ++i) QVERIFY(std::abs(box[i].item<double>() - wanted[i]) < 2e-4);
    const auto last = bias[14];
    QVERIFY(std::abs(last[0].item<double>() - 9.2104) < 1e-3);
    QVERIFY(last.isfinite().all().item<bool>());
    // Of fewer digits there is nothing left of 1 + 1e-4: it stays in single precision.
    QVERIFY(torch::equal(model::owl_box_bias(3, 5, torch::kHalf), bias));
  }

  void noQueriesGiveNoLogits() {
    auto model = make_model(read_owl_checkpoint(kData / "owl/owlv2"));
    const torch::InferenceMode inference;
    const auto images = model->encode_images(torch::zeros({1, 3, 32, 32}));
    QCOMPARE(model->class_logits(images.features, torch::empty({0, 24})).size(2), 0);
  }

  void onlyOwlV2SaysWhetherThereIsAnObject() {
    auto model = make_model(read_owl_checkpoint(kData / "owl/owlvit"));
    const torch::InferenceMode inference;
    const auto images = model->encode_images(torch::zeros({1, 3, 24, 24}));
    test::expect_error(ErrorKind::Unsupported, [&] { model->objectness(images.features); });
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] {
      model->encode_images(torch::zeros({1, 3, 24, 26}));
    });
    QVERIFY_CONTAINS(message, "multiples of 4");
  }

  void sizesComeFromTheFiles() {
    const auto config = read_owl_checkpoint(kData / "owl/owlvit").config;
    QCOMPARE(config.clip.vision.input_size, 24);
    QCOMPARE(config.clip.vision.patch_size, 4);
    QCOMPARE(config.clip.vision.heads, 2);
    QCOMPARE(config.clip.text.context_length, 16);
    QCOMPARE(config.clip.text.heads, 3);
    QCOMPARE(config.clip.embed_dim, 24);
    QVERIFY(read_owl_checkpoint(kData / "owl/owlv2").unused.size() == 2);  // CLIP's projection and its scale
  }

  // Processors of transformers 5.24 on scipy and Pillow.
  void inputsAreThoseOfTransformers_data() { families(); }
  void inputsAreThoseOfTransformers() {
    QFETCH(QString, family);
    const auto config = read_owl_checkpoint(kData / "owl" / family.toStdString()).config;
    const OwlInput input(config, 0);
    const auto expected = expected_of(family);
    for (int k = 0; k < 5; ++k) {
      auto pixels = expected.at("picture." + std::to_string(k)).clone();
      const cv::Mat picture(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), CV_8UC3,
                            pixels.data_ptr<std::uint8_t>());
      const auto off =
          worst_difference(input.of(std::span(&picture, 1))[0], expected.at("pixels." + std::to_string(k)));
      QVERIFY2(off < 1e-5, (std::to_string(k) + ": " + said(off)).c_str());
    }
  }

  void boxesGoBackToThePixelsOfThePicture() {
    auto config = read_owl_checkpoint(kData / "owl/owlv2").config;
    const OwlInput padded(config, 0);
    // 160 x 90: the input's lower 7/16 are padding.
    const auto box = padded.to_pixels({0.5f, 0.25f, 0.25f, 0.125f}, 160, 90);
    QVERIFY(box);
    QCOMPARE(*box, (PixelBox{60, 30, 100, 50}));
    QVERIFY(!padded.to_pixels({0.5f, 0.6f, 0.25f, 0.5f}, 160, 90));  // its centre is in the padding
    QCOMPARE(*padded.to_pixels({0.5f, 0.5f, 0.25f, 0.25f}, 160, 90), (PixelBox{60, 60, 100, 90}));  // clipped
    QVERIFY(!padded.to_pixels({0.6f, 0.5f, 0.5f, 0.25f}, 90, 160));
    QCOMPARE(*padded.to_pixels({0.25f, 0.75f, 0.25f, 0.25f}, 90, 160), (PixelBox{20, 100, 60, 140}));
    QVERIFY(!padded.to_pixels({0.25f, 0.25f, 0.f, 0.25f}, 90, 160));  // without area
    config.version = model::OwlVersion::OwlVit;
    QCOMPARE(*OwlInput(config, 0).to_pixels({0.5f, 0.5f, 0.25f, 0.2f}, 160, 90), (PixelBox{60, 36, 100, 54}));
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { OwlInput(config, 30); });
    QVERIFY_CONTAINS(message, "30");
    QVERIFY_CONTAINS(message, "8");
  }

  void otherArchitecturesAreRefusedByName() {
    auto message =
        test::expect_error(ErrorKind::Unsupported, [] { read_owl_checkpoint(kData / "hf_clip_gelu"); });
    QVERIFY_CONTAINS(message, "CLIPModel");
    QVERIFY_CONTAINS(message, "Owlv2ForObjectDetection");
    message = test::expect_error(ErrorKind::Unsupported, [] { read_owl_checkpoint(kData / "open_clip"); });
    QVERIFY_CONTAINS(message, "no OWL-ViT");
    const auto own = test::write_tiny_model(fs::path(dir_.path().toStdString()) / "own", 1,
                                            resource_path("text/demo_unigram.model"));
    message = test::expect_error(ErrorKind::Unsupported, [&] { read_owl_checkpoint(own); });
    QVERIFY_CONTAINS(message, "a model of this program");
  }

  void whatDoesNotFitIsSaid() {
    auto folder = copied("owl/owlv2");
    fs::remove(folder / "config.json");
    auto message = test::expect_error(ErrorKind::NotFound, [&] { read_owl_checkpoint(folder); });
    QVERIFY_CONTAINS(message, "config.json");
    fs::copy(kData / "owl/owlvit/config.json", folder);
    message = test::expect_error(ErrorKind::Mismatch, [&] { read_owl_checkpoint(folder); });
    QVERIFY_CONTAINS(message, "owlvit");

    folder = copied("owl/owlvit");
    fs::remove(folder / "model-00002-of-00003.safetensors");
    message = test::expect_error(ErrorKind::NotFound, [&] { read_owl_checkpoint(folder); });
    QVERIFY_CONTAINS(message, "model-00002");

    // The encoders alone, and a tensor that nothing knows.
    folder = copied("owl/owlv2");
    auto state = weights::open_state_dict(folder).contents;
    fs::remove(folder / "pytorch_model.bin");
    auto heads = state;
    std::erase_if(heads.tensors, [](const auto& item) { return item.first.starts_with("class_head."); });
    weights::write_safetensors(folder / "model.safetensors", heads);
    message = test::expect_error(ErrorKind::Unsupported, [&] { read_owl_checkpoint(folder); });
    QVERIFY_CONTAINS(message, "without the heads");
    auto more = state;
    more.tensors["class_head.dense1.weight"] = torch::zeros({2, 2});
    weights::write_safetensors(folder / "model.safetensors", more);
    message = test::expect_error(ErrorKind::Unsupported, [&] { read_owl_checkpoint(folder); });
    QVERIFY_CONTAINS(message, "class_head.dense1.weight");
    auto damaged = state;
    damaged.tensors["box_head.dense2.bias"] = torch::full({4}, std::nan(""));
    weights::write_safetensors(folder / "model.safetensors", damaged);
    message = test::expect_error(ErrorKind::Numeric, [&] { make_model(read_owl_checkpoint(folder)); });
    QVERIFY_CONTAINS(message, "box_head.dense2.bias");
    damaged.tensors["box_head.dense2.bias"] = torch::zeros({3});
    weights::write_safetensors(folder / "model.safetensors", damaged);
    message = test::expect_error(ErrorKind::Mismatch, [&] { make_model(read_owl_checkpoint(folder)); });
    QVERIFY_CONTAINS(message, "box_head.dense2.bias");
  }

  void preprocessingThatIsNotOfTheFamilyIsRefused() {
    const auto folder = copied("owl/owlv2");
    const auto file = folder / "preprocessor_config.json";
    write_text_file(file, R"({"do_pad": false})");
    const auto message = test::expect_error(ErrorKind::Unsupported, [&] { read_owl_checkpoint(folder); });
    QVERIFY_CONTAINS(message, "do_pad");
    // Sizes that were released with other weights' files do not matter; mean and deviation do.
    write_text_file(file, R"({"size": {"height": 960, "width": 960}, "image_mean": [0.25, 0.5, 0.5]})");
    QCOMPARE(read_owl_checkpoint(folder).config.clip.image_mean[0], 0.25);
  }
};

QTEST_GUILESS_MAIN(TestOwlVit)
#include "test_owl_vit.moc"
