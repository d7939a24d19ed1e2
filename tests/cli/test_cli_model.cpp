// SPDX-License-Identifier: GPL-3.0-or-later
// model inspect and model convert as processes, on weights that transformers and open_clip wrote, and the
// converted model at work.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/weights/safetensors.h"
#include "tests/cli/run_cli.h"
#include "tests/support/expect_error.h"

using nlohmann::json;
using namespace cloc;
using test::cli;
namespace fs = std::filesystem;

class TestCliModel : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  QString at(const QString& name) const { return dir_.filePath(name); }
  static QString source(const QString& name) { return QString(CLOC_TEST_DATA) + "/" + name; }

 private slots:
  void inspectSaysWhatTheWeightsAre() {
    const auto answer = cli({"--json", "model", "inspect", source("hf_siglip")});
    QCOMPARE(answer.code, 0);
    const auto document = json::parse(answer.out);
    QCOMPARE(document.at("family").get<std::string>(), std::string("Hugging Face SigLIP"));
    QCOMPARE(document.at("config").at("vision").at("input_size").get<int>(), 32);
    QCOMPARE(document.at("config").at("activation").get<std::string>(), std::string("tanh_gelu"));
    QCOMPARE(document.at("files").size(), std::size_t{1});
    QVERIFY(document.at("parameters").get<int>() > 10000);
    const auto demo = QString::fromStdString(resource_path("models/demo").string());
    const auto own = cli({"model", "inspect", demo});
    QCOMPARE(own.code, 0);
    QVERIFY_CONTAINS(own.out, "CLOC Studio");
    QCOMPARE(cli({"model", "convert", demo, at("own")}).code, 2);
    const auto table = cli({"model", "inspect", source("openai/model.pt")});
    QCOMPARE(table.code, 0);
    QVERIFY_CONTAINS(table.out, "OpenAI CLIP");
    QVERIFY_CONTAINS(table.out, "32 px in patches of 8");
    QVERIFY_CONTAINS(table.out, "quick_gelu");
  }

  void activationThatIsNotKnownIsAskedFor() {
    const auto refused = cli({"model", "inspect", source("training/epoch_3.pt")});
    QCOMPARE(refused.code, 9);
    QVERIFY_CONTAINS(refused.err, "quick_gelu");
    const auto given =
        cli({"--json", "model", "inspect", source("training/epoch_3.pt"), "--activation", "gelu"});
    QCOMPARE(given.code, 0);
    QCOMPARE(json::parse(given.out).at("config").at("activation").get<std::string>(), std::string("gelu"));
    QCOMPARE(cli({"model", "inspect", source("training/epoch_3.pt"), "--activation", "relu"}).code, 2);
  }

  void convertedModelIndexesAndSearches() {
    const auto model = at("model");
    const auto converted = cli({"model", "convert", source("hf_clip_gelu"), model});
    QVERIFY2(converted.code == 0, converted.err.c_str());
    QVERIFY_CONTAINS(converted.out, "no Prompter");
    QCOMPARE(cli({"demo", "create", at("demo"), "--scenes", "6", "--size", "64"}).code, 0);
    const auto project = at("p.clocproj");
    const auto indexed = cli({"index", project, "--data", at("demo"), "--model", model});
    QVERIFY2(indexed.code == 0, indexed.err.c_str());
    const auto found = cli({"--json", "search", project, "--text", "red apple", "--top", "5"});
    QCOMPARE(found.code, 0);
    QCOMPARE(json::parse(found.out).size(), std::size_t{5});
    const auto image = at("demo/images/000000.jpg");
    const auto by_box =
        cli({"--json", "search", project, "--image", image, "--box", "4,4,40,40", "--top", "5"});
    QCOMPARE(by_box.code, 0);
    QCOMPARE(json::parse(by_box.out).size(), std::size_t{5});
    const auto grounded = cli({"ground", "--image", image, "--text", "red apple", "--model", model});
    QCOMPARE(grounded.code, 9);
    QCOMPARE(cli({"model", "export", model, at("out"), "--precision", "fp32"}).code, 0);
    QCOMPARE(json::parse(cli({"--json", "model", "inspect", at("out")}).out).at("family").get<std::string>(),
             std::string("Hugging Face CLIP"));
    QCOMPARE(cli({"model", "export", model, at("out")}).code, 2);  // not empty
    QVERIFY_CONTAINS(grounded.err, "no Prompter");
  }

  void convertedSiglipSearchesByItsOwnRules() {
    const auto vocabulary = QString::fromStdString(resource_path("text/demo_unigram.model").string());
    const auto converted =
        cli({"model", "convert", source("hf_siglip"), at("siglip"), "--tokenizer", vocabulary});
    QVERIFY2(converted.code == 0, converted.err.c_str());
    QCOMPARE(cli({"demo", "create", at("few"), "--scenes", "3", "--size", "64"}).code, 0);
    QCOMPARE(cli({"index", at("s.clocproj"), "--data", at("few"), "--model", at("siglip")}).code, 0);
    const auto plain = cli({"--json", "search", at("s.clocproj"), "--text", "red apple"});
    QCOMPARE(plain.code, 0);
    QCOMPARE(cli({"--json", "search", at("s.clocproj"), "--text", "Red, apple!"}).out, plain.out);
    // Longer than its 12 tokens: cut, and no error.
    QCOMPARE(cli({"search", at("s.clocproj"), "--text", QString("apple ").repeated(40)}).code, 0);
  }

  void boxesByTokensAndByCropsAreToldApartAndCompared() {
    const auto tokens = at("tokens"), crops = at("crops"), full = at("full precision");
    QCOMPARE(cli({"model", "convert", source("hf_clip_gelu"), tokens}).code, 0);
    const auto made = cli({"model", "convert", source("hf_clip_gelu"), crops, "--regions", "crops"});
    QVERIFY2(made.code == 0, made.err.c_str());
    QVERIFY_CONTAINS(made.out, "encoding each as an image");
    QCOMPARE(cli({"demo", "create", at("seen"), "--scenes", "8", "--size", "64"}).code, 0);
    QCOMPARE(cli({"index", at("c.clocproj"), "--data", at("seen"), "--model", crops}).code, 0);
    const auto found = cli({"search", at("c.clocproj"), "--text", "red apple"});
    QCOMPARE(found.code, 0);
    QVERIFY_CONTAINS(found.err, "encoding each as an image");

    const auto compared = cli({"--json", "model", "compare", tokens, crops, at("seen"), "--k", "3"});
    QVERIFY2(compared.code == 0, compared.err.c_str());
    const auto answer = json::parse(compared.out);
    // The same encoder: images and texts are the same, boxes not.
    QCOMPARE(answer.at("images").at("items").get<int>(), 8);
    QVERIFY(answer.at("images").at("largest_difference").get<double>() < 1e-5);
    QCOMPARE(answer.at("images").at("overlap").get<double>(), 1.0);
    QCOMPARE(answer.at("texts").at("overlap").get<double>(), 1.0);
    QVERIFY(answer.at("regions").at("items").get<int>() > 8);
    QVERIFY(answer.at("regions").at("mean_cosine").get<double>() < 0.999);
    QVERIFY(answer.at("regions").at("overlap").get<double>() < 1.0);

    QCOMPARE(cli({"model", "convert", source("hf_clip_gelu"), full, "--precision", "fp32"}).code, 0);
    const auto halved = json::parse(cli({"--json", "model", "compare", tokens, full, at("seen")}).out);
    QCOMPARE(halved.at("images").at("k").get<int>(), 7);  // of 8 images
    QVERIFY(halved.at("images").at("least_cosine").get<double>() > 0.9999);
    // Embeddings of other sizes have no cosine.
    const auto demo = QString::fromStdString(resource_path("models/demo").string());
    const auto other =
        json::parse(cli({"--json", "model", "compare", tokens, demo, at("seen"), "--max-images", "4"}).out);
    QVERIFY(other.at("images").at("mean_cosine").is_null());
    QCOMPARE(other.at("images").at("items").get<int>(), 4);
    QVERIFY(other.at("images").at("overlap").is_number());
    const auto table = cli({"model", "compare", tokens, demo, at("seen")});
    QVERIFY_CONTAINS(table.out, "same nearest k");
    QCOMPARE(cli({"model", "compare", tokens, at("nowhere"), at("seen")}).code, 3);
  }

  // SigLIP 2 reads with Gemma's tokenizer: in lower case, punctuation and all.
  void convertedSiglip2SearchesWithGemmasTokenizer() {
    const auto converted = cli({"model", "convert", source("hf_siglip2"), at("siglip2")});
    QVERIFY2(converted.code == 0, converted.err.c_str());
    QVERIFY(fs::exists(at("siglip2/tokenizer.json").toStdString()));
    QCOMPARE(cli({"demo", "create", at("two"), "--scenes", "3", "--size", "64"}).code, 0);
    QCOMPARE(cli({"index", at("s2.clocproj"), "--data", at("two"), "--model", at("siglip2")}).code, 0);
    const auto found = [&](const char* text) {
      const auto answer = cli({"--json", "search", at("s2.clocproj"), "--text", text});
      return answer.code == 0 ? answer.out : "failed: " + answer.err;
    };
    const auto plain = found("red apple");
    QVERIFY_CONTAINS(plain, "{");
    QCOMPARE(found("Red APPLE"), plain);
    QVERIFY(found("red, apple!") != plain);
  }

  void imageSizeAndRuleForPositionsAreChosen() {
    const auto input = [&](const char* folder) {
      const auto answer = cli({"--json", "model", "inspect", at(folder)});
      return json::parse(answer.out).at("config").at("vision");
    };
    const auto given = source("hf_clip_gelu");
    QCOMPARE(cli({"model", "convert", given, at("larger"), "--image-size", "48"}).code, 0);
    QCOMPARE(input("larger").at("input_size").get<int>(), 48);
    QCOMPARE(input("larger").at("position_rule").get<std::string>(), std::string("bicubic"));
    QCOMPARE(cli({"model", "convert", given, at("smooth"), "--image-size", "16", "--positions",
                  "bicubic_antialias", "--precision", "fp32"})
                 .code,
             0);
    QCOMPARE(input("smooth").at("position_rule").get<std::string>(), std::string("bicubic_antialias"));
    QCOMPARE(cli({"model", "convert", given, at("rough"), "--image-size", "16", "--precision", "fp32"}).code,
             0);
    const auto bytes = [&](const char* folder) {
      return read_text_file(fs::path(at(folder).toStdString()) / "model.safetensors");
    };
    QVERIFY(bytes("smooth") != bytes("rough"));
    const auto refused = cli({"model", "convert", given, at("odd"), "--image-size", "50"});
    QCOMPARE(refused.code, 2);
    QVERIFY_CONTAINS(refused.err, "50");
    QCOMPARE(cli({"model", "convert", given, at("odd"), "--positions", "nearest"}).code, 2);
    QVERIFY(!fs::exists(at("odd").toStdString()));
  }

  // The files of open_clip do not hold the tokenizer that most of its models are trained with: OpenAI's.
  void openClipModelsOfOpenAisVocabularyNeedNoTokenizer() {
    const auto folder = fs::path(at("vocabulary").toStdString());
    fs::copy(source("open_clip").toStdString(), folder);
    auto contents = weights::read_safetensors(folder / "open_clip_model.safetensors");
    contents.tensors["token_embedding.weight"] = torch::randn({49408, 64}).to(torch::kHalf);
    weights::write_safetensors(folder / "open_clip_model.safetensors", contents);
    const auto converted = cli({"model", "convert", at("vocabulary"), at("openais")});
    QVERIFY2(converted.code == 0, converted.err.c_str());
    QVERIFY(fs::exists(at("openais/bpe_simple_vocab_16e6.txt.gz").toStdString()));
    QCOMPARE(cli({"model", "inspect", at("openais")}).code, 0);
  }

  void theWholeModelGoesOutAsTorchScript() {
    const auto demo = QString::fromStdString(resource_path("models/demo").string());
    const auto written = cli({"--json", "model", "export", demo, at("demo.pt"), "--to", "torchscript"});
    QVERIFY2(written.code == 0, written.err.c_str());
    QVERIFY(json::parse(written.out).at("largest_difference").get<double>() < 1e-4);
    QVERIFY(fs::file_size(at("demo.pt").toStdString()) > 1000000);
    QCOMPARE(cli({"model", "export", demo, at("demo.pt"), "--to", "torchscript"}).code, 2);  // is there
    QCOMPARE(cli({"model", "export", demo, at("demo.other"), "--to", "pickle"}).code, 2);
    QCOMPARE(cli({"model", "export", demo, at("no/demo.pt"), "--to", "torchscript"}).code, 5);
    QVERIFY(!fs::exists(at("demo.other").toStdString()) && !fs::exists(at("no").toStdString()));
  }

  void theWholeModelGoesOutAsOnnx() {
    const auto demo = QString::fromStdString(resource_path("models/demo").string());
    const auto written = cli({"--json", "model", "export", demo, at("onnx"), "--to", "onnx"});
    QVERIFY2(written.code == 0, written.err.c_str());
    const auto files = json::parse(written.out).at("files");
    for (const char* name : {"image.onnx", "text.onnx", "prompter.onnx", "grounding.onnx"}) {
      const auto path = fs::path(at("onnx").toStdString()) / name;
      QVERIFY2(fs::exists(path), name);
      QCOMPARE(files.at(name).get<std::uintmax_t>(), fs::file_size(path));
    }
    QVERIFY(fs::exists(at("onnx/tokenizer.model").toStdString()));
    QCOMPARE(cli({"model", "export", demo, at("onnx"), "--to", "onnx"}).code, 2);  // is there
    const auto full = cli({"model", "export", demo, at("onnx32"), "--to", "onnx", "--precision", "fp32"});
    QCOMPARE(full.code, 0);
    QVERIFY_CONTAINS(full.out, "grounding.onnx");
    QVERIFY(fs::file_size(at("onnx32/image.onnx").toStdString()) >
            files.at("image.onnx").get<std::uintmax_t>() * 3 / 2);
  }

  void whatCannotBeConvertedLeavesNothing() {
    // open_clip's folder has no tokenizer; another model's does not fit.
    QCOMPARE(cli({"model", "convert", source("open_clip"), at("none")}).code, 3);
    const auto other =
        cli({"model", "convert", source("open_clip"), at("none"), "--tokenizer", source("hf_clip_gelu")});
    QCOMPARE(other.code, 6);
    QVERIFY_CONTAINS(other.err, "516");
    QVERIFY(!fs::exists(at("none").toStdString()));
    fs::create_directories(at("full").toStdString());
    write_text_file(at("full/file").toStdString(), "mine");
    QCOMPARE(cli({"model", "convert", source("hf_clip_gelu"), at("full")}).code, 2);
    QCOMPARE(cli({"model", "convert", at("nowhere"), at("none")}).code, 3);
  }
};

QTEST_GUILESS_MAIN(TestCliModel)
#include "test_cli_model.moc"
