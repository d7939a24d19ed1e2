// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/job_kinds.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "app/cli/dataset_jobs.h"
#include "app/cli/evaluation.h"
#include "app/cli/job_params.h"
#include "app/cli/labelling_task.h"
#include "app/cli/search_output.h"
#include "core/base/error.h"
#include "core/indexing/indexing.h"
#include "core/inference/conversion.h"
#include "training/trainer.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path model_of(const json& params) {
  return parameter<std::string>(params, "model", default_model().string());
}

json index_project(jobs::JobContext& job) {
  allow_only(job.params, "index", {"model", "kind", "batch", "threads", "duplicate_cosine"});
  indexing::IndexingOptions options;
  options.batch_size = whole_number(job.params, "batch", options.batch_size, 1);
  options.duplicate_cosine = parameter<float>(job.params, "duplicate_cosine", options.duplicate_cosine);
  const auto kind = parameter<std::string>(job.params, "kind", "");
  if (!kind.empty()) options.kind = index::kind_from(kind);
  auto session = inference::Session::open(model_of(job.params), whole_number(job.params, "threads", 0, 0));
  const auto report = indexing::update_index(job.project, session, options, job.progress, job.cancel);
  return {{"images", report.images},         {"encoded", report.encoded},
          {"unchanged", report.unchanged},   {"entries", report.entries},
          {"proposals", report.proposals},   {"near_duplicates", report.near_duplicates},
          {"issues", report.issues.counts()}};
}

json train_model(jobs::JobContext& job) {
  allow_only(job.params, "train", {"recipe"});
  training::TrainObserver observer;
  observer.on_message = job.message;
  observer.on_step = [&job](const training::StepReport& step) {
    job.progress({"training", step.step, step.steps,
                  static_cast<double>(step.steps - step.step) / std::max(1e-9, step.time_left.count()),
                  step.time_left});
  };
  const bool begun = fs::exists(job.folder / "recipe.toml");
  const auto summary =
      begun ? training::resume_training(job.folder, observer, job.cancel)
            : training::start_training(training::parse_recipe(required(job.params, "recipe"), "recipe"),
                                       job.folder, observer, job.cancel);
  if (summary.cancelled) {
    throw Error(ErrorKind::Cancelled, "Stopped and saved at step " + std::to_string(summary.step) +
                                          ". Run the job again to go on.");
  }
  const auto model = summary.best ? summary.best : summary.latest;
  return {{"step", summary.step},
          {"model", model ? model->string() : ""},
          {"validation", summary.last_evaluation ? summary.last_evaluation->figures_to_json() : json()},
          {"issues", summary.issues.counts()}};
}

json evaluate_model(jobs::JobContext& job) {
  allow_only(job.params, "eval", {"data", "model", "max_images", "threads", "templates"});
  EvaluationTask task;
  task.data = required(job.params, "data");
  task.model = model_of(job.params);
  task.options.max_images = whole_number(job.params, "max_images", 0, 0);
  task.threads = whole_number(job.params, "threads", 0, 0);
  if (const auto templates = parameter<std::string>(job.params, "templates", ""); !templates.empty())
    task.options.templates = templates_from(templates);
  const auto evaluated = evaluate(task, job.progress, job.cancel);
  evaluated.write(job.folder / "report.json");
  return evaluated.figures();  // a line of the job's log: the details are in the file
}

json convert_weights(jobs::JobContext& job) {
  allow_only(job.params, "convert",
             {"weights", "tokenizer", "activation", "regions", "image_size", "precision"});
  const fs::path weights = required(job.params, "weights");
  inference::ConversionOptions options;
  options.tokenizer = parameter<std::string>(job.params, "tokenizer", "");
  if (const auto word = parameter<std::string>(job.params, "activation", ""); !word.empty())
    options.reading.activation = model::parse_activation(word);
  options.regions = model::parse_region_encoder(parameter<std::string>(job.params, "regions", "value_roi"));
  options.image_size = whole_number(job.params, "image_size", 0, 0);
  const auto precision = parameter<std::string>(job.params, "precision", "fp16");
  if (precision != "fp16" && precision != "fp32") {
    throw Error(ErrorKind::InvalidInput,
                "The job's parameter 'precision' is '" + precision + "'; it must be fp16 or fp32.");
  }
  if (precision == "fp32") options.precision = inference::StoredPrecision::Full;
  job.progress({"converting weights", 0, 0, 0, {}});
  const auto name = fs::is_directory(weights) ? (weights / "").parent_path().filename() : weights.stem();
  const auto target = job.folder / "converted" / name;
  const auto done = inference::convert_checkpoint(weights, target, options);
  return {{"model", target.string()},
          {"family", done.family},
          {"bytes", done.bytes},
          {"unused", done.unused.size()}};
}

}  // namespace

const jobs::Kinds& job_kinds() {
  static const jobs::Kinds kinds{{"index", index_project},   {"train", train_model},
                                 {"eval", evaluate_model},   {"convert", convert_weights},
                                 {"import", import_dataset}, {"export", export_dataset},
                                 {"label", label_job}};
  return kinds;
}

}  // namespace cloc::cli
