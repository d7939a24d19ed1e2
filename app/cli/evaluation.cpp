// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation.h"

#include "app/cli/search_output.h"
#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/inference/model_folder.h"
#include "core/model/compute.h"
#include "training/evaluation/templates.h"
#include "training/examples.h"

namespace cloc::cli {

using nlohmann::json;

json Evaluated::figures() const {
  auto fields = report.figures_to_json();
  fields["model"] = model_hash;
  return fields;
}

json Evaluated::document() const {
  auto fields = report.to_json();
  fields["model"] = model_hash;
  return fields;
}

void Evaluated::write(const std::filesystem::path& file) const {
  write_text_file(file, document().dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

std::vector<std::string> templates_from(const std::string& choice) {
  return training::read_templates(choice == "default" ? resource_path("text/templates.txt")
                                                      : std::filesystem::path(choice));
}

Evaluated evaluate(const EvaluationTask& task, const ProgressSink& progress, const CancelToken& cancel) {
  model::set_threads(task.threads);
  IssueReport issues;
  const auto dataset = training::open_examples(task.data, issues, progress, cancel);
  const auto pixels = training::pixels_of(task.data);
  auto options = task.options;
  options.pixels = pixels.get();
  auto loaded = inference::load_model(task.model.empty() ? default_model() : task.model);
  Evaluated evaluated{training::evaluate(loaded.model, *loaded.tokenizer, dataset, options, progress, cancel),
                      loaded.hash};
  evaluated.report.issues.merge(issues);
  return evaluated;
}

}  // namespace cloc::cli
