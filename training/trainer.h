// SPDX-License-Identifier: Apache-2.0
// Runs a recipe: batches in, a model out, with checkpoints, metrics and evaluation on the way. Knows nothing
// of terminals and windows: whoever calls it is told through a TrainObserver. A run is a folder:
//
//   RUN/recipe.toml  metrics.jsonl  events.out.tfevents.*  checkpoints/{step-NNNNNNNN,latest,best}
//
// A resumed run gives, on the same number of threads, the losses of an uninterrupted one bit for bit.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "training/distributed/processes.h"
#include "training/evaluation/evaluate.h"
#include "training/recipe.h"

namespace cloc::training {

struct StepReport {
  std::int64_t step = 0, steps = 0;  // done, in all
  double total = 0, clip = 0, region_text = 0, grounding = 0, text_push = 0, proposals = 0, lambda = 0;
  double region_accuracy = 0;  // in the batch
  double filtered_share = 0;   // of negative region pairs, by the text filter
  double learning_rate = 0, gradient_norm = 0, temperature_scale = 0;
  double images_per_second = 0;
  double waiting_share = 0;  // of the time, for the loader
  std::chrono::duration<double> time_left{};
};

struct TrainObserver {
  std::function<void(const StepReport&)> on_step;  // every step
  std::function<void(std::int64_t step, const EvaluationReport&)> on_evaluation;
  std::function<void(const std::string&)> on_message;  // "resumed from ...", "saved ..."
};

struct TrainSummary {
  std::int64_t step = 0;
  bool cancelled = false;  // stopped early, with everything saved
  std::optional<std::filesystem::path> latest, best;
  std::optional<EvaluationReport> last_evaluation;
  IssueReport issues;  // of the data
};

// Where a run of that recipe computes; of several processes each has a GPU of its own. Throws
// Error{Unsupported}.
at::Device device_of(const Recipe& recipe, const std::optional<Launch>& launch = {});

// The processes that this one was started with, as the environment says (launch.h); nullptr when it is alone.
// Throws as launch_of, device_of and Processes do.
std::unique_ptr<Processes> processes_of(const Recipe& recipe);

// Starts a run in `run_folder`, which must be new or empty (but for the log of the job that runs it).
// Cancelling saves a checkpoint and returns. Throws Error{InvalidInput} for a recipe or data that cannot
// work, {Numeric} for a loss that is not finite (with the step, the batch's images and the last good
// checkpoint), {Io} when the disk refuses.
//
// `processes`: the others that train with this one, each of which calls this with the same recipe and reads
// the same data; batch_size is that of all together. The run's folder is the first process's, as is the
// observer; the others need none. {Io} too when one is lost: all end, and the run can be resumed, by any
// number of processes, from its last checkpoint.
TrainSummary start_training(const Recipe& recipe, const std::filesystem::path& run_folder,
                            const TrainObserver& observer, const CancelToken& cancel,
                            Processes* processes = nullptr);

// Goes on with the run in `run_folder` from its latest checkpoint, by the recipe.toml it holds.
TrainSummary resume_training(const std::filesystem::path& run_folder, const TrainObserver& observer,
                             const CancelToken& cancel, Processes* processes = nullptr);

}  // namespace cloc::training
