// SPDX-License-Identifier: Apache-2.0
// The exported ONNX files in onnxruntime against the model itself, for each kind of network, at numbers of
// images, texts, tokens and boxes that no file fixes. onnxruntime runs in a Python of its own
// (packaging/onnxruntime.sh), which CLOC_ONNXRUNTIME_PYTHON names.
#include <torch/torch.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/onnx/export.h"
#include "core/weights/safetensors.h"
#include "tests/inference/network_kinds.h"
#include "tests/support/expect_error.h"

using namespace cloc;
namespace fs = std::filesystem;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

constexpr double kMostDifference = 1e-4, kLeastCosine = 0.99999;

// What is wrong, or nothing.
QString compared(const at::Tensor& got, const at::Tensor& wanted) {
  if (got.sizes() != wanted.sizes()) return "other sizes";
  if (got.numel() == 0) return {};
  const double difference = (got - wanted).abs().max().item<double>();
  const double cosine =
      torch::cosine_similarity(got.flatten(0, -2), wanted.flatten(0, -2), -1).min().item<double>();
  if (difference <= kMostDifference && cosine >= kLeastCosine) return {};
  return QString("differs by %1, least cosine %2").arg(difference).arg(cosine);
}

at::Tensor random_boxes(std::int64_t count) {
  const auto low = 0.5 * torch::rand({count, 2});
  return torch::cat({low, low + 0.05 + 0.4 * torch::rand({count, 2})}, 1);
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

}  // namespace

class TestOnnxExport : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path vocabulary_;

  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  static QString python() { return qEnvironmentVariable("CLOC_ONNXRUNTIME_PYTHON"); }

  inference::LoadedModel network(const model::ClocConfig& config) const {
    inference::LoadedModel loaded;
    loaded.model = test::make_network(config);
    loaded.folder = vocabulary_;
    loaded.tokenizer = text::load_tokenizer(vocabulary_);
    loaded.hash = "0123";
    return loaded;
  }

  weights::SafeTensors run(const fs::path& file, const Tensors& inputs) const {
    weights::write_safetensors(at("in.safetensors"), {inputs, {}});
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(python(), {CLOC_ONNX_SCRIPT, QString::fromStdString(file.string()),
                             dir_.filePath("in.safetensors"), dir_.filePath("out.safetensors")});
    if (!process.waitForFinished(120000) || process.exitCode() != 0) {
      qWarning("%s", process.readAll().constData());
      return {};
    }
    return weights::read_safetensors(at("out.safetensors"));
  }

  QString differs(const fs::path& file, const Tensors& inputs, const Tensors& wanted) const {
    const auto out = run(file, inputs);
    if (out.tensors.size() != wanted.size()) return "other outputs";
    for (const auto& [name, value] : wanted) {
      if (!out.tensors.contains(name)) return "no " + QString::fromStdString(name);
      const auto wrong = compared(out.tensors.at(name), value);
      if (!wrong.isEmpty()) return QString::fromStdString(name) + " " + wrong;
    }
    return {};
  }

 private slots:
  void initTestCase() {
    vocabulary_ = at("vocabulary");
    fs::create_directories(vocabulary_);
    fs::copy_file(resource_path("text/demo_unigram.model"), vocabulary_ / "tokenizer.model");
    if (python().isEmpty() && qEnvironmentVariable("CI") == "true")
      QFAIL("CLOC_ONNXRUNTIME_PYTHON is not set; packaging/onnxruntime.sh prints it.");
  }

  void everyNetworkGivesItsNumbers_data() {
    QTest::addColumn<int>("kind");
    for (int i = 0; i < static_cast<int>(test::network_kinds().size()); ++i)
      QTest::newRow(test::network_kinds()[static_cast<std::size_t>(i)].name) << i;
  }
  void everyNetworkGivesItsNumbers() {
    if (python().isEmpty()) QSKIP("CLOC_ONNXRUNTIME_PYTHON is not set; packaging/onnxruntime.sh prints it.");
    QFETCH(int, kind);
    const torch::NoGradGuard no_grad;
    auto loaded = network(test::network_kinds()[static_cast<std::size_t>(kind)].config);
    auto& model = loaded.model;
    const auto& config = model->config();
    const auto folder = at("kind " + std::to_string(kind));
    onnx::write_onnx(folder, loaded, inference::StoredPrecision::Full);
    const bool crops = config.region_encoder == model::RegionEncoder::Crops;
    for (const std::int64_t images : {1, 3}) {
      const auto pixels = torch::randn({images, 3, config.vision.input_size, config.vision.input_size});
      const auto encoded = model->encode_tokens(pixels);
      Tensors wanted{{"image_embedding", model::normalise(model->embed_image(encoded))}};
      const auto prepared = crops ? model::EncodedImages{} : model->prepare(encoded);
      if (!crops) wanted["tokens"] = prepared.features.defined() ? prepared.features : encoded.grid;
      QCOMPARE(differs(folder / "image.onnx", {{"pixels", pixels}}, wanted), QString());
      for (const std::int64_t count : {0, 5}) {
        if (crops) break;
        const auto boxes = random_boxes(count), index = torch::randint(images, {count}, torch::kLong);
        const auto regions = model::normalise(model->embed_boxes(prepared, boxes, index));
        QCOMPARE(differs(folder / "prompter.onnx",
                         {{"tokens", wanted["tokens"]}, {"boxes", boxes}, {"image_index", index}},
                         {{"region_embedding", regions}}),
                 QString());
        if (config.region_encoder != model::RegionEncoder::Prompter) continue;
        const auto phrases = model::normalise(torch::randn({count, config.embed_dim}));
        QCOMPARE(differs(folder / "grounding.onnx",
                         {{"tokens", encoded.grid}, {"text_embedding", phrases}, {"image_index", index}},
                         {{"boxes", model->ground(prepared, phrases, index)}}),
                 QString());
      }
    }
    // Behind a text's length anything may stand; a batch is as long as its longest text.
    for (const std::int64_t length : {std::int64_t{4}, config.text.context_length}) {
      const auto lengths = torch::tensor({std::int64_t{1}, length, std::int64_t{2}});
      const auto ids = torch::randint(1, config.text.vocabulary, {3, length}, torch::kLong);
      const auto texts = model::normalise(model->embed_text(ids, lengths));
      QCOMPARE(
          differs(folder / "text.onnx", {{"ids", ids}, {"lengths", lengths}}, {{"text_embedding", texts}}),
          QString());
    }
  }

  // Stored at half precision, and beside the graph: the numbers of a model with such weights.
  void halfPrecisionAndOuterWeightsGiveTheSameNumbers() {
    if (python().isEmpty()) QSKIP("CLOC_ONNXRUNTIME_PYTHON is not set; packaging/onnxruntime.sh prints it.");
    const torch::NoGradGuard no_grad;
    auto loaded = network(test::network_kinds().front().config);
    for (auto& parameter : loaded.model->parameters()) parameter.copy_(parameter.to(torch::kHalf));
    const auto files =
        onnx::write_onnx(at("outer"), loaded, inference::StoredPrecision::Half, /*embedded_limit=*/1000);
    const auto& config = loaded.model->config();
    QVERIFY(fs::exists(at("outer/text.onnx.data")));
    for (const auto& file : files)
      QCOMPARE(file.bytes,
               fs::file_size(at("outer") / file.name) + fs::file_size(at("outer") / (file.name + ".data")));
    onnx::write_onnx(at("full"), loaded, inference::StoredPrecision::Full, /*embedded_limit=*/1000);
    QVERIFY(fs::file_size(at("full/text.onnx.data")) > fs::file_size(at("outer/text.onnx.data")) * 3 / 2);
    const auto pixels = torch::randn({2, 3, config.vision.input_size, config.vision.input_size});
    const auto encoded = loaded.model->encode_tokens(pixels);
    QCOMPARE(differs(at("outer/image.onnx"), {{"pixels", pixels}},
                     {{"image_embedding", model::normalise(loaded.model->embed_image(encoded))},
                      {"tokens", encoded.grid}}),
             QString());
  }

  void metadataSaysWhatInputsAreMadeOf() {
    if (python().isEmpty()) QSKIP("CLOC_ONNXRUNTIME_PYTHON is not set; packaging/onnxruntime.sh prints it.");
    auto loaded = network(test::network_kinds().front().config);
    onnx::write_onnx(at("described"), loaded, inference::StoredPrecision::Full);
    const auto ids = torch::ones({1, 2}, torch::kLong), lengths = torch::full({1}, 2, torch::kLong);
    const auto data = run(at("described/text.onnx"), {{"ids", ids}, {"lengths", lengths}}).metadata;
    QVERIFY(data.contains("image_mean"));
    QCOMPARE(data.at("image_mean"), std::string("0.48145466,0.4578275,0.40821073"));
    QCOMPARE(data.at("image_size"), std::string("32"));
    QCOMPARE(data.at("image_fit"), std::string("letterbox"));
    QCOMPARE(data.at("tokenizer"), std::string("sentencepiece"));
    QCOMPARE(data.at("context_length"), std::string("9"));
    QCOMPARE(data.at("model_sha256"), std::string("0123"));
    QCOMPARE(inference::config_from_json(data.at("cloc.config"), "the file").embed_dim, std::int64_t{12});
  }

  // Which files there are depends on what the model can do.
  void filesAreThoseThatTheModelHas() {
    for (const auto& kind : test::network_kinds()) {
      auto loaded = network(kind.config);
      const auto folder = at(std::string("files of ") + kind.name);
      onnx::write_onnx(folder, loaded, inference::StoredPrecision::Half);
      std::set<std::string> wanted{"image.onnx", "text.onnx", "tokenizer.model"};
      if (kind.config.region_encoder != model::RegionEncoder::Crops) wanted.insert("prompter.onnx");
      if (kind.config.region_encoder == model::RegionEncoder::Prompter) wanted.insert("grounding.onnx");
      QVERIFY2(names_in(folder) == wanted, kind.name);
    }
  }

  void aParameterThatNoGraphReadsIsRefusedByName() {
    auto loaded = network(test::network_kinds().front().config);
    loaded.model->register_parameter("future_gate", torch::zeros({2}));
    const auto message = test::expect_error(ErrorKind::Unsupported, [&] {
      onnx::write_onnx(at("refused"), loaded, inference::StoredPrecision::Full);
    });
    QVERIFY_CONTAINS(message, "future_gate");
    QVERIFY(!fs::exists(at("refused")));
    QVERIFY(!fs::exists(at("refused.unfinished")));
  }

  void aFolderThatCannotBeMadeIsTold() {
    auto loaded = network(test::network_kinds().front().config);
    write_text_file(at("a file"), "");
    const auto message = test::expect_error(ErrorKind::Io, [&] {
      onnx::write_onnx(at("a file") / "model", loaded, inference::StoredPrecision::Full);
    });
    QVERIFY_CONTAINS(message, "a file");
  }
};

QTEST_GUILESS_MAIN(TestOnnxExport)
#include "test_onnx_export.moc"
