// SPDX-License-Identifier: Apache-2.0
#include "training/ablation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/index/proposals.h"
#include "core/inference/model_folder.h"
#include "training/evaluation/evaluate.h"
#include "training/examples.h"
#include "training/label_noise.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;

constexpr double kJitter = 0.25;  // a detector's boxes at IoU of about 0.6 to 0.7 with the true ones

const Measurement kBoxes{"boxes", ""};
const Measurement kJittered{"jittered_boxes", "", RegionPrompt::Box, kJitter};
const Measurement kPoints{"points", "", RegionPrompt::Point};
const Measurement kPairs{"pairs", "", RegionPrompt::Pair};
const Measurement kMeansOfPairs{"means_of_pairs", "", RegionPrompt::MeanOfPair};
const Measurement kProposals{"proposals", "", RegionPrompt::Box, 0, index::ProposalChoice().most};

// The figures that the table shows, as Table 2 has them, and grounding.
struct Column {
  const char *measure, *title;
};
constexpr Column kColumns[] = {
    {"image_to_text_r1", "i2t R@1"},
    {"text_to_image_r1", "t2i R@1"},
    {"region_to_text_r10", "r2t R@10"},
    {"text_to_region_r10", "t2r R@10"},
    {"region_classification_macc", "region mAcc"},
    {"grounding_acc50", "grounding Acc@0.5"},
    {"grounding_mean_iou", "grounding IoU"},
    {"proposal_recall50", "proposals at 0.5"},
    {"text_to_proposal_r10", "text to proposal R@10"},
};

const AblationRow& row_of(const std::string& name) {
  const auto& all = ablation_rows();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& row) { return row.name == name; });
  if (found != all.end()) return *found;
  std::string known;
  for (const auto& row : all) known.append(known.empty() ? "" : ", ").append(row.name);
  throw Error(ErrorKind::InvalidInput,
              "There is no ablation row '" + name + "'. Those that there are: " + known + ".");
}

fs::path run_folder(const AblationOptions& options, const std::string& row, std::int64_t seed) {
  return options.folder / row / ("seed-" + std::to_string(seed));
}

// A trained model read in another way than it was trained for, its weights shared.
model::Cloc read_as(const fs::path& folder, const std::string& region_encoder) {
  auto config = inference::read_model_config(folder);
  config.region_encoder = model::parse_region_encoder(region_encoder);
  model::Cloc other(config);
  inference::copy_parameters(folder, other);
  other->eval();
  return other;
}

void measure(const Recipe& recipe, const fs::path& model_folder, const Measurement& measurement,
             const fs::path& file, const CancelToken& cancel) {
  IssueReport issues;
  auto dataset = open_examples(recipe.validation, issues, {}, cancel);
  // The same errors for every row and seed.
  constexpr std::uint64_t kJitterSeed = 1;
  add_label_noise(dataset, {measurement.box_jitter, 0}, kJitterSeed);
  auto loaded = inference::load_model(model_folder);
  auto model =
      measurement.region_encoder.empty() ? loaded.model : read_as(model_folder, measurement.region_encoder);
  EvaluationOptions options;
  options.prompt = measurement.prompt;
  options.proposals = measurement.proposals;
  const auto pixels = pixels_of(recipe.validation);
  options.pixels = pixels.get();
  const auto report = evaluate(model, *loaded.tokenizer, dataset, options, {}, cancel);
  nlohmann::json figures = nlohmann::json::object();
  for (const auto& [name, value] : report.scalars()) {
    if (std::isfinite(value)) figures[name] = value;
  }
  write_text_file(file, figures.dump(2) + "\n");
}

std::map<std::string, double> read_figures(const fs::path& file) {
  try {
    return nlohmann::json::parse(read_text_file(file)).get<std::map<std::string, double>>();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::Corrupt, file.string() + " cannot be read (" + error.what() +
                                        "). Remove it and run the ablation again: it is made anew.");
  }
}

// Trains one row with one seed, or what is left of it, and measures what has not been measured.
void run_one(const Recipe& recipe, const AblationRow& row, const fs::path& folder,
             const AblationObserver& observer, const CancelToken& cancel) {
  const auto missing = [&](const Measurement& m) { return !fs::exists(folder / (m.name + ".json")); };
  if (std::none_of(row.measurements.begin(), row.measurements.end(), missing)) return;
  const auto summary = fs::exists(folder / "recipe.toml")
                           ? resume_training(folder, observer.training, cancel)
                           : start_training(recipe, folder, observer.training, cancel);
  if (summary.cancelled) throw Error(ErrorKind::Cancelled, "Stopped. Give the command again to go on.");
  for (const auto& measurement : row.measurements) {
    if (missing(measurement))
      measure(recipe, *summary.latest, measurement, folder / (measurement.name + ".json"), cancel);
  }
}

struct Spread {
  double mean = 0, deviation = 0;  // of the sample; 0 of one
  std::size_t count = 0;
};

std::optional<Spread> spread_of(const std::map<std::int64_t, std::map<std::string, double>>& seeds,
                                const std::string& measure) {
  std::vector<double> values;
  for (const auto& [seed, figures] : seeds) {
    if (const auto found = figures.find(measure); found != figures.end()) values.push_back(found->second);
  }
  if (values.empty()) return std::nullopt;
  Spread spread{0, 0, values.size()};
  for (const double value : values) spread.mean += value / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  if (values.size() > 1) spread.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return spread;
}

AblationResults collect(const AblationOptions& options) {
  AblationResults results;
  for (const auto& row : ablation_rows()) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(options.folder / row.name, none)) {
      const auto name = entry.path().filename().string();
      if (!name.starts_with("seed-")) continue;
      const auto seed = std::strtoll(name.c_str() + 5, nullptr, 10);
      for (const auto& measurement : row.measurements) {
        const auto file = entry.path() / (measurement.name + ".json");
        if (fs::exists(file)) results[row.name + "/" + measurement.name][seed] = read_figures(file);
      }
    }
  }
  return results;
}

}  // namespace

const std::vector<AblationRow>& ablation_rows() {
  const std::string clip = "loss.region_weight=0";
  const auto jitter = "data.box_jitter=" + std::to_string(kJitter);
  static const std::vector<AblationRow> rows{
      {"clip",
       "CLIP alone; its boxes by crops, and by RoI-Align over the value path",
       {clip, "model.region_encoder=crops"},
       {{"crops", ""}, {"roi_align", "value_roi"}}},
      {"cloc", "CLOC, M = 4", {}, {kBoxes, kJittered, kPoints, kPairs, kMeansOfPairs, kProposals}},
      {"roi_align",
       "Prompter replaced by RoI-Align",
       {"model.region_encoder=roi_align"},
       {kBoxes, kJittered}},
      {"no_text_filter", "no text filter", {"loss.text_filter=2"}, {kBoxes}},
      {"no_grounding", "no grounding loss", {"loss.grounding_weight=0"}, {kBoxes}},
      {"m1", "M = 1", {"loss.regions_per_image=1"}, {kBoxes}},
      {"m2", "M = 2", {"loss.regions_per_image=2"}, {kBoxes}},
      {"m8", "M = 8", {"loss.regions_per_image=8"}, {kBoxes}},
      {"cloc_noisy_boxes", "CLOC, learned from jittered boxes", {jitter}, {kBoxes, kJittered}},
      {"roi_align_noisy_boxes",
       "RoI-Align, learned from jittered boxes",
       {jitter, "model.region_encoder=roi_align"},
       {kBoxes, kJittered}},
      {"noisy_captions",
       "a fifth of the region captions are another region's",
       {"data.caption_noise=0.2"},
       {kBoxes}},
      {"text_push", "ours: push among region captions (TIC)", {"loss.text_push=0.5"}, {kBoxes}},
      {"box_giou",
       "ours: L1 + GIoU beside the squared error",
       {"loss.box_l1_weight=1", "loss.box_giou_weight=0.5"},
       {kBoxes}},
      {"sigmoid", "ours: sigmoid loss", {"loss.contrast=sigmoid"}, {kBoxes}},
      {"points", "ours: a third of the prompts are points", {"loss.point_share=0.33"}, {kBoxes, kPoints}},
      {"pairs",
       "ours: a quarter of the prompts are two boxes at once",
       {"loss.pair_share=0.25"},
       {kBoxes, kPairs, kMeansOfPairs}},
      {"proposals", "ours: a head that proposes boxes", {"loss.proposal_weight=1"}, {kBoxes, kProposals}},
      {"ours",
       "ours together: push, L1 + GIoU, points",
       {"loss.text_push=0.5", "loss.box_l1_weight=1", "loss.box_giou_weight=0.5", "loss.point_share=0.33"},
       {kBoxes, kPoints}},
      {"all_tokens", "the Prompter pools all tokens", {"model.prompt_pool=all_tokens"}, {kBoxes}},
  };
  return rows;
}

AblationResults run_ablation(const Recipe& recipe, const AblationOptions& options,
                             const AblationObserver& observer, const CancelToken& cancel) {
  if (recipe.validation.empty()) {
    throw Error(ErrorKind::InvalidInput,
                "An ablation needs data.validation: say what all rows are measured on, e.g. --set "
                "data.validation=FOLDER.");
  }
  std::vector<const AblationRow*> rows;
  for (const auto& name : options.rows) rows.push_back(&row_of(name));
  if (rows.empty()) {
    for (const auto& row : ablation_rows()) rows.push_back(&row);
  }
  std::vector<std::pair<std::int64_t, const AblationRow*>> runs;
  for (const auto seed : options.seeds) {
    for (const auto* row : rows) runs.emplace_back(seed, row);
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (static_cast<std::int64_t>(i) % options.parts != options.part) continue;
    const auto& [seed, row] = runs[i];
    auto changed = recipe;
    for (const auto& setting : row->settings) set_value(changed, setting);
    changed.seed = seed;
    if (observer.on_message) {
      observer.on_message(row->name + ", seed " + std::to_string(seed) + ": " + std::to_string(i + 1) +
                          " of " + std::to_string(runs.size()));
    }
    run_one(changed, *row, run_folder(options, row->name, seed), observer, cancel);
  }
  const auto results = collect(options);
  nlohmann::json document = nlohmann::json::object();
  for (const auto& [row, seeds] : results) {
    for (const auto& [seed, figures] : seeds) document[row][std::to_string(seed)] = figures;
  }
  write_text_file(options.folder / "ablation.json", document.dump(2) + "\n");
  write_text_file(options.folder / "ablation.md", ablation_table(results));
  return results;
}

std::string ablation_table(const AblationResults& results) {
  std::string table = "| row | measured by | seeds |";
  std::string rule = "| --- | --- | --- |";
  for (const auto& column : kColumns) {
    table.append(" ").append(column.title).append(" |");
    rule += " --- |";
  }
  table.append("\n").append(rule).append("\n");
  for (const auto& row : ablation_rows()) {
    for (const auto& measurement : row.measurements) {
      const auto found = results.find(row.name + "/" + measurement.name);
      if (found == results.end()) continue;
      table.append("| ").append(row.name).append(": ").append(row.question).append(" | ");
      table.append(measurement.name).append(" | ").append(std::to_string(found->second.size())).append(" |");
      for (const auto& column : kColumns) {
        const auto spread = spread_of(found->second, column.measure);
        char text[48] = " - |";
        if (spread && spread->count > 1) {
          std::snprintf(text, sizeof text, " %.1f &plusmn; %.1f |", 100 * spread->mean,
                        100 * spread->deviation);
        } else if (spread) {
          std::snprintf(text, sizeof text, " %.1f |", 100 * spread->mean);
        }
        table += text;
      }
      table += "\n";
    }
  }
  return table;
}

}  // namespace cloc::training
