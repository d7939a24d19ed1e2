// SPDX-License-Identifier: GPL-3.0-or-later
// model inspect and model convert as processes, on weights that transformers and open_clip wrote, and the
// converted model at work.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
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
  static QString weights(const QString& name) { return QString(CLOC_TEST_DATA) + "/" + name; }

 private slots:
  void inspectSaysWhatTheWeightsAre() {
    const auto answer = cli({"--json", "model", "inspect", weights("hf_siglip")});
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
    const auto table = cli({"model", "inspect", weights("openai/model.pt")});
    QCOMPARE(table.code, 0);
    QVERIFY_CONTAINS(table.out, "OpenAI CLIP");
    QVERIFY_CONTAINS(table.out, "32 px in patches of 8");
    QVERIFY_CONTAINS(table.out, "quick_gelu");
  }

  void activationThatIsNotKnownIsAskedFor() {
    const auto refused = cli({"model", "inspect", weights("training/epoch_3.pt")});
    QCOMPARE(refused.code, 9);
    QVERIFY_CONTAINS(refused.err, "quick_gelu");
    const auto given =
        cli({"--json", "model", "inspect", weights("training/epoch_3.pt"), "--activation", "gelu"});
    QCOMPARE(given.code, 0);
    QCOMPARE(json::parse(given.out).at("config").at("activation").get<std::string>(), std::string("gelu"));
    QCOMPARE(cli({"model", "inspect", weights("training/epoch_3.pt"), "--activation", "relu"}).code, 2);
  }

  void convertedModelIndexesAndSearches() {
    const auto model = at("model");
    const auto converted = cli({"model", "convert", weights("hf_clip_gelu"), model});
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
        cli({"model", "convert", weights("hf_siglip"), at("siglip"), "--tokenizer", vocabulary});
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
    QCOMPARE(cli({"model", "convert", weights("hf_clip_gelu"), tokens}).code, 0);
    const auto made = cli({"model", "convert", weights("hf_clip_gelu"), crops, "--regions", "crops"});
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
    // The same encoder: images and texts to the last bit, boxes not.
    QCOMPARE(answer.at("images").at("items").get<int>(), 8);
    QCOMPARE(answer.at("images").at("largest_difference").get<double>(), 0.0);
    QCOMPARE(answer.at("images").at("overlap").get<double>(), 1.0);
    QCOMPARE(answer.at("texts").at("overlap").get<double>(), 1.0);
    QVERIFY(answer.at("regions").at("items").get<int>() > 8);
    QVERIFY(answer.at("regions").at("mean_cosine").get<double>() < 0.999);
    QVERIFY(answer.at("regions").at("overlap").get<double>() < 1.0);

    QCOMPARE(cli({"model", "convert", weights("hf_clip_gelu"), full, "--precision", "fp32"}).code, 0);
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

  void whatCannotBeConvertedLeavesNothing() {
    const auto second = fs::path(at("siglip2").toStdString());
    fs::copy(weights("hf_siglip").toStdString(), second);
    auto config = read_text_file(second / "config.json");
    const std::string type = "\"model_type\": \"siglip\"";
    write_text_file(second / "config.json",
                    config.replace(config.find(type), type.size(), "\"model_type\": \"siglip2\""));
    QCOMPARE(cli({"model", "convert", at("siglip2"), at("none")}).code, 9);
    // open_clip's folder has no tokenizer; another model's does not fit.
    QCOMPARE(cli({"model", "convert", weights("open_clip"), at("none")}).code, 3);
    const auto other =
        cli({"model", "convert", weights("open_clip"), at("none"), "--tokenizer", weights("hf_clip_gelu")});
    QCOMPARE(other.code, 6);
    QVERIFY_CONTAINS(other.err, "516");
    QVERIFY(!fs::exists(at("none").toStdString()));
    fs::create_directories(at("full").toStdString());
    write_text_file(at("full/file").toStdString(), "mine");
    QCOMPARE(cli({"model", "convert", weights("hf_clip_gelu"), at("full")}).code, 2);
    QCOMPARE(cli({"model", "convert", at("nowhere"), at("none")}).code, 3);
  }
};

QTEST_GUILESS_MAIN(TestCliModel)
#include "test_cli_model.moc"
