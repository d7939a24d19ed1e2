// SPDX-License-Identifier: Apache-2.0
// Foreign weights give the numbers that transformers and open_clip gave (make_clip_fixtures.py).
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <filesystem>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/inference/clip_checkpoint.h"
#include "core/inference/hugging_face_export.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::inference;
using model::Activation;

namespace fs = std::filesystem;

namespace {

const fs::path kData = CLOC_TEST_DATA;
// How far values of normalised embeddings may be apart: the approximate GELU for the exact one is seen.
constexpr double kClose = 4e-6;

double worst_cosine(const at::Tensor& a, const at::Tensor& b) {
  return (model::normalise(a) * model::normalise(b)).sum(1).min().item<double>();
}
double worst_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace

Q_DECLARE_METATYPE(std::function<void(cloc::model::ClocConfig&)>)

class TestClipCheckpoint : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  // A copy to spoil.
  fs::path copied(const std::string& family) const {
    const auto to =
        fs::path(dir_.path().toStdString()) / (std::string(QTest::currentTestFunction()) + family);
    fs::remove_all(to);
    fs::copy(kData / family, to);
    fs::remove(to / "expected.safetensors");
    return to;
  }
  static void spoil(const fs::path& file, const std::function<void(weights::SafeTensors&)>& change) {
    auto contents = weights::read_safetensors(file);
    change(contents);
    weights::write_safetensors(file, contents);
  }
  static void replace(const fs::path& file, const std::string& from, const std::string& to) {
    auto text = read_text_file(file);
    const auto at = text.find(from);
    if (at == std::string::npos) qFatal("nothing to replace");
    write_text_file(file, text.replace(at, from.size(), to));
  }

 private slots:
  void embeddingsAndLogitsAreThoseOfTheReference_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("family");
    QTest::newRow("CLIPModel, quick GELU") << "hf_clip_quick_gelu"
                                           << "Hugging Face CLIP";
    QTest::newRow("CLIPModel, GELU") << "hf_clip_gelu"
                                     << "Hugging Face CLIP";
    QTest::newRow("SiglipModel") << "hf_siglip"
                                 << "Hugging Face SigLIP";
    QTest::newRow("SiglipModel with Gemma's tokenizer") << "hf_siglip2"
                                                        << "Hugging Face SigLIP 2";
    QTest::newRow("Siglip2Model, NaFlex") << "hf_naflex"
                                          << "Hugging Face SigLIP 2";
    for (const char* name : {"open_clip_siglip", "open_clip_siglip2", "open_clip_pe", "open_clip_pe_gigantic",
                             "open_clip_clipa", "open_clip_settings"})
      QTest::newRow(name) << name << "open_clip";
    QTest::newRow("open_clip folder") << "open_clip"
                                      << "open_clip";
    QTest::newRow("OpenAI") << "openai/model.pt"
                            << "OpenAI CLIP";
    QTest::newRow("open_clip while training") << "training/epoch_3.pt"
                                              << "open_clip";
  }
  void embeddingsAndLogitsAreThoseOfTheReference() {
    QFETCH(QString, file);
    QFETCH(QString, family);
    const auto path = kData / file.toStdString();
    ClipOptions options;
    if (file.startsWith("training")) options.activation = Activation::Gelu;
    const auto checkpoint = read_clip_checkpoint(path, options);
    QCOMPARE(QString::fromStdString(checkpoint.family), family);
    QVERIFY(checkpoint.unused.empty());
    auto model = make_model(checkpoint);
    const torch::InferenceMode inference;
    const auto folder = fs::is_directory(path) ? path : path.parent_path();
    const auto expected = weights::read_safetensors(folder / "expected.safetensors").tensors;
    const auto tokens = model->encode_tokens(expected.at("images"));
    const auto image = model->embed_image(tokens);
    const auto text = model->embed_text(expected.at("ids"), expected.at("lengths"));
    QVERIFY(worst_cosine(image, expected.at("image")) > 0.99999);
    QVERIFY(worst_cosine(text, expected.at("text")) > 0.99999);
    QVERIFY(worst_difference(model::normalise(image), model::normalise(expected.at("image"))) < kClose);
    QVERIFY(worst_difference(model::normalise(text), model::normalise(expected.at("text"))) < kClose);
    auto logits = model->temperature_scale() * torch::mm(model::normalise(image), model::normalise(text).t());
    if (model->logit_bias().defined()) logits = logits + model->logit_bias();
    const auto off = worst_difference(logits, expected.at("logits"));
    QVERIFY2(off <= 1e-4, std::to_string(off).c_str());
    if (expected.contains("larger_images")) {  // positions are interpolated
      const auto larger = model->embed_image(model->encode_tokens(expected.at("larger_images")));
      QVERIFY(worst_cosine(larger, expected.at("larger_image")) > 0.99999);
      // Once for all, as `model convert --image-size` does.
      auto resized = checkpoint;
      set_image_size(resized, expected.at("larger_images").size(2));
      auto another = make_model(resized);
      QCOMPARE(another->config().vision.input_size, expected.at("larger_images").size(2));
      const auto again = another->embed_image(another->encode_tokens(expected.at("larger_images")));
      QVERIFY(worst_cosine(again, expected.at("larger_image")) > 0.99999);
    }
    // Texts may come in batches as short as their longest.
    const auto short_text = model->embed_text(expected.at("ids").slice(0, 3, 4).slice(1, 0, 2),
                                              expected.at("lengths").slice(0, 3, 4));
    QVERIFY(worst_cosine(short_text, expected.at("text").slice(0, 3, 4)) > 0.99999);
    // Boxes are answered without a Prompter.
    const auto boxes = torch::tensor({{0.f, 0.f, 1.f, 1.f}, {0.f, 0.f, 0.25f, 0.25f}});
    const auto regions = model->embed_boxes(model->prepare(tokens), boxes, torch::zeros({2}, torch::kLong));
    QCOMPARE(regions.size(1), image.size(1));
    QVERIFY(regions.isfinite().all().item<bool>());
    QVERIFY(worst_difference(regions[0], regions[1]) > 1e-3);
    test::expect_error(ErrorKind::Unsupported, [&] {
      model->ground(model->prepare(tokens), text.slice(0, 0, 1), torch::zeros({1}, torch::kLong));
    });
  }

  // That the numbers are equal says something only where another setting gives others.
  void everySettingOfAFamilyCounts_data() {
    QTest::addColumn<QString>("family");
    QTest::addColumn<std::function<void(model::ClocConfig&)>>("change");
    using Change = std::function<void(model::ClocConfig&)>;
    const auto row = [](const char* family, const char* what, const Change& change) {
      QTest::addRow("%s: %s", family, what) << QString(family) << change;
    };
    const auto rule = [](model::PositionRule other) {
      return [other](model::ClocConfig& c) { c.vision.position_rule = other; };
    };
    using model::PositionRule;
    row("hf_clip_gelu", "positions", rule(PositionRule::BicubicAntialias));
    row("hf_siglip", "positions", rule(PositionRule::BilinearAntialias));
    row("hf_naflex", "positions", rule(PositionRule::BicubicAntialias));
    row("open_clip_siglip", "positions", rule(PositionRule::BilinearAntialias));
    row("open_clip_pe", "positions", rule(PositionRule::BilinearAntialias));
    row("open_clip_clipa", "positions", rule(PositionRule::BilinearAntialias));
    row("hf_siglip2", "padding", [](auto& c) { c.text.pad_id = 1; });
    row("open_clip_siglip", "padding", [](auto& c) { c.text.pad_id = 0; });
    row("open_clip_siglip", "activation", [](auto& c) { c.activation = Activation::TanhGelu; });
    row("open_clip_siglip2", "activation", [](auto& c) { c.activation = Activation::Gelu; });
    row("open_clip_siglip2", "text's activation", [](auto& c) { c.text.activation = Activation::Gelu; });
    row("open_clip_siglip2", "heads", [](auto& c) { c.vision.heads = 6; });
    row("open_clip_pe", "rotation", [](auto& c) { c.vision.rotary = false; });
    row("open_clip_pe", "offset", [](auto& c) { c.vision.rotary_offset = 0; });
    row("open_clip_pe", "grid of the angles", [](auto& c) { c.vision.rotary_grid = 6; });
    row("open_clip_pe", "heads of the pool", [](auto& c) { c.vision.pool_heads = 3; });
    row("open_clip_pe_gigantic", "rotation", [](auto& c) { c.vision.rotary = false; });
    row("open_clip_clipa", "norm before the mean", [](auto& c) { c.vision.norm_after_pool = false; });
    row("open_clip_clipa", "class token",
        [](auto& c) { c.vision.pool = model::ImagePool::ClassToken, c.vision.norm_after_pool = false; });
    row("open_clip_clipa", "causal", [](auto& c) { c.text.causal = true; });
    row("open_clip_clipa", "end marker", [](auto& c) { c.text.pool = model::TextPool::EndMarker; });
    row("open_clip_settings", "norm after the mean", [](auto& c) { c.vision.norm_after_pool = true; });
    row("open_clip_settings", "activation", [](auto& c) { c.activation = Activation::Gelu; });
    row("open_clip_settings", "last place", [](auto& c) { c.text.pool = model::TextPool::LastPlace; });
    row("open_clip_settings", "eps", [](auto& c) { c.text.norm_eps = 1e-5; });
  }
  void everySettingOfAFamilyCounts() {
    QFETCH(QString, family);
    QFETCH(std::function<void(model::ClocConfig&)>, change);
    const auto folder = kData / family.toStdString();
    auto checkpoint = read_clip_checkpoint(folder);
    change(checkpoint.config);
    auto model = make_model(checkpoint);
    const torch::InferenceMode inference;
    const auto expected = weights::read_safetensors(folder / "expected.safetensors").tensors;
    const auto off = [](const at::Tensor& a, const at::Tensor& b) {
      return worst_difference(model::normalise(a), model::normalise(b));
    };
    double worst = off(model->embed_image(model->encode_tokens(expected.at("images"))), expected.at("image"));
    if (expected.contains("larger_images")) {
      const auto larger = model->embed_image(model->encode_tokens(expected.at("larger_images")));
      worst = std::max(worst, off(larger, expected.at("larger_image")));
    }
    worst = std::max(worst,
                     off(model->embed_text(expected.at("ids"), expected.at("lengths")), expected.at("text")));
    QVERIFY2(worst > 5 * kClose, std::to_string(worst).c_str());
  }

  // What a model that has learned more is taken away in: the mapping back, read by the reader that is held
  // against transformers.
  void encodersGoOutAsTheyCameIn() {
    for (const std::string family : {"hf_clip_quick_gelu", "hf_clip_gelu"}) {
      const auto folder = fs::path(dir_.path().toStdString()) / ("out_" + family);
      auto model = make_model(read_clip_checkpoint(kData / family));
      save_model(folder / "ours", model, kData / family, {}, StoredPrecision::Full);
      auto loaded = load_model(folder / "ours");
      write_hugging_face_clip(folder / "theirs", loaded, StoredPrecision::Full);
      const auto wanted = weights::read_safetensors(kData / family / "model.safetensors").tensors;
      const auto found = weights::read_safetensors(folder / "theirs" / "model.safetensors").tensors;
      QCOMPARE(found.size(), wanted.size());
      for (const auto& [name, tensor] : wanted) QVERIFY2(torch::equal(found.at(name), tensor), name.c_str());
      const auto again = read_clip_checkpoint(folder / "theirs");
      auto first = read_clip_checkpoint(kData / family).config;
      first.name = again.config.name;  // the folder's
      QCOMPARE(config_to_json(again.config), config_to_json(first));
    }
    auto siglip = make_model(read_clip_checkpoint(kData / "hf_siglip"));
    const auto folder = fs::path(dir_.path().toStdString()) / "siglip";
    save_model(folder, siglip, resource_path("text/demo_unigram.model"), {}, StoredPrecision::Full);
    auto loaded = load_model(folder);
    test::expect_error(ErrorKind::Unsupported,
                       [&] { write_hugging_face_clip(folder / "theirs", loaded, StoredPrecision::Full); });
    QVERIFY(!fs::exists(folder / "theirs"));
  }

  // As transformers writes a CLIP since 2025: the vocabulary in a tokenizer.json.
  void aVocabularyOfTokenizerJsonGoesOutToo() {
    using nlohmann::json;
    const auto source = copied("hf_clip_gelu");
    auto document = json::parse(read_text_file(kData / "../../text/data/many_scripts/clip_steps.json"));
    document["model"]["vocab"] = json::parse(read_text_file(source / "vocab.json"));
    document["model"]["merges"] = json::array({{"a", "p"}, {"r", "e"}});
    for (auto& token : document["added_tokens"])
      token["id"] = document["model"]["vocab"][token["content"].get<std::string>()];
    write_text_file(source / "tokenizer.json", document.dump());
    const auto pair = text::load_tokenizer(source);
    fs::remove(source / "vocab.json");
    fs::remove(source / "merges.txt");
    auto model = make_model(read_clip_checkpoint(source));
    save_model(source / "ours", model, source, {}, StoredPrecision::Full);
    auto loaded = load_model(source / "ours");
    QCOMPARE(loaded.tokenizer->encode("apple are"), pair->encode("apple are"));
    write_hugging_face_clip(source / "theirs", loaded, StoredPrecision::Full);
    QCOMPARE(read_text_file(source / "theirs" / "tokenizer.json"), document.dump());
  }

  // Independent of roi_align and of the encoder's own way there: a box of one token's place reads that token.
  void aBoxOfOneTokenReadsItsValue() {
    auto model = make_model(read_clip_checkpoint(kData / "open_clip"));
    const torch::InferenceMode inference;
    const auto tokens = model->encode_tokens(torch::randn({1, 3, 32, 32}));
    const auto prepared = model->prepare(tokens);
    QCOMPARE(prepared.features.size(1), 16);
    // Around the middle of the token of row 2, column 1 (of 4 x 4), so small that no neighbour is read.
    const auto box = torch::tensor({{0.374f, 0.624f, 0.376f, 0.626f}});
    const auto region = model->embed_boxes(prepared, box, torch::zeros({1}, torch::kLong));
    QVERIFY(worst_difference(region[0], prepared.features[0][2 * 4 + 1]) < 0.02);
    QVERIFY(worst_difference(region[0], prepared.features[0][1 * 4 + 2]) > 0.05);
  }

  void sizesAndPixelsComeFromTheFiles() {
    const auto config = read_clip_checkpoint(kData / "open_clip").config;
    QCOMPARE(config.vision.input_size, 32);
    QCOMPARE(config.vision.patch_size, 8);
    QCOMPARE(config.vision.heads, 1);
    QCOMPARE(config.text.context_length, 12);
    QCOMPARE(config.embed_dim, 20);
    QVERIFY(config.image_mean == (std::array<double, 3>{0.5, 0.5, 0.5}));
    QVERIFY(config.image_std == (std::array<double, 3>{0.25, 0.25, 0.25}));
    QVERIFY(config.activation == Activation::Gelu);
    const auto openai = read_clip_checkpoint(kData / "openai/model.pt").config;
    QVERIFY(openai.activation == Activation::QuickGelu);
    QCOMPARE(openai.image_mean[0], 0.48145466);
  }

  void anotherImageSizeIsAMultipleOfThePatches() {
    auto checkpoint = read_clip_checkpoint(kData / "hf_siglip");
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { set_image_size(checkpoint, 50); });
    QVERIFY_CONTAINS(message, "50");
    QVERIFY_CONTAINS(message, "8");
    QCOMPARE(checkpoint.config.vision.input_size, 32);
  }

  void siglip2IsToldByItsTokenizer() {
    const auto second = read_clip_checkpoint(kData / "hf_siglip2").config.text;
    QCOMPARE(second.pad_id, 0);
    QVERIFY(!second.strip_punctuation);
    const auto first = read_clip_checkpoint(kData / "hf_siglip").config.text;
    QCOMPARE(first.pad_id, 1);
    QVERIFY(first.strip_punctuation && !first.mend_web_text);
    const auto theirs = read_clip_checkpoint(kData / "open_clip_siglip").config.text;
    QVERIFY(theirs.strip_punctuation && theirs.mend_web_text);
  }

  // Every setting survives the model's folder.
  void convertedModelsAreTheSameAgain() {
    for (const std::string family : {"open_clip_pe", "open_clip_clipa", "open_clip_siglip", "hf_naflex"}) {
      const auto config = read_clip_checkpoint(kData / family).config;
      QCOMPARE(config_to_json(config_from_json(config_to_json(config), "test")), config_to_json(config));
      const auto other = config_from_json(config_to_json(config), "test");
      QCOMPARE(other.vision.rotary, config.vision.rotary);
      QCOMPARE(other.vision.norm_after_pool, config.vision.norm_after_pool);
      QVERIFY(other.vision.position_rule == config.vision.position_rule);
      QCOMPARE(other.text.mend_web_text, config.text.mend_web_text);
    }
  }

  void whatCannotBeToldIsAnErrorAndNoGuess() {
    const auto message = test::expect_error(ErrorKind::Unsupported,
                                            [&] { read_clip_checkpoint(kData / "training/epoch_3.pt"); });
    QVERIFY_CONTAINS(message, "quick_gelu");
    test::expect_error(ErrorKind::Mismatch, [&] {
      read_clip_checkpoint(kData / "open_clip", {.activation = Activation::QuickGelu});
    });
    const auto folder = copied("hf_clip_gelu");
    fs::remove(folder / "config.json");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { read_clip_checkpoint(folder); }),
                     "config.json");
  }

  void settingsThatAreNotComputedAreRefused() {
    auto folder = copied("open_clip");
    replace(folder / "open_clip_config.json", "\"layers\": 2,", "\"layers\": 2, \"attentional_pool\": true,");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(folder); }),
                     "attentional_pool");
    folder = copied("hf_clip_gelu");
    replace(folder / "config.json", "\"hidden_act\": \"gelu\"", "\"hidden_act\": \"swish\"");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(folder); }),
                     "swish");
    folder = copied("hf_siglip");
    replace(folder / "config.json", "\"model_type\": \"siglip\",", "\"model_type\": \"owlv2\",");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(folder); }),
                     "owlv2");
    // Each by its name.
    const auto refused = [&](const char* family, const char* from, const char* to, const char* named) {
      folder = copied(family);
      replace(folder / "open_clip_config.json", from, to);
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(folder); }),
                       named);
    };
    refused("open_clip", "\"heads\": 1,", "\"heads\": 1, \"embed_cls\": true,", "embed_cls");
    refused("open_clip", "\"heads\": 1,", "\"heads\": 1, \"use_pad_mask\": true,", "use_pad_mask");
    refused("open_clip", "\"heads\": 1,", "\"heads\": 1, \"pool_type\": \"first\",", "pool_type");
    refused("open_clip", "\"heads\": 1,", "\"hf_model_name\": \"roberta-base\",", "roberta-base");
    refused("open_clip", "\"patch_size\": 8", "\"patch_size\": 8, \"pool_type\": \"none\"", "pool_type");
    refused("open_clip", "\"patch_size\": 8", "\"patch_size\": 8, \"ls_init_value\": 0.1", "ls_init_value");
    refused("open_clip", "\"patch_size\": 8", "\"patch_size\": 8, \"act_kwargs\": {\"a\": 1}", "act_kwargs");
    refused("open_clip_pe", "vit_pe_core_tiny_patch16_384", "eva02_base_patch16_clip_224", "eva02_base");
    refused("open_clip_siglip", "\"timm_pool\": \"map\"", "\"timm_pool\": \"avg\"", "timm_pool");
    folder = copied("open_clip_siglip");
    fs::remove(folder / "open_clip_config.json");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(folder); }),
                     "open_clip_config.json");
    folder = copied("hf_clip_gelu");
    replace(folder / "config.json", "{", "");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { read_clip_checkpoint(folder); }),
                     "config.json");
  }

  void tensorsThatAreMissingUnknownOrNotFiniteAreNamed() {
    auto folder = copied("hf_clip_gelu");
    const auto file = folder / "model.safetensors";
    spoil(file, [](auto& contents) { contents.tensors.erase("text_model.final_layer_norm.bias"); });
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Mismatch, [&] { read_clip_checkpoint(folder); }),
                     "text_model.final_layer_norm.bias");
    folder = copied("hf_clip_gelu");
    spoil(file, [](auto& contents) { contents.tensors["vision_model.gate"] = torch::ones({3}); });
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(folder); }),
                     "vision_model.gate");
    folder = copied("hf_clip_gelu");
    spoil(file, [](auto& contents) { contents.tensors["somewhere.else"] = torch::ones({3}); });
    QCOMPARE(read_clip_checkpoint(folder).unused, std::vector<std::string>{"somewhere.else"});
    folder = copied("hf_clip_gelu");
    spoil(file, [](auto& contents) {
      auto weight = contents.tensors["visual_projection.weight"].clone();
      weight[1][1] = std::nan("");
      contents.tensors["visual_projection.weight"] = weight;
    });
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::Numeric, [&] { make_model(read_clip_checkpoint(folder)); }),
        "visual.proj");
    folder = copied("hf_clip_gelu");
    spoil(file, [](auto& contents) {
      contents.tensors["text_model.encoder.layers.1.mlp.fc2.weight"] = torch::ones({24, 41});
    });
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::Mismatch, [&] { make_model(read_clip_checkpoint(folder)); }),
        "[24, 41]");
    folder = copied("hf_clip_gelu");
    spoil(file, [](auto& contents) {
      contents.tensors["vision_model.embeddings.position_embedding.weight"] = torch::ones({19, 16});
    });
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Mismatch, [&] { read_clip_checkpoint(folder); }), "18");
  }

  void weightsOfOtherModelsAreRefused() {
    const auto file = fs::path(dir_.path().toStdString()) / "other.safetensors";
    weights::SafeTensors contents;
    contents.tensors["layer.weight"] = torch::ones({2});
    weights::write_safetensors(file, contents);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Mismatch, [&] { read_clip_checkpoint(file); }),
                     "no weights of a CLIP");
    contents.tensors["visual.conv1.weight"] = torch::ones({8, 3, 3, 3});
    contents.tensors["visual.layer1.0.conv1.weight"] = torch::ones({8, 8, 1, 1});
    weights::write_safetensors(file, contents);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(file); }),
                     "ResNet");
    const auto refused = [&](const char* added, const char* named) {
      weights::SafeTensors other;
      other.tensors["visual.conv1.weight"] = torch::ones({8, 3, 3, 3});
      other.tensors[added] = torch::ones({8, 8});
      if (std::string(added).starts_with("visual.trunk")) other.tensors.erase("visual.conv1.weight");
      weights::write_safetensors(file, other);
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_clip_checkpoint(file); }),
                       named);
    };
    refused("text_decoder.ln_final.weight", "CoCa");
    refused("visual.trunk.stem.0.weight", "timm");
    refused("text.transformer.embeddings.word_embeddings.weight", "text encoder of transformers");
  }
};

QTEST_GUILESS_MAIN(TestClipCheckpoint)
#include "test_clip_checkpoint.moc"
