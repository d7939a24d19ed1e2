// SPDX-License-Identifier: GPL-3.0-or-later
// What the command `label` and the job `label` both do: open the detector, label the project's images, write
// shards, say what became of it. Prints nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/jobs/run_job.h"
#include "training/labelling/label_shards.h"
#include "training/labelling/labelling.h"

namespace cloc::cli {

// As the parameters of the job, which job_kinds.h lists.
struct LabellingTask {
  std::string detector = "cloc";        // or "owl"
  std::filesystem::path model;          // its folder; of "cloc" empty: the one that ships with the program
  float threshold = 0.1f;               // the least score of a box
  std::string suppression;              // "class-aware", "class-free", "off"; empty: what suits the detector
  int input_size = 0;                   // of "owl"; 0: what its weights were trained for
  std::string candidates = "grounded";  // of "cloc": boxes that phrases are grounded in; or "proposed", that
                                        // the model sees objects in; or "both"
  std::string background;  // of "cloc": what phrases compete with: empty (everyday words), "labels"
                           // (the names of the project's labels) or a file with a phrase in each line
  int threads = 0;         // that compute, 0: one for each processor
  labelling::LabellingOptions options;
  std::filesystem::path shards;  // folder for WebDataset shards; empty: none are written
  int images_in_shard = 1000;
};

// Takes the words of `phrases` ("grammar" or "ngrams") into the options. Throws Error{InvalidInput}.
labelling::PhraseSource phrase_source_from(const std::string& word);

// The captioner's answers are kept in the project's folder "captions". Throws Error{InvalidInput} for what
// the task cannot be, and what opening the model throws, before anything is done.
std::unique_ptr<labelling::RegionDetector> open_detector(LabellingTask& task, const store::Project& project);

struct Labelled {
  labelling::LabellingReport report;
  std::optional<labelling::ShardReport> shards;  // absent: none asked for, or the run ended before
  nlohmann::json figures() const;                // without examples of what was wrong
  // Throws when the run ended early: of the kind and with the words of the report.
  void throw_if_stopped() const;
};

// As open_detector; what ends the work later is in the report.
Labelled label_project(store::Project& project, LabellingTask task, const ProgressSink& progress,
                       const CancelToken& cancel);

// The job. Leaves report.json: {"kind", "params", "result", "examples": [{"category", "where", "what"}]}.
// Where the work ended early, for whatever reason, the job is interrupted and can be run again.
nlohmann::json label_job(jobs::JobContext& job);

}  // namespace cloc::cli
