// SPDX-License-Identifier: Apache-2.0
// Whole runs of a tiny model on a few demo scenes.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>
#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/base/resources.h"
#include "core/data/open_dataset.h"
#include "core/demo/demo.h"
#include "core/model/compute.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/training/tiny_run.h"
#include "training/objective.h"
#include "training/sampler.h"
#include "training/trainer.h"

using namespace cloc;
using namespace cloc::training;
namespace fs = std::filesystem;

class TestTraining : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path at(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }

  Recipe tiny_recipe() const { return test::tiny_recipe(at("scenes")); }

 private slots:
  void initTestCase() {
    model::set_threads(1);
    demo::DemoOptions options;
    options.directory = at("scenes");
    options.scenes = 40;
    options.size = 64;
    demo::create_demo(options);
  }

  void resumedTrainingEqualsUninterrupted() {
    const auto whole = start_training(tiny_recipe(), at("whole"), {}, {});
    QCOMPARE(whole.step, 12);
    QVERIFY(!whole.cancelled);

    CancelToken cancel;
    TrainObserver stop_at_seven;
    stop_at_seven.on_step = [&](const StepReport& report) {
      if (report.step == 7) cancel.cancel();
    };
    const auto cut = start_training(tiny_recipe(), at("cut"), stop_at_seven, cancel);
    QVERIFY(cut.cancelled);
    QCOMPARE(cut.step, 7);
    const auto resumed = resume_training(at("cut"), {}, {});
    QCOMPARE(resumed.step, 12);
    QCOMPARE(test::losses(at("cut")).size(), std::size_t{12});
    QCOMPARE(test::losses(at("cut")), test::losses(at("whole")));  // bit for bit
    QCOMPARE(read_text_file(at("cut") / "checkpoints/latest/model.safetensors"),
             read_text_file(at("whole") / "checkpoints/latest/model.safetensors"));
  }

  void theLossFalls() {
    auto recipe = tiny_recipe();
    recipe.steps = 60;
    recipe.checkpoint_every = 1000;
    recipe.text_filter = 2;  // with the filter, captions that grow alike would lower the loss by themselves
    start_training(recipe, at("falls"), {}, {});
    const auto all = test::losses(at("falls"));
    double first = 0, last = 0;
    for (int step = 1; step <= 5; ++step) first += std::stod(all.at(step)) / 5;
    for (int step = 56; step <= 60; ++step) last += std::stod(all.at(step)) / 5;
    QVERIFY2(last < 0.95 * first, qPrintable(QString("%1 then %2").arg(first).arg(last)));
  }

  void accumulationEqualsTheWholeBatch() {
    torch::manual_seed(2);
    IssueReport issues;
    const auto dataset = data::open_dataset(at("scenes"), issues);
    const Sampler sampler(dataset, 1, 8, 4);
    const auto tokenizer = text::load_tokenizer(resource_path("text/demo_unigram.model"));
    auto recipe = tiny_recipe();
    recipe.proposal_weight = 1;
    model::Cloc model(recipe.model_config(tokenizer->vocab_size()));
    const FilePixels pixels;
    // Points, pairs and proposals among them.
    BatchLoader loader(dataset, pixels, sampler, *tokenizer, {32, 1, 1, 0, 0.3, 0.5, true}, 0, 0);
    const auto batch = loader.next();
    QCOMPARE(batch.prompts.size(1), 2);
    QVERIFY(batch.object_boxes.size(0) >= batch.boxes.size(0));

    const auto gradients = [&](std::int64_t parts) {
      recipe.accumulation = parts;
      for (auto& parameter : model->parameters()) parameter.mutable_grad().reset();
      const auto result = backward(model, batch, recipe);
      std::map<std::string, at::Tensor> all{{"loss", result.total.detach().clone()}};
      for (const auto& item : model->named_parameters()) {
        if (item.value().grad().defined()) all[item.key()] = item.value().grad().clone();
      }
      return all;
    };
    const auto whole = gradients(1);
    for (const std::int64_t parts : {2, 4, 8}) {
      const auto accumulated = gradients(parts);
      QCOMPARE(accumulated.size(), whole.size());
      for (const auto& [name, expected] : whole) {
        // Single precision, summed in another order.
        const double size = expected.abs().max().item<double>();
        const double difference = (accumulated.at(name) - expected).abs().max().item<double>();
        QVERIFY2(difference < 1e-5 + 1e-3 * size,
                 qPrintable(QString("%1: %2 of %3").arg(name.c_str()).arg(difference).arg(size)));
      }
    }
  }

  void recomputingLayersChangesNothing() {
    IssueReport issues;
    const auto dataset = data::open_dataset(at("scenes"), issues);
    const Sampler sampler(dataset, 1, 8, 4);
    const auto tokenizer = text::load_tokenizer(resource_path("text/demo_unigram.model"));
    auto recipe = tiny_recipe();
    recipe.vision_layers = 3;
    torch::manual_seed(2);
    model::Cloc model(recipe.model_config(tokenizer->vocab_size()));
    const FilePixels pixels;
    BatchLoader loader(dataset, pixels, sampler, *tokenizer, {32, 1, 1, 0}, 0, 0);
    const auto batch = loader.next();
    std::vector<std::map<std::string, at::Tensor>> gradients;
    for (const bool recompute : {false, true}) {
      model->set_recompute(recompute);
      for (auto& parameter : model->parameters()) parameter.mutable_grad().reset();
      const auto result = backward(model, batch, recipe);
      auto& all = gradients.emplace_back();
      all["loss"] = result.total.detach().clone();
      for (const auto& item : model->named_parameters()) {
        if (item.value().grad().defined()) all[item.key()] = item.value().grad().clone();
      }
    }
    QCOMPARE(gradients[1].size(), gradients[0].size());
    for (const auto& [name, expected] : gradients[0])
      QVERIFY2(torch::equal(gradients[1].at(name), expected), name.c_str());
  }

  void samplerIsAPermutationEachEpochAndDrawsAtMostM() {
    IssueReport issues;
    const auto dataset = data::open_dataset(at("scenes"), issues);
    const Sampler sampler(dataset, 9, 8, 2);
    QCOMPARE(sampler.steps_per_epoch(), 5);
    std::map<std::int64_t, int> seen;
    for (std::int64_t step = 0; step < 5; ++step) {
      for (const auto& sample : sampler.batch(step)) {
        ++seen[sample.image];
        QVERIFY(sample.regions.size() <= 2);
        QVERIFY(sample.regions.size() < 2 || sample.regions[0] != sample.regions[1]);
      }
    }
    QCOMPARE(seen.size(), std::size_t{40});
    QVERIFY(sampler.batch(0)[0].image != sampler.batch(5)[0].image ||
            sampler.batch(0)[1].image != sampler.batch(5)[1].image);
  }

  void fewerImagesThanABatchIsRefused() {
    auto recipe = tiny_recipe();
    recipe.batch_size = 64;
    const auto message =
        test::expect_error(ErrorKind::InvalidInput, [&] { start_training(recipe, at("large"), {}, {}); });
    QVERIFY_CONTAINS(message, "40 usable images");
  }

  void nonFiniteLossNamesStepImagesAndCheckpoint() {
    auto recipe = tiny_recipe();
    recipe.learning_rate = 10;
    recipe.warmup_steps = 0;
    recipe.steps = 400;
    recipe.checkpoint_every = 1;
    recipe.weight_decay = 10;  // parameters are multiplied by 1 - 100 at each step
    const auto message =
        test::expect_error(ErrorKind::Numeric, [&] { start_training(recipe, at("nan"), {}, {}); });
    QVERIFY_CONTAINS(message, "step ");
    QVERIFY_CONTAINS(message, ".jpg");
    QVERIFY_CONTAINS(message, "checkpoints/step-");
  }

  void unreadableImageIsLeftOutAndReported() {
    fs::copy(at("scenes"), at("damaged"), fs::copy_options::recursive);
    const auto image = at("damaged") / "images/000003.jpg";
    fs::resize_file(image, fs::file_size(image) / 2);
    auto recipe = tiny_recipe();
    recipe.train = at("damaged").string();
    recipe.steps = 5;  // one epoch
    const auto summary = start_training(recipe, at("damaged_run"), {}, {});
    QCOMPARE(summary.issues.count("unreadable image"), 1);
    QVERIFY_CONTAINS(summary.issues.examples().front().where, "000003.jpg");
  }

  void checkpointCutInHalfIsNamedOnResume() {
    auto recipe = tiny_recipe();
    recipe.steps = 3;
    start_training(recipe, at("halved"), {}, {});
    const auto model = at("halved") / "checkpoints/step-00000003/model.safetensors";
    fs::resize_file(model, fs::file_size(model) / 2);
    const auto message =
        test::expect_error(ErrorKind::Corrupt, [&] { resume_training(at("halved"), {}, {}); });
    QVERIFY_CONTAINS(message, "model.safetensors");
  }

  void checkpointOfAnotherShapeIsNamed() {
    auto recipe = tiny_recipe();
    recipe.steps = 2;
    recipe.warmup_steps = 1;
    start_training(recipe, at("small"), {}, {});
    recipe.embed_dim = 24;
    recipe.start_from = (at("small") / "checkpoints/latest").string();
    const auto message =
        test::expect_error(ErrorKind::Mismatch, [&] { start_training(recipe, at("wide"), {}, {}); });
    QVERIFY_CONTAINS(message, "[16");
    QVERIFY_CONTAINS(message, "[24");
  }

  // The disk is full when step 10 is to be saved: step 5 stays what it was, and once there is room the run
  // goes on.
  void aFullDiskLeavesTheCheckpointBefore() {
    const auto run = at("full");
    std::optional<test::FileSizeLimit> full;
    TrainObserver observer;
    observer.on_step = [&](const StepReport& report) {
      if (report.step == 6) full.emplace(100'000);  // room for the logs, not for the weights
    };
    const auto message =
        test::expect_error(ErrorKind::Io, [&] { start_training(tiny_recipe(), run, observer, {}); });
    full.reset();
    QVERIFY_CONTAINS(message, "model.safetensors");
    for (const auto& file : fs::directory_iterator(run / "checkpoints"))
      QVERIFY2(!file.path().filename().string().starts_with("unfinished"), file.path().c_str());
    QCOMPARE(fs::read_symlink(run / "checkpoints/latest").string(), std::string("step-00000005"));
    QCOMPARE(resume_training(run, {}, {}).step, 12);
  }

  void aRunIsNeverWrittenOver() {
    const auto message = test::expect_error(ErrorKind::InvalidInput,
                                            [&] { start_training(tiny_recipe(), at("scenes"), {}, {}); });
    QVERIFY_CONTAINS(message, "not empty");
    test::expect_error(ErrorKind::NotFound, [&] { resume_training(at("nowhere"), {}, {}); });
  }

  void evaluationFindsEveryMeasureOnTheDemo() {
    IssueReport issues;
    const auto dataset = data::open_dataset(at("scenes"), issues);
    const auto tokenizer = text::load_tokenizer(resource_path("text/demo_unigram.model"));
    model::Cloc model(tiny_recipe().model_config(tokenizer->vocab_size()));
    EvaluationOptions options;
    options.batch_size = 7;  // does not divide 40
    const auto report = evaluate(model, *tokenizer, dataset, options, {}, {});
    QCOMPARE(report.images, 40);
    QCOMPARE(report.regions, dataset.region_count());
    QVERIFY(report.image_text && report.region_classification && report.region_text && report.grounding);
    QCOMPARE(report.grounding->items + report.ambiguous_phrases, report.regions);
    QCOMPARE(report.region_classification->items, report.regions);
  }
};

QTEST_APPLESS_MAIN(TestTraining)
#include "test_training.moc"
