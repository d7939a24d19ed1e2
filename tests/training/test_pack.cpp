// SPDX-License-Identifier: Apache-2.0
// Packed data sets: what is in them is what the files give, training on one is training on the other, damage
// is named.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/data/open_dataset.h"
#include "core/demo/demo.h"
#include "core/model/compute.h"
#include "core/text/token_table.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/training/tiny_run.h"
#include "training/examples.h"
#include "training/pack/pack.h"
#include "training/pack/pack_writer.h"
#include "training/trainer.h"

using namespace cloc;
using namespace cloc::training;
namespace fs = std::filesystem;

class TestPack : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path at(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }

  data::Dataset scenes(const char* name = "scenes") const {
    IssueReport issues;
    return data::open_dataset(at(name), issues);
  }

  // Several parts, so that places in them are counted.
  PackOptions options() const {
    PackOptions options;
    options.input_size = 32;
    options.part_bytes = 9 * 32 * 32 * 3;
    return options;
  }

  // Of training and of validation.
  static std::string figures(const fs::path& run) {
    std::string all;
    for (const auto& [step, loss] : test::losses(run)) all += loss + " ";
    std::ifstream in(run / "metrics.jsonl");
    for (std::string line; std::getline(in, line);) {
      const auto record = nlohmann::json::parse(line);
      if (record.at("group") == "validation") all += record.at("region_classification_macc").dump() + " ";
    }
    return all;
  }

 private slots:
  void initTestCase() {
    model::set_threads(1);
    demo::DemoOptions demo;
    demo.directory = at("scenes");
    demo.scenes = 40;
    demo.size = 64;
    demo::create_demo(demo);
    IssueReport issues;
    QCOMPARE(write_pack(scenes(), at("pack"), options(), issues, {}, {}), 40);
    QCOMPARE(issues.total(), 0);
  }

  void aPackHoldsWhatTheFilesGive() {
    const auto expected = scenes();
    QVERIFY(Pack::is_pack(at("pack")) && !Pack::is_pack(at("scenes")));
    const Pack pack(at("pack"));
    QCOMPARE(pack.input_size(), 32);
    QCOMPARE(pack.dataset().labels, expected.labels);
    QCOMPARE(pack.dataset().images.size(), expected.images.size());
    const FilePixels files;
    for (std::size_t i = 0; i < expected.images.size(); ++i) {
      const auto &image = expected.images[i], &packed = pack.dataset().images[i];
      QCOMPARE(packed.path, image.path);
      QCOMPARE(packed.captions, image.captions);
      QCOMPARE(packed.regions.size(), image.regions.size());
      for (std::size_t r = 0; r < image.regions.size(); ++r) {
        QVERIFY(packed.regions[r].box == image.regions[r].box);
        QCOMPARE(packed.regions[r].label, image.regions[r].label);
        QCOMPARE(packed.regions[r].caption, image.regions[r].caption);
      }
      const auto from_file = files.load(image, 32), from_pack = pack.load(packed, 32);
      QCOMPARE(from_pack.width, from_file.width);
      QCOMPARE(from_pack.height, from_file.height);
      QCOMPARE(std::memcmp(from_pack.data.get(), from_file.data.get(), 32 * 32 * 3), 0);
    }
  }

  void trainingOnAPackIsTrainingOnItsFiles() {
    auto recipe = test::tiny_recipe(at("scenes"));
    recipe.steps = 8;
    recipe.validation_share = 0.3;  // held out of the pack, whose places then have gaps
    recipe.evaluate_every = 4;
    start_training(recipe, at("of_files"), {}, {});
    recipe.train = at("pack").string();
    start_training(recipe, at("of_pack"), {}, {});
    QCOMPARE(figures(at("of_pack")), figures(at("of_files")));  // bit for bit
    QVERIFY(figures(at("of_pack")).size() > 60);

    recipe.input_size = 48;
    const auto message =
        test::expect_error(ErrorKind::Mismatch, [&] { start_training(recipe, at("larger"), {}, {}); });
    QVERIFY_CONTAINS(message, "32 pixels");
    QVERIFY_CONTAINS(message, "--size 48");
  }

  void thePacksTokensAreTheTokenizers() {
    auto with_tokens = options();
    with_tokens.tokenizer = resource_path("text/demo_unigram.model");
    IssueReport issues;
    write_pack(scenes(), at("tokens"), with_tokens, issues, {}, {});
    const auto tokenizer = text::load_tokenizer(with_tokens.tokenizer);
    const auto table = text::read_token_table(at("tokens") / text::kTokenTableFile);
    QCOMPARE(table->vocab_size(), tokenizer->vocab_size());
    QCOMPARE(table->pad_id(), tokenizer->pad_id());
    int texts = 0;
    for (const auto& image : scenes().images) {
      for (const auto& region : image.regions) {
        QCOMPARE(table->encode(region.caption), tokenizer->encode(region.caption));
        ++texts;
      }
      for (const auto& caption : image.captions) QCOMPARE(table->encode(caption), tokenizer->encode(caption));
    }
    QVERIFY(texts > 40);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { table->encode("a text of nowhere"); }),
                     "a text of nowhere");
    // The whole program finds the vocabulary itself in the pack.
    QCOMPARE(text::load_tokenizer(at("tokens"))->encode("a red apple"), tokenizer->encode("a red apple"));

    const auto file = at("tokens") / text::kTokenTableFile;
    write_text_file(file, read_text_file(file) + "[\"cut\", [1, 2");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { text::read_token_table(file); }), "line");
  }

  void unreadableImagesAreLeftOutAndReported() {
    fs::copy(at("scenes"), at("damaged"), fs::copy_options::recursive);
    std::ofstream(at("damaged") / "images/000011.jpg") << "no image";
    IssueReport issues;
    QCOMPARE(write_pack(scenes("damaged"), at("of_damaged"), options(), issues, {}, {}), 39);
    QCOMPARE(issues.count("unreadable image"), 1);
    const Pack pack(at("of_damaged"));
    const auto whole = scenes();
    const auto& after = pack.dataset().images[11];
    QCOMPARE(after.path.filename(), whole.images[12].path.filename());
    QCOMPARE(std::memcmp(pack.load(after, 32).data.get(), FilePixels().load(whole.images[12], 32).data.get(),
                         32 * 32 * 3),
             0);
  }

  void aFullDiskOrACancelLeavesNothing() {
    IssueReport issues;
    {
      const test::FileSizeLimit full(10'000);
      test::expect_error(ErrorKind::Io, [&] { write_pack(scenes(), at("full"), options(), issues, {}, {}); });
    }
    CancelToken cancel;
    cancel.cancel();
    test::expect_error(ErrorKind::Cancelled,
                       [&] { write_pack(scenes(), at("stopped"), options(), issues, {}, cancel); });
    for (const auto& entry : fs::directory_iterator(dir_.path().toStdString())) {
      const auto name = entry.path().filename().string();
      QVERIFY2(name.find("full") == std::string::npos && name.find("stopped") == std::string::npos,
               name.c_str());
    }
    test::expect_error(ErrorKind::InvalidInput,
                       [&] { write_pack(scenes(), at("pack"), options(), issues, {}, {}); });
  }

  void damageIsNamed() {
    fs::copy(at("pack"), at("cut"), fs::copy_options::recursive);
    const auto part = at("cut") / "part-00002.safetensors";
    fs::resize_file(part, fs::file_size(part) - 10);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { Pack pack(at("cut")); }), "part-00002");

    fs::copy(at("pack"), at("fewer"), fs::copy_options::recursive);
    auto about = nlohmann::json::parse(read_text_file(at("fewer") / kPackFile));
    about["parts"].erase(1);
    write_text_file(at("fewer") / kPackFile, about.dump());
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { Pack pack(at("fewer")); }), "40 images");

    about["version"] = kPackVersion + 1;
    write_text_file(at("fewer") / kPackFile, about.dump());
    test::expect_error(ErrorKind::Unsupported, [&] { Pack pack(at("fewer")); });
    write_text_file(at("fewer") / kPackFile, "{");
    test::expect_error(ErrorKind::Corrupt, [&] { Pack pack(at("fewer")); });
  }
};

QTEST_APPLESS_MAIN(TestPack)
#include "test_pack.moc"
