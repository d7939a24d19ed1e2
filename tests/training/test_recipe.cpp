// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "tests/support/expect_error.h"
#include "training/optimiser.h"
#include "training/recipe.h"

using namespace cloc;
using namespace cloc::training;

class TestRecipe : public QObject {
  Q_OBJECT
 private slots:
  void theDescriptionHasEveryFieldWithItsValueAndItsDefault() {
    Recipe recipe;
    recipe.learning_rate = 0.25;
    recipe.train = "scenes";
    const auto described = describe(recipe)["fields"];
    Recipe copy = recipe;
    QCOMPARE(described.size(), fields(copy).size());
    const auto find = [&](const std::string& key) {
      for (const auto& field : described) {
        if (field["key"] == key) return field;
      }
      return nlohmann::json();
    };
    QCOMPARE(find("optimiser.learning_rate")["type"].get<std::string>(), std::string("real"));
    QCOMPARE(find("optimiser.learning_rate")["value"].get<double>(), 0.25);
    QCOMPARE(find("optimiser.learning_rate")["default"].get<double>(), 5e-4);
    QCOMPARE(find("optimiser.learning_rate")["most"].get<double>(), 10.0);
    QCOMPARE(find("data.train")["type"].get<std::string>(), std::string("path"));
    QCOMPARE(find("data.train")["value"].get<std::string>(), std::string("scenes"));
    QCOMPARE(find("optimiser.batch_size")["type"].get<std::string>(), std::string("integer"));
    QCOMPARE(find("model.region_encoder")["choices"].size(), std::size_t{4});
  }

  void withoutAFileItIsTableA() {
    const Recipe recipe;
    QCOMPARE(recipe.learning_rate, 5e-4);
    QCOMPARE(recipe.beta2, 0.98);
    QCOMPARE(recipe.weight_decay, 0.2);
    QCOMPARE(recipe.warmup_steps, 2000);
    QCOMPARE(recipe.batch_size, 32768);
    QCOMPARE(recipe.steps, 439087);
    QCOMPARE(recipe.regions_per_image, 4);
    QCOMPARE(recipe.text_filter, 0.9);
  }

  void writtenAndReadItIsTheSame() {
    Recipe recipe;
    set_value(recipe, "optimiser.learning_rate=0.00123");
    set_value(recipe, "data.train=a \"quoted\" \\ path");
    set_value(recipe, "run.seed=77");
    QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath("recipe.toml").toStdString();
    write_text_file(path, to_toml(recipe));
    QCOMPARE(to_toml(load_recipe(path)), to_toml(recipe));
  }

  void unknownKeyIsAnsweredWithTheNearestAndItsLine() {
    QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath("recipe.toml").toStdString();
    write_text_file(path, "[optimiser]\nsteps = 5\nlearnin_rate = 1e-3\n");
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { load_recipe(path); });
    QVERIFY_CONTAINS(message, "line 3");
    QVERIFY_CONTAINS(message, "optimiser.learning_rate");
  }

  void valuesOutOfRangeOrOfTheWrongKindAreRefused() {
    Recipe recipe;
    for (const char* bad : {"optimiser.steps=0", "optimiser.steps=1.5", "optimiser.learning_rate=nan",
                            "run.device=tpu", "optimiser.steps=many", "steps", "model.preset=vit-x"}) {
      test::expect_error(ErrorKind::InvalidInput, [&] { set_value(recipe, bad); });
    }
  }

  void brokenTomlNamesTheLine() {
    QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath("recipe.toml").toStdString();
    write_text_file(path, "[run]\nseed = = 3\n");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { load_recipe(path); }), "line 2");
    write_text_file(path, "seed = 3\n");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { load_recipe(path); }),
                     "outside a section");
  }

  void learningRateWarmsUpAndFallsToZero() {
    QVERIFY(std::abs(scheduled_rate(1.0, 0, 10, 110) - 0.1) < 1e-12);
    QVERIFY(std::abs(scheduled_rate(1.0, 9, 10, 110) - 1.0) < 1e-12);
    QVERIFY(std::abs(scheduled_rate(1.0, 60, 10, 110) - 0.5) < 1e-12);
    QVERIFY(scheduled_rate(1.0, 110, 10, 110) < 1e-12);
  }

  void adamWEqualsLibTorchs() {
    torch::manual_seed(1);
    auto mine = torch::randn({5, 3}).requires_grad_(true),
         theirs = mine.detach().clone().requires_grad_(true);
    AdamW optimiser({{"weight", mine}}, {0.9, 0.98, 1e-6, 0.2});
    torch::optim::AdamW reference(
        {theirs}, torch::optim::AdamWOptions(0.01).betas({0.9, 0.98}).eps(1e-6).weight_decay(0.2));
    for (int step = 0; step < 20; ++step) {
      const auto gradient = torch::randn({5, 3});
      mine.mutable_grad() = gradient.clone();
      theirs.mutable_grad() = gradient.clone();
      optimiser.step(0.01);
      reference.step();
    }
    QVERIFY((mine - theirs).abs().max().item<double>() < 1e-6);
  }

  void biasesNormsAndTemperatureDoNotDecay() {
    auto bias = torch::ones({3}).requires_grad_(true), scale = torch::ones({}).requires_grad_(true),
         position = torch::ones({4, 3}).requires_grad_(true),
         weight = torch::ones({3, 3}).requires_grad_(true);
    AdamW optimiser({{"a.bias", bias},
                     {"logit_scale", scale},
                     {"visual.positional_embedding", position},
                     {"a.weight", weight}},
                    {0.9, 0.98, 1e-6, 0.5});
    for (auto& parameter : {bias, scale, position, weight}) {
      const_cast<at::Tensor&>(parameter).mutable_grad() = torch::zeros_like(parameter);
    }
    optimiser.step(0.1);
    for (const auto& kept : {bias, scale, position}) QCOMPARE(kept.min().item<float>(), 1.f);
    QVERIFY(std::abs(weight.max().item<float>() - 0.95f) < 1e-6f);
  }

  void gradientsAreClippedToTheJointNorm() {
    auto a = torch::zeros({2}).requires_grad_(true), b = torch::zeros({1}).requires_grad_(true);
    AdamW optimiser({{"a", a}, {"b", b}}, {});
    a.mutable_grad() = torch::tensor({3.f, 0.f});
    b.mutable_grad() = torch::tensor({4.f});
    QVERIFY(std::abs(optimiser.clip_gradients(1.0) - 5.0) < 1e-6);
    QVERIFY(std::abs(a.grad()[0].item<float>() - 0.6f) < 1e-6f);
    QVERIFY(std::abs(b.grad()[0].item<float>() - 0.8f) < 1e-6f);
  }
};

QTEST_APPLESS_MAIN(TestRecipe)
#include "test_recipe.moc"
