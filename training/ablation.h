// SPDX-License-Identifier: Apache-2.0
// The rows of the paper's Table 2, and ours, at whatever scale a recipe has: each row is the recipe with a
// few settings changed, trained with several seeds and measured on the same validation data. `cloc-cli train
// ablate` runs it.
//
//   FOLDER/ROW/seed-N/          the run, as any other (training/trainer.h)
//   FOLDER/ROW/seed-N/MEASUREMENT.json   its figures, once it is finished
//   FOLDER/ablation.json        what was found: each row's figures of each seed
//   FOLDER/ablation.md          the same as tables of means and spreads
//
// What is finished is not done again and what was interrupted goes on, so the command can be stopped and
// given again, also with more rows or seeds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "training/recipe.h"
#include "training/trainer.h"

namespace cloc::training {

// How a trained model is measured; most rows are in one way.
struct Measurement {
  std::string name;  // "boxes": as it was trained, on the true boxes
  std::string
      region_encoder;  // another way to read boxes that needs no other weights; empty: the model's own
  RegionPrompt prompt = RegionPrompt::Box;
  double box_jitter = 0;      // by boxes whose edges are off by up to this share of a side
  std::size_t proposals = 0;  // an image
};

struct AblationRow {
  std::string name;                   // "no_text_filter": a folder's name
  std::string question;               // what it asks, for the table
  std::vector<std::string> settings;  // "section.name=value", over the recipe's
  std::vector<Measurement> measurements;
};

// All there are, in the table's order.
const std::vector<AblationRow>& ablation_rows();

struct AblationOptions {
  std::filesystem::path folder;
  std::vector<std::string> rows;  // names; empty: all
  std::vector<std::int64_t> seeds{1, 2, 3};
  // Of several that share the work, in the same folder: this one does every parts-th run, from `part` on.
  std::int64_t part = 0, parts = 1;
};

struct AblationObserver {
  std::function<void(const std::string&)> on_message;  // "cloc, seed 2: 3 of 36"
  TrainObserver training;                              // of the run that is going on
};

// measure -> value, of each row and measurement ("clip/crops") and seed.
using AblationResults = std::map<std::string, std::map<std::int64_t, std::map<std::string, double>>>;

// Trains and measures what is missing, then writes ablation.json and ablation.md of all that is there. Throws
// Error{InvalidInput} for a row that does not exist (with those that do), for a recipe without validation
// data, and what training throws; {Cancelled} when it was.
AblationResults run_ablation(const Recipe& recipe, const AblationOptions& options,
                             const AblationObserver& observer, const CancelToken& cancel);

// Means and sample standard deviations over the seeds, one table line a row and measurement, in Markdown.
std::string ablation_table(const AblationResults& results);

}  // namespace cloc::training
