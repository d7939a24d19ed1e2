// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/job_kinds.h"

#include <algorithm>
#include <initializer_list>
#include <sstream>
#include <string_view>

#include <nlohmann/json.hpp>

#include "app/cli/data_transfer.h"
#include "app/cli/evaluation.h"
#include "app/cli/search_output.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/indexing/indexing.h"
#include "training/trainer.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

void allow_only(const json& params, const char* kind, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : params.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string names;
    for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
    std::ostringstream message;
    message << "A job of the kind '" << kind << "' has no parameter '" << key << "'. It takes: " << names
            << ".";
    throw Error(ErrorKind::InvalidInput, message.str());
  }
}

template <class Value>
Value parameter(const json& params, const char* name, Value otherwise) {
  const auto found = params.find(name);
  if (found == params.end()) return otherwise;
  try {
    return found->get<Value>();
  } catch (const json::exception&) {
    throw Error(ErrorKind::InvalidInput, "The job's parameter '" + std::string(name) + "' is " +
                                             found->dump() + ", which is of the wrong type.");
  }
}

std::string required(const json& params, const char* name) {
  auto text = parameter<std::string>(params, name, "");
  if (text.empty())
    throw Error(ErrorKind::InvalidInput, "The job lacks its parameter '" + std::string(name) + "'.");
  return text;
}

int whole_number(const json& params, const char* name, int otherwise, int least) {
  const int value = parameter<int>(params, name, otherwise);
  if (value < least) {
    throw Error(ErrorKind::InvalidInput, "The job's parameter '" + std::string(name) + "' is " +
                                             std::to_string(value) + "; it must be at least " +
                                             std::to_string(least) + ".");
  }
  return value;
}

fs::path model_of(const json& params) {
  return parameter<std::string>(params, "model", default_model().string());
}

json index_project(jobs::JobContext& job) {
  allow_only(job.params, "index", {"model", "kind", "batch", "threads"});
  indexing::IndexingOptions options;
  options.batch_size = whole_number(job.params, "batch", options.batch_size, 1);
  const auto kind = parameter<std::string>(job.params, "kind", "");
  if (!kind.empty()) options.kind = index::kind_from(kind);
  auto session = inference::Session::open(model_of(job.params), whole_number(job.params, "threads", 0, 0));
  const auto report = indexing::update_index(job.project, session, options, job.progress, job.cancel);
  return {{"images", report.images},
          {"encoded", report.encoded},
          {"unchanged", report.unchanged},
          {"entries", report.entries},
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
  allow_only(job.params, "eval", {"data", "model", "max_images", "threads"});
  EvaluationTask task;
  task.data = required(job.params, "data");
  task.model = model_of(job.params);
  task.options.max_images = whole_number(job.params, "max_images", 0, 0);
  task.threads = whole_number(job.params, "threads", 0, 0);
  const auto evaluated = evaluate(task, job.progress, job.cancel);
  evaluated.write(job.folder / "report.json");
  return evaluated.figures();  // a line of the job's log: the details are in the file
}

// report.json: what the job was asked, its result, and the first issues of each sort.
void write_report(const jobs::JobContext& job, const char* kind, const data::Format& format,
                  const json& result, const IssueReport& issues) {
  const json report{{"kind", kind},
                    {"params", job.params},
                    {"format_name", format.name},
                    {"result", result},
                    {"examples", examples_json(issues)}};
  // Names of files need not be UTF-8.
  write_text_file(job.folder / "report.json", report.dump(1, ' ', false, json::error_handler_t::replace));
}

// In one transaction: run again after an interruption it begins anew.
json import_dataset(jobs::JobContext& job) {
  allow_only(job.params, "import", {"data", "format", "existing", "split", "images_in", "unpack_to"});
  ImportTask task;
  task.data = required(job.params, "data");
  task.format = parameter<std::string>(job.params, "format", "");
  task.existing = parameter<std::string>(job.params, "existing", task.existing);
  task.split = parameter<std::string>(job.params, "split", "");
  task.read.image_root = parameter<std::string>(job.params, "images_in", "");
  task.read.unpack_folder = parameter<std::string>(job.params, "unpack_to", "");
  const auto imported = import_data(
      task, [&]() -> store::Project& { return job.project; }, job.progress, job.cancel);
  auto result = to_json(imported);
  write_report(job, "import", *imported.format, result, imported.report.issues);
  return result;
}

json export_dataset(jobs::JobContext& job) {
  allow_only(job.params, "export",
             {"out", "format", "images", "image_root", "overwrite", "splits", "labels", "verified"});
  ExportTask task;
  task.target = required(job.params, "out");
  task.format = required(job.params, "format");
  task.images = parameter<std::string>(job.params, "images", task.images);
  task.write.image_root = parameter<std::string>(job.params, "image_root", "");
  task.write.overwrite = parameter<bool>(job.params, "overwrite", false);
  store::ReadFilter filter;
  filter.splits = parameter<std::vector<std::string>>(job.params, "splits", {});
  filter.labels = parameter<std::vector<std::string>>(job.params, "labels", {});
  filter.verified_only = parameter<bool>(job.params, "verified", false);
  // A connection of its own: that of the job is written to by its progress.
  const auto project = store::Project::open(job.project.folder(), {.access = store::Access::ReadOnly});
  const auto exported = export_project(
      project, filter, task, [](const Exported&) {}, job.progress, job.cancel);
  auto result = to_json(exported);
  write_report(job, "export", *exported.format, result, exported.issues);
  return result;
}

}  // namespace

const jobs::Kinds& job_kinds() {
  static const jobs::Kinds kinds{{"index", index_project},
                                 {"train", train_model},
                                 {"eval", evaluate_model},
                                 {"import", import_dataset},
                                 {"export", export_dataset}};
  return kinds;
}

}  // namespace cloc::cli
