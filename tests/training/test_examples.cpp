// SPDX-License-Identifier: Apache-2.0
// Training and evaluating on a project's own labels, and which images are held out.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "core/base/atomic_file.h"
#include "core/data/open_dataset.h"
#include "core/demo/demo.h"
#include "core/inference/model_folder.h"
#include "core/store/project.h"
#include "tests/support/expect_error.h"
#include "tests/support/import_dataset.h"
#include "training/examples.h"
#include "training/trainer.h"

using namespace cloc;
using namespace cloc::training;
namespace fs = std::filesystem;

namespace {

std::set<std::string> names(const data::Dataset& dataset) {
  std::set<std::string> all;
  for (const auto& image : dataset.images) all.insert(image.path.string());
  return all;
}

data::Dataset numbered(int count) {
  data::Dataset dataset;
  for (int i = 0; i < count; ++i)
    dataset.images.push_back({i, "image" + std::to_string(i) + ".jpg", 9, 9, {"a caption"}, {}});
  return dataset;
}

}  // namespace

class TestExamples : public QObject {
  Q_OBJECT

  static constexpr int kScenes = 40;
  QTemporaryDir dir_;
  fs::path at(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }

 private slots:
  void initTestCase() {
    demo::DemoOptions options;
    options.directory = at("scenes");
    options.scenes = kScenes;
    options.size = 64;
    options.seed = 3;
    demo::create_demo(options);
    IssueReport issues;
    auto project = store::Project::create(at("own.clocproj"), "own");
    test::import_dataset(project, data::open_dataset(at("scenes"), issues), "demo");
  }

  void aProjectsLabelsAreExamples() {
    auto project = store::Project::open(at("own.clocproj"));
    // What a user has drawn: a label and no caption; and an image with a box that nobody named.
    const auto labelled = project.add_image({0, at("scenes") / "labelled.jpg", 64, 64, std::nullopt});
    const store::Region named{0, labelled, {1, 1, 20, 20}, project.label("teapot"), "", "user"};
    project.add_regions(labelled, std::span(&named, 1));
    const auto bare = project.add_image({0, at("scenes") / "bare.jpg", 64, 64, std::nullopt});
    const store::Region unnamed{0, bare, {1, 1, 20, 20}, std::nullopt, "", "user"};
    project.add_regions(bare, std::span(&unnamed, 1));

    IssueReport report;
    const auto dataset = open_examples(at("own.clocproj"), report);
    QCOMPARE(dataset.images.size(), std::size_t{kScenes + 1});
    QCOMPARE(dataset.images.back().regions.at(0).caption, std::string("teapot"));
    QCOMPARE(report.count("unlabelled image"), 1);
    QVERIFY(report.examples().at(0).where.find("bare.jpg") != std::string::npos);
    project.remove_image(labelled);
    project.remove_image(bare);

    // From the files themselves come the same boxes and captions.
    IssueReport issues;
    const auto files = data::open_dataset(at("scenes"), issues);
    const auto own = open_examples(at("own.clocproj"), issues);
    QCOMPARE(own.images.size(), files.images.size());
    for (std::size_t i = 0; i < own.images.size(); ++i) {
      QCOMPARE(own.images[i].captions, files.images[i].captions);
      QCOMPARE(own.images[i].regions.size(), files.images[i].regions.size());
      for (std::size_t r = 0; r < own.images[i].regions.size(); ++r) {
        QCOMPARE(own.images[i].regions[r].caption, files.images[i].regions[r].caption);
        QCOMPARE(own.images[i].regions[r].box, files.images[i].regions[r].box);
      }
    }
  }

  void heldOutImagesAreAboutTheShareAndStayHeldOut() {
    const auto split = hold_out(numbered(2000), 0.2, 7);
    const auto train = names(split.train), validation = names(split.validation);
    QCOMPARE(train.size() + validation.size(), std::size_t{2000});
    // Binomial with standard deviation 18.
    QVERIFY2(std::abs(static_cast<int>(validation.size()) - 400) < 90,
             qPrintable(QString::number(validation.size())));
    for (const auto& name : validation) QVERIFY(!train.contains(name));
    const auto more = hold_out(numbered(3000), 0.2, 7);
    for (const auto& name : names(more.train)) QVERIFY(!validation.contains(name));
    QVERIFY(names(hold_out(numbered(2000), 0.2, 8).validation) != validation);
    QVERIFY(hold_out(numbered(20), 0, 7).validation.images.empty());
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [] { hold_out(numbered(1), 0.5, 7); }),
                     "validation_share");
  }

  // The whole way of the window's "Fine-tune on this project".
  void aModelGoesOnWithTheProjectsLabels() {
    Recipe first;
    first.preset = "demo";
    first.input_size = 32;
    first.vision_width = 32;
    first.vision_layers = first.text_layers = 1;
    first.vision_heads = first.text_heads = 2;
    first.text_width = first.embed_dim = 16;
    first.prompt_pool = "prompt_tokens";
    first.train = at("own.clocproj").string();
    first.batch_size = 8;
    first.steps = 4;
    first.warmup_steps = 1;
    first.threads = 1;
    first.evaluate_every = 0;
    const auto begun = start_training(first, at("begun"), {}, {});
    const auto model = *begun.latest;

    Recipe second;
    second.preset = "start_from";
    second.start_from = model.string();
    second.train = at("own.clocproj").string();
    second.validation_share = 0.25;
    second.batch_size = 8;
    second.steps = 3;
    second.warmup_steps = 1;
    second.learning_rate = 1e-4;
    second.threads = 1;
    second.evaluate_every = 3;
    const auto tuned = start_training(second, at("tuned"), {}, {});
    QVERIFY(tuned.best.has_value());
    QVERIFY(tuned.last_evaluation.has_value());
    QVERIFY(tuned.last_evaluation->images > 2 && tuned.last_evaluation->images < 20);
    QCOMPARE(inference::config_to_json(inference::read_model_config(*tuned.latest)),
             inference::config_to_json(inference::read_model_config(model)));
    // It began where the first ended: three small steps away.
    const auto before = inference::load_model(model).model->named_parameters();
    const auto after = inference::load_model(*tuned.latest).model->named_parameters();
    for (const auto& item : before) {
      const auto moved = (after[item.key()] - item.value()).abs().max().item<float>();
      QVERIFY2(moved < 1e-3f, item.key().c_str());
    }

    auto contradicts = second;
    contradicts.vision_width = 64;
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { contradicts.validate(); }), "sizes");
    contradicts = second;
    contradicts.tokenizer = "spiece.model";
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { contradicts.validate(); }),
                     "tokenizer");

    // Labels that came while the run was paused: it says so, and goes on.
    {
      auto project = store::Project::open(at("own.clocproj"));
      project.remove_image(project.images().back().id);
    }
    auto longer = load_recipe(at("tuned") / "recipe.toml");
    longer.steps = 4;
    write_text_file(at("tuned") / "recipe.toml", to_toml(longer));
    std::string said;
    TrainObserver observer;
    observer.on_message = [&said](const std::string& message) { said += message + "\n"; };
    QCOMPARE(resume_training(at("tuned"), observer, {}).step, 4);
    QVERIFY_CONTAINS(said, "has changed since the run began");

    second.start_from = at("nothing").string();
    test::expect_error(ErrorKind::NotFound, [&] { start_training(second, at("none"), {}, {}); });
    second.start_from.clear();
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { second.validate(); }), "start_from");
  }
};

QTEST_GUILESS_MAIN(TestExamples)
#include "test_examples.moc"
