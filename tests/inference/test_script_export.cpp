// SPDX-License-Identifier: Apache-2.0
// The exported TorchScript against the model itself, for each kind of network, at numbers of images, texts
// and regions that it was not written with.
#include <torch/script.h>
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cstdio>

#include "core/base/resources.h"
#include "core/inference/script_export.h"
#include "core/inference/script_model.h"
#include "tests/inference/network_kinds.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::inference;

namespace {

double difference(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes()) return 1e9;
  return a.numel() == 0 ? 0 : (a - b).abs().max().item<double>();
}

}  // namespace

class TestScriptExport : public QObject {
  Q_OBJECT

  // Its ids need not fit the small networks' vocabularies: no text is cut here.
  static LoadedModel loaded_model(const model::ClocConfig& config) {
    LoadedModel loaded;
    loaded.model = test::make_network(config);
    loaded.tokenizer = text::load_tokenizer(resource_path("text/demo_unigram.model"));
    return loaded;
  }

  QTemporaryDir dir_;
  std::filesystem::path at(const std::string& name) const {
    return std::filesystem::path(dir_.path().toStdString()) / name;
  }

 private slots:
  void everyNetworkGivesItsNumbers_data() {
    QTest::addColumn<int>("kind");
    for (int i = 0; i < static_cast<int>(test::network_kinds().size()); ++i)
      QTest::newRow(test::network_kinds()[static_cast<std::size_t>(i)].name) << i;
  }
  void everyNetworkGivesItsNumbers() {
    QFETCH(int, kind);
    const torch::NoGradGuard no_grad;
    auto loaded = loaded_model(test::network_kinds()[static_cast<std::size_t>(kind)].config);
    auto& model = loaded.model;
    const auto& config = model->config();
    const auto written = write_torchscript(at("model.pt"), loaded);
    QVERIFY(written.bytes > 1000);
    QVERIFY2(written.largest_difference < 1e-5, qPrintable(QString::number(written.largest_difference)));
    auto script = torch::jit::load(at("model.pt").string());
    for (const auto& method : {"encode_image", "encode_text", "embed_boxes", "ground"}) {
      const auto names = script_methods(config);
      QCOMPARE(script.find_method(method).has_value(),
               std::find(names.begin(), names.end(), method) != names.end());
    }
    for (const std::int64_t images : {1, 5}) {
      const auto pixels = torch::randn({images, 3, config.vision.input_size, config.vision.input_size});
      const auto out = script.run_method("encode_image", pixels).toTuple();
      const auto tokens = model->encode_tokens(pixels);
      QVERIFY(difference(out->elements()[0].toTensor(), model::normalise(model->embed_image(tokens))) < 1e-5);
      QVERIFY(difference(script.forward({pixels}).toTensor(), out->elements()[0].toTensor()) == 0);
      if (config.region_encoder == model::RegionEncoder::Crops) continue;
      const auto prepared = model->prepare(tokens);
      for (const std::int64_t regions : {0, 7}) {
        const auto low = 0.5 * torch::rand({regions, 2});
        const auto boxes = torch::cat({low, low + 0.05 + 0.4 * torch::rand({regions, 2})}, 1);
        const auto index = torch::randint(images, {regions}, torch::kLong);
        const auto got = script.run_method("embed_boxes", out->elements()[1], boxes, index).toTensor();
        QVERIFY(difference(got, model::normalise(model->embed_boxes(prepared, boxes, index))) < 1e-5);
        if (config.region_encoder != model::RegionEncoder::Prompter) continue;
        const auto texts = torch::randn({regions, config.embed_dim});
        const auto found = script.run_method("ground", out->elements()[1], texts, index).toTensor();
        QVERIFY(difference(found, model->ground(prepared, texts, index)) < 1e-5);
      }
    }
    // Behind a text's length anything may stand.
    const auto context = config.text.context_length;
    const auto lengths = torch::tensor({std::int64_t{1}, context, std::int64_t{4}, std::int64_t{2}});
    const auto ids = torch::randint(1, config.text.vocabulary, {4, context}, torch::kLong);
    const auto texts = script.run_method("encode_text", ids, lengths).toTensor();
    QVERIFY(difference(texts, model::normalise(model->embed_text(ids, lengths))) < 1e-5);
  }

  // Moved to another type (as to another device) the module brings all it needs along.
  void otherNumbersThanFloatAreComputedToo_data() { everyNetworkGivesItsNumbers_data(); }
  void otherNumbersThanFloatAreComputedToo() {
    QFETCH(int, kind);
    const torch::NoGradGuard no_grad;
    auto model = test::make_network(test::network_kinds()[static_cast<std::size_t>(kind)].config);
    const auto& config = model->config();
    auto single = make_script(model), doubled = make_script(model);
    doubled.to(torch::kDouble);
    const auto agree = [](const at::Tensor& twice, const at::Tensor& once) {
      return twice.scalar_type() == torch::kDouble && difference(twice, once.to(torch::kDouble)) < 1e-5;
    };
    const auto side = config.vision.input_size;
    const auto pixels = torch::randn({2, 3, side, side});
    const auto once = single.run_method("encode_image", pixels).toTuple(),
               twice = doubled.run_method("encode_image", pixels.to(torch::kDouble)).toTuple();
    QVERIFY(agree(twice->elements()[0].toTensor(), once->elements()[0].toTensor()));
    const auto tokens = once->elements()[1].toTensor(), more_tokens = twice->elements()[1].toTensor();
    QVERIFY(agree(more_tokens, tokens));
    const auto ids = torch::randint(config.text.vocabulary, {2, config.text.context_length}, torch::kLong);
    const auto lengths = torch::tensor({std::int64_t{3}, config.text.context_length});
    const auto texts = single.run_method("encode_text", ids, lengths).toTensor();
    QVERIFY(agree(doubled.run_method("encode_text", ids, lengths).toTensor(), texts));
    const auto index = torch::tensor({std::int64_t{1}, std::int64_t{0}});
    const auto boxes = torch::tensor({{0.1f, 0.2f, 0.7f, 0.5f}, {0.0f, 0.0f, 1.0f, 1.0f}});
    if (single.find_method("embed_boxes")) {
      QVERIFY(
          agree(doubled.run_method("embed_boxes", more_tokens, boxes.to(torch::kDouble), index).toTensor(),
                single.run_method("embed_boxes", tokens, boxes, index).toTensor()));
    }
    if (single.find_method("ground")) {
      QVERIFY(agree(doubled.run_method("ground", more_tokens, texts.to(torch::kDouble), index).toTensor(),
                    single.run_method("ground", tokens, texts, index).toTensor()));
    }
  }

  void theFileSaysHowItIsFed() {
    auto loaded = loaded_model(test::network_kinds().front().config);
    write_torchscript(at("told.pt"), loaded);
    torch::jit::ExtraFilesMap extra{{"cloc.json", ""}};
    const auto script = torch::jit::load(at("told.pt").string(), c10::nullopt, extra);
    const auto& config = loaded.model->config();
    const auto told = config_from_json(extra.at("cloc.json"), "told.pt");
    QCOMPARE(told.vision.width, config.vision.width);
    QCOMPARE(script.attr("input_size").toInt(), config.vision.input_size);
    QCOMPARE(script.attr("context_length").toInt(), config.text.context_length);
    for (std::size_t i = 0; i < 3; ++i) {
      QCOMPARE(script.attr("image_mean").toDoubleVector()[i], config.image_mean[i]);
      QCOMPARE(script.attr("image_std").toDoubleVector()[i], config.image_std[i]);
    }
    QCOMPARE(script.attr("tokenizer").toStringRef(), std::string("sentencepiece"));
    QCOMPARE(script.attr("begin_id").toInt(), -1);
    QCOMPARE(script.attr("end_id").toInt(), loaded.tokenizer->end_id());
    QCOMPARE(script.attr("pad_id").toInt(), loaded.tokenizer->pad_id());
  }

  void aFolderThatIsNotThereIsTold() {
    auto loaded = loaded_model(test::network_kinds().front().config);
    const auto message =
        test::expect_error(ErrorKind::Io, [&] { write_torchscript(at("nowhere/model.pt"), loaded); });
    QVERIFY_CONTAINS(message, "nowhere/model.pt");
    QVERIFY(!test::contains(message, ".."));
    QVERIFY(!test::contains(message, "frame #"));  // a backtrace is for nobody
    QVERIFY(!std::filesystem::exists(at("nowhere")));
  }
};

QTEST_GUILESS_MAIN(TestScriptExport)
#include "test_script_export.moc"
