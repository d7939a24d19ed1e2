// SPDX-License-Identifier: Apache-2.0
// Training that starts from foreign weights: a Prompter is added, and the encoders learn as far as the recipe
// says.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "core/demo/demo.h"
#include "core/inference/clip_checkpoint.h"
#include "core/inference/model_folder.h"
#include "tests/support/expect_error.h"
#include "training/fine_tuning.h"
#include "training/optimiser.h"
#include "training/trainer.h"

using namespace cloc;
using namespace cloc::training;

namespace fs = std::filesystem;

namespace {

std::map<std::string, at::Tensor> parameters_in(const fs::path& folder) {
  std::map<std::string, at::Tensor> all;
  auto loaded = inference::load_model(folder);
  for (const auto& item : loaded.model->named_parameters()) all[item.key()] = item.value().detach().clone();
  return all;
}

}  // namespace

class TestFineTuning : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  Recipe recipe() const {
    Recipe recipe;
    recipe.preset = "start_from";
    recipe.start_from = at("clip").string();
    recipe.train = at("demo").string();
    recipe.batch_size = 8;
    recipe.steps = 3;
    recipe.warmup_steps = 1;
    recipe.learning_rate = 1e-3;
    recipe.threads = 1;
    recipe.evaluate_every = 0;
    return recipe;
  }
  // What differs from the converted weights after three steps.
  std::vector<std::string> changed(const Recipe& recipe, const std::string& run) const {
    const auto before = parameters_in(at("clip"));
    const auto after = parameters_in(*start_training(recipe, at(run), {}, {}).latest);
    std::vector<std::string> names;
    for (const auto& [name, tensor] : after) {
      const auto found = before.find(name);
      if (found == before.end() || !torch::equal(found->second, tensor)) names.push_back(name);
    }
    return names;
  }

 private slots:
  void initTestCase() {
    demo::DemoOptions options;
    options.directory = at("demo");
    options.scenes = 24;
    options.size = 64;
    demo::create_demo(options);
    const auto weights = fs::path(CLOC_TEST_DATA) / "hf_clip_gelu";
    auto model = inference::make_model(inference::read_clip_checkpoint(weights));
    inference::save_model(at("clip"), model, weights, {}, inference::StoredPrecision::Full);
  }

  void planFollowsTheLayers() {
    model::ClocConfig config;
    config.vision.layers = 4;
    config.text.layers = 2;
    const auto rate = [&](const std::string& name) { return plan_of(name, config, -1, 0.5).rate; };
    QCOMPARE(rate("visual.conv1.weight"), 1.0 / 32);
    QCOMPARE(rate("visual.positional_embedding"), 1.0 / 32);
    QCOMPARE(rate("visual.transformer.resblocks.0.ln_1.weight"), 1.0 / 16);
    QCOMPARE(rate("visual.transformer.resblocks.3.mlp.c_fc.bias"), 1.0 / 2);
    QCOMPARE(rate("visual.ln_post.weight"), 1.0);
    QCOMPARE(rate("attn_pool.q_proj.weight"), 1.0);
    QCOMPARE(rate("text.token_embedding.weight"), 1.0 / 8);
    QCOMPARE(rate("text.transformer.resblocks.1.attn.in_proj_weight"), 1.0 / 2);
    QCOMPARE(rate("text.text_projection"), 1.0);
    QCOMPARE(rate("prompter.box_embedding"), 1.0);
    QCOMPARE(rate("logit_scale"), 1.0);
    const auto trained = [&](const std::string& name, std::int64_t layers) {
      return plan_of(name, config, layers, 1).trained;
    };
    for (const char* name : {"prompter.box_embedding", "box_head.c_fc.weight", "logit_scale"})
      QVERIFY(trained(name, 0));
    for (const char* name : {"visual.ln_post.weight", "visual.proj", "probe_pool.probe", "text.ln_final.bias",
                             "visual.transformer.resblocks.3.ln_1.bias", "visual.conv1.weight"})
      QVERIFY2(!trained(name, 0), name);
    QVERIFY(trained("visual.transformer.resblocks.3.ln_1.bias", 1));
    QVERIFY(!trained("visual.transformer.resblocks.2.ln_1.bias", 1));
    QVERIFY(trained("text.transformer.resblocks.1.ln_1.bias", 1));
    QVERIFY(!trained("text.transformer.resblocks.0.ln_1.bias", 1));
    QVERIFY(trained("visual.proj", 1));
    QVERIFY(!trained("visual.conv1.weight", 4));
    QVERIFY(trained("visual.conv1.weight", -1));
  }

  void ratesScaleTheStepAndTheDecay() {
    const auto first = torch::ones({2, 2}).requires_grad_(true),
               second = torch::ones({2, 2}).requires_grad_(true);
    AdamW optimiser({{"a", first, 1.0}, {"b", second, 0.25}}, {.weight_decay = 0.1});
    (first * 3 + second * 3).sum().backward();
    optimiser.step(0.01);
    const auto a = 1 - first.detach(), b = 1 - second.detach();
    QVERIFY(a[0][0].item<double>() > 0.005);
    QVERIFY(torch::allclose(a, 4 * b, 1e-3));
  }

  void frozenEncodersStayAsTheyAreAndThePrompterLearns() {
    auto frozen = recipe();
    frozen.trained_layers = 0;
    const auto names = changed(frozen, "frozen");
    QVERIFY(!names.empty());
    bool prompter = false, head = false;
    for (const auto& name : names) {
      QVERIFY2(name.starts_with("prompter.") || name.starts_with("box_head.") || name == "logit_scale",
               name.c_str());
      prompter = prompter || name.starts_with("prompter.");
      head = head || name.starts_with("box_head.");
    }
    QVERIFY(prompter && head);
    const auto config = inference::read_model_config(at("frozen") / "checkpoints/latest");
    QVERIFY(config.region_encoder == model::RegionEncoder::Prompter);
    QVERIFY(config.vision.pool == model::ImagePool::ClassToken);
  }

  void theProposalHeadAloneLearns() {
    auto alone = recipe();
    alone.proposal_weight = 1;
    alone.trained_parts = "proposal_head";
    alone.start_from = (at("frozen") / "checkpoints/latest").string();  // has a Prompter
    alone.validation = alone.train;
    alone.evaluate_every = 1;
    const auto before = parameters_in(alone.start_from);
    std::vector<double> recalls;
    TrainObserver observer;
    observer.on_evaluation = [&](std::int64_t, const EvaluationReport& report) {
      recalls.push_back(report.proposals->average_recall);
    };
    const auto summary = start_training(alone, at("proposals"), observer, {});
    // The best is the one whose proposals are; what it answers otherwise is always the same.
    QCOMPARE(recalls.size(), std::size_t{3});
    const auto best = std::max_element(recalls.begin(), recalls.end()) - recalls.begin();
    QCOMPARE(summary.best->filename().string(), "step-0000000" + std::to_string(best + 1));
    const auto after = parameters_in(*summary.latest);
    int learned = 0;
    for (const auto& [name, tensor] : after) {
      const bool head = name.starts_with("proposal_head.");
      learned += head ? 1 : 0;
      QCOMPARE(before.contains(name), !head);
      if (!head) QVERIFY2(torch::equal(before.at(name), tensor), name.c_str());
    }
    QCOMPARE(learned, 19);
    // It is kept by those who go on from it, as it is when they do not ask for it.
    auto next = recipe();
    next.start_from = (at("proposals") / "checkpoints/latest").string();
    const auto last = parameters_in(*start_training(next, at("next"), {}, {}).latest);
    for (const auto& [name, tensor] : after) {
      if (name.starts_with("proposal_head.")) QVERIFY2(torch::equal(last.at(name), tensor), name.c_str());
    }
    QVERIFY(!torch::equal(last.at("prompter.box_embedding"), after.at("prompter.box_embedding")));
    alone.proposal_weight = 0;
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { alone.validate(); }),
                     "loss.proposal_weight");
  }

  void theTopLayerAloneLearns() {
    auto top = recipe();
    top.trained_layers = 1;
    const auto names = changed(top, "top");
    const auto has = [&](const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    QVERIFY(has("visual.transformer.resblocks.1.mlp.c_fc.weight"));
    QVERIFY(has("text.transformer.resblocks.1.mlp.c_fc.weight"));
    QVERIFY(has("visual.proj"));
    QVERIFY(!has("visual.transformer.resblocks.0.mlp.c_fc.weight"));
    QVERIFY(!has("text.transformer.resblocks.0.mlp.c_fc.weight"));
    QVERIFY(!has("visual.conv1.weight"));
    QVERIFY(!has("text.token_embedding.weight"));
  }

  void allLearnsAndALayersDecaySlowsTheInput() {
    auto all = recipe();
    QVERIFY(changed(all, "all").size() > 60);
    all.layer_decay = 0.1;
    changed(all, "slow");
    const auto before = parameters_in(at("clip")), even = parameters_in(at("all") / "checkpoints/latest"),
               slow = parameters_in(at("slow") / "checkpoints/latest");
    const std::string name = "visual.conv1.weight";
    const auto moved = [&](const auto& after) {
      return (after.at(name) - before.at(name)).abs().mean().template item<double>();
    };
    QVERIFY2(moved(slow) < 0.01 * moved(even), std::to_string(moved(slow) / moved(even)).c_str());
  }

  void partsOfABatchGiveTheSameWithFrozenEncoders() {
    auto whole = recipe();
    whole.trained_layers = 0;
    whole.steps = 1;
    auto parts = whole;
    parts.accumulation = 2;
    const auto one = parameters_in(*start_training(whole, at("whole"), {}, {}).latest),
               two = parameters_in(*start_training(parts, at("parts"), {}, {}).latest);
    for (const auto& [name, tensor] : one)
      QVERIFY2((tensor - two.at(name)).abs().max().item<double>() < 1e-4, name.c_str());
  }

  void frozenLayersNeedAModelToTakeThemFrom() {
    auto recipe = this->recipe();
    recipe.preset = "demo";
    recipe.start_from.clear();
    recipe.trained_layers = 0;
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { recipe.validate(); }), "start_from");
  }
};

QTEST_GUILESS_MAIN(TestFineTuning)
#include "test_fine_tuning.moc"
