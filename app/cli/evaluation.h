// SPDX-License-Identifier: GPL-3.0-or-later
// What the command `eval` and the job `eval` both do: open the data set and the model, measure, write the
// report.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/progress.h"
#include "training/evaluation/evaluate.h"

namespace cloc::cli {

struct EvaluationTask {
  std::filesystem::path data;   // what training::open_examples takes
  std::filesystem::path model;  // model folder; empty: the one that ships with the program
  training::EvaluationOptions options;
  int threads = 0;  // that compute, 0: one for each processor
};

struct Evaluated {
  training::EvaluationReport report;  // with what was wrong with the data set among its issues
  std::string model_hash;

  nlohmann::json figures() const;   // report.figures_to_json() and "model"
  nlohmann::json document() const;  // report.to_json() and "model": what the window reads
  // document() as a file. Throws Error{Io}.
  void write(const std::filesystem::path& file) const;
};

// "default": those that ship with the program; else of a file. Throws as training::read_templates.
std::vector<std::string> templates_from(const std::string& choice);

// Throws what opening the data set and the model and training::evaluate throw.
Evaluated evaluate(const EvaluationTask& task, const ProgressSink& progress, const CancelToken& cancel);

}  // namespace cloc::cli
