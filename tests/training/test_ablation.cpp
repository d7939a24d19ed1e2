// SPDX-License-Identifier: Apache-2.0
// The ablation command's work on a tiny model: rows train with their settings, what is done is not done
// again, the table has means and spreads. And errors on purpose in labels.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <set>

#include "core/base/atomic_file.h"
#include "core/data/open_dataset.h"
#include "core/demo/demo.h"
#include "core/model/compute.h"
#include "tests/support/expect_error.h"
#include "tests/training/tiny_run.h"
#include "training/ablation.h"
#include "training/label_noise.h"

using namespace cloc;
using namespace cloc::training;
namespace fs = std::filesystem;

class TestAblation : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path at(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }

  Recipe tiny_recipe() const {
    auto recipe = test::tiny_recipe(at("scenes"));
    recipe.validation = recipe.train;
    recipe.steps = 3;
    recipe.warmup_steps = 1;
    return recipe;
  }

  data::Dataset scenes() const {
    IssueReport issues;
    return data::open_dataset(at("scenes"), issues);
  }

 private slots:
  void initTestCase() {
    model::set_threads(1);
    demo::DemoOptions options;
    options.directory = at("scenes");
    options.scenes = 40;
    options.size = 64;
    options.names = 12;
    demo::create_demo(options);
  }

  void fewerNamesMakeTheDemoEasier() {
    std::set<std::int64_t> labels;
    const auto dataset = scenes();
    for (const auto& image : dataset.images) {
      for (const auto& region : image.regions) labels.insert(region.label);
    }
    QVERIFY(labels.size() > 6 && labels.size() <= 12);
  }

  void everyRowTrainsAndIsMeasuredOnce() {
    AblationOptions options;
    options.folder = at("ablation");
    options.seeds = {1, 2};
    options.part = 1;  // half of the work alone
    options.parts = 2;
    int trained = 0;
    AblationObserver observer;
    observer.training.on_step = [&](const StepReport& report) { trained += report.step == 3 ? 1 : 0; };
    run_ablation(tiny_recipe(), options, observer, {});
    const int rows = static_cast<int>(ablation_rows().size());
    QCOMPARE(trained, rows);
    options.part = 0;
    options.parts = 1;
    const auto results = run_ablation(tiny_recipe(), options, observer, {});
    QCOMPARE(trained, 2 * rows);
    run_ablation(tiny_recipe(), options, observer, {});
    QCOMPARE(trained, 2 * rows);

    for (const auto& row : ablation_rows()) {
      for (const auto& measurement : row.measurements) {
        const auto found = results.find(row.name + "/" + measurement.name);
        QVERIFY2(found != results.end(), row.name.c_str());
        QCOMPARE(found->second.size(), std::size_t{2});
        // What all are measured by; pairs have no class.
        QVERIFY(found->second.at(1).count("text_to_region_r10") == 1);
        QCOMPARE(found->second.at(1).count("region_classification_macc") == 1,
                 measurement.name.find("pairs") == std::string::npos);
      }
      // The row's settings are those of its run.
      auto expected = tiny_recipe();
      for (const auto& setting : row.settings) set_value(expected, setting);
      expected.seed = 2;
      QCOMPARE(read_text_file(at("ablation") / row.name / "seed-2/recipe.toml"), to_toml(expected));
    }
    QVERIFY(results.at("cloc/boxes").at(1) != results.at("cloc/jittered_boxes").at(1));
    QVERIFY(fs::exists(at("ablation") / "ablation.json"));
    QVERIFY_CONTAINS(read_text_file(at("ablation") / "ablation.md"), "cloc: CLOC, M = 4");
  }

  void theTableHasMeansAndSpreads() {
    AblationResults results;
    results["cloc/boxes"] = {{1, {{"region_classification_macc", 0.5}}},
                             {2, {{"region_classification_macc", 0.6}}},
                             {3, {{"region_classification_macc", 0.7}}}};
    results["m1/boxes"] = {{1, {{"region_classification_macc", 0.25}}}};
    const auto table = ablation_table(results);
    QVERIFY_CONTAINS(table, " 60.0 &plusmn; 10.0 |");
    QVERIFY_CONTAINS(table, " 25.0 |");
    QVERIFY(table.find("text_push") == std::string::npos);
  }

  void anUnknownRowIsAnsweredWithThoseThereAre() {
    AblationOptions options;
    options.folder = at("unknown");
    options.rows = {"cloq"};
    auto recipe = tiny_recipe();
    const auto refused = [&] {
      return test::expect_error(ErrorKind::InvalidInput, [&] { run_ablation(recipe, options, {}, {}); });
    };
    QVERIFY_CONTAINS(refused(), "no_text_filter");
    recipe.validation.clear();
    options.rows = {"cloc"};
    QVERIFY_CONTAINS(refused(), "data.validation");
  }

  void jitterMovesEdgesByAtMostItsShare() {
    const auto before = scenes();
    auto after = before;
    add_label_noise(after, {0.25, 0}, 3);
    auto again = before;
    add_label_noise(again, {0.25, 0}, 3);
    double largest = 0;
    for (std::size_t i = 0; i < before.images.size(); ++i) {
      for (std::size_t r = 0; r < before.images[i].regions.size(); ++r) {
        const auto &a = before.images[i].regions[r], &b = after.images[i].regions[r];
        QCOMPARE(a.caption, b.caption);
        const double moved = std::abs(a.box.x1 - b.box.x1) / a.box.width();
        QVERIFY(moved <= 0.25 + 1e-4);
        largest = std::max(largest, moved);
        QVERIFY(b.box == again.images[i].regions[r].box);
        QVERIFY(b.box.valid());
      }
    }
    QVERIFY(largest > 0.2);
  }

  void captionNoiseMixesAboutItsShare() {
    const auto before = scenes();
    auto after = before;
    add_label_noise(after, {0, 0.5}, 3);
    std::set<std::string> known;
    double regions = 0, changed = 0;
    for (const auto& image : before.images) {
      for (const auto& region : image.regions) known.insert(region.caption);
    }
    for (std::size_t i = 0; i < before.images.size(); ++i) {
      for (std::size_t r = 0; r < before.images[i].regions.size(); ++r) {
        const auto& caption = after.images[i].regions[r].caption;
        QVERIFY(known.count(caption) == 1);
        ++regions;
        changed += caption != before.images[i].regions[r].caption ? 1 : 0;
      }
    }
    const double share = changed / regions;
    QVERIFY2(share > 0.3 && share < 0.6, qPrintable(QString::number(share)));
  }
};

QTEST_APPLESS_MAIN(TestAblation)
#include "test_ablation.moc"
