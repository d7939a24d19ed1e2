// SPDX-License-Identifier: Apache-2.0
#include "training/trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/index/proposals.h"
#include "core/inference/model_folder.h"
#include "core/jobs/job_folder.h"
#include "core/model/autocast.h"
#include "core/model/compute.h"
#include "core/text/token_table.h"
#include "training/batch_loader.h"
#include "training/checkpoint.h"
#include "training/distributed/gradients.h"
#include "training/examples.h"
#include "training/fine_tuning.h"
#include "training/label_noise.h"
#include "training/logging/event_writer.h"
#include "training/logging/metrics_log.h"
#include "training/objective.h"
#include "training/optimiser.h"
#include "training/sampler.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;

fs::path tokenizer_path(const Recipe& recipe) {
  if (!recipe.tokenizer.empty()) return recipe.tokenizer;
  // A model that goes on learning keeps the pieces that its text encoder knows.
  if (fs::is_directory(recipe.start_from)) return recipe.start_from;
  if (fs::exists(fs::path(recipe.train) / text::kTokenTableFile)) return recipe.train;  // a pack with its own
  return resource_path("text/demo_unigram.model");
}

text::TokenizerOptions options_of_tokenizer(const Recipe& recipe) {
  if (recipe.start_from.empty()) return {};
  return inference::tokenizer_options(inference::read_model_config(recipe.start_from).text);
}

// Those that are trained; the others are told that they need no gradient.
std::vector<AdamW::Parameter> trained_parameters(model::Cloc& model, const Recipe& recipe) {
  std::vector<AdamW::Parameter> trained;
  for (const auto& item : model->named_parameters()) {
    auto plan = plan_of(item.key(), model->config(), recipe.trained_layers, recipe.layer_decay);
    const bool proposes = item.key().starts_with(model::kProposalHead);
    // What nothing is learned for is not to be worn away by the weight decay either.
    plan.trained = plan.trained && (proposes ? recipe.proposal_weight > 0 : !recipe.learns_proposals_alone());
    auto tensor = item.value();
    tensor.set_requires_grad(plan.trained);
    if (plan.trained) trained.push_back({item.key(), tensor, plan.rate});
  }
  return trained;
}

}  // namespace

at::Device device_of(const Recipe& recipe, const std::optional<Launch>& launch) {
  if (recipe.device == "cpu") return at::kCPU;
  if (!torch::cuda::is_available()) {
    throw Error(ErrorKind::Unsupported,
                "run.device is \"cuda\", but this LibTorch finds no CUDA device. Set run.device "
                "= \"cpu\", or build with the cuda preset on a machine with a GPU.");
  }
  return {at::kCUDA, static_cast<at::DeviceIndex>(launch ? launch->local_rank : 0)};
}

namespace {

int threads_of(const Recipe& recipe, const Processes* processes) {
  if (recipe.threads > 0 || processes == nullptr) return static_cast<int>(recipe.threads);
  // Those on one machine divide its processors.
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / processes->launch().local_count);
}

// Everything that one run holds, from the first step to the last.
class Run {
 public:
  Run(const Recipe& recipe, fs::path folder, const TrainObserver& observer, const CancelToken& cancel,
      Processes* processes)
      : recipe_(recipe),
        folder_(std::move(folder)),
        observer_(observer),
        cancel_(cancel),
        processes_(processes),
        device_(device_of(recipe, processes ? std::optional(processes->launch()) : std::nullopt)),
        tokenizer_(text::load_tokenizer(tokenizer_path(recipe), options_of_tokenizer(recipe))),
        data_(hold_out(open_examples(recipe.train, issues_, {}, cancel),
                       recipe.validation.empty() ? recipe.validation_share : 0,
                       static_cast<std::uint64_t>(recipe.seed))),
        sampler_(data_.train, static_cast<std::uint64_t>(recipe.seed), recipe.batch_size,
                 recipe.learns_regions() ? recipe.regions_per_image : 0) {
    model::set_threads(threads_of(recipe_, processes));
    if (processes_ && recipe_.batch_size < processes_->count()) {
      throw Error(ErrorKind::InvalidInput, "optimiser.batch_size is " + std::to_string(recipe_.batch_size) +
                                               ", less than an image for each of the " +
                                               std::to_string(processes_->count()) + " processes.");
    }
    add_label_noise(data_.train, {recipe_.box_jitter, recipe_.caption_noise},
                    static_cast<std::uint64_t>(recipe_.seed));
    if (is_first()) {
      checkpoints_.emplace(folder_ / "checkpoints", tokenizer_path(recipe), recipe.keep_checkpoints);
    }
    pixels_ = pixels_of(recipe_.train);
    validation_pixels_ = recipe_.validation.empty() ? pixels_ : pixels_of(recipe_.validation);
    if (!recipe_.validation.empty())
      data_.validation = open_examples(recipe_.validation, issues_, {}, cancel_);
    torch::manual_seed(static_cast<std::uint64_t>(recipe_.seed));
    model_ = model::Cloc(recipe_.model_config(tokenizer_->vocab_size()));
    if (!recipe_.start_from.empty())
      inference::copy_parameters(recipe_.start_from, model_, inference::NewParts::OfRegions);
    model_->to(device_);
    model_->set_recompute(recipe_.recompute == "layers");
    optimiser_ = std::make_unique<AdamW>(
        trained_parameters(model_, recipe_),
        AdamWOptions{recipe_.beta1, recipe_.beta2, recipe_.epsilon, recipe_.weight_decay});
  }

  // Of the first process; the others take all over from it when they train.
  void resume() {
    if (!is_first()) return;
    const auto latest = checkpoints_->latest();
    if (!latest) {
      say("No checkpoint yet: starting from the first step.");
      return;
    }
    state_ = CheckpointStore::restore(*latest, model_, *optimiser_);
    const auto began = folder_ / kExamplesFile;
    if (fs::exists(began) && read_text_file(began) != examples_digest()) {
      say("The data set has changed since the run began: batches and held-out images are others now, and the "
          "best "
          "score so far counts no more.");
      state_.best_score = TrainingState().best_score;
      remember_examples();
    }
    say("Resumed from " + latest->string() + " at step " + std::to_string(state_.step) + ".");
  }

  // At the start of a run, for resume().
  void remember_examples() {
    if (is_first()) write_text_file(folder_ / kExamplesFile, examples_digest());
  }

  TrainSummary train() {
    share_state();
    if (is_first()) {
      metrics_ = std::make_unique<MetricsLog>(folder_ / "metrics.jsonl", state_.step);
      events_ = std::make_unique<EventWriter>(folder_, state_.step);
    }
    const LoaderOptions options{model_->config().vision.input_size,
                                recipe_.loader_threads,
                                recipe_.prefetch,
                                recipe_.cache_megabytes << 20,
                                recipe_.point_share,
                                recipe_.pair_share,
                                recipe_.proposal_weight > 0,
                                static_cast<std::uint64_t>(recipe_.seed),
                                processes_ ? processes_->rank() : 0,
                                processes_ ? processes_->count() : 1};
    BatchLoader loader(data_.train, *pixels_, sampler_, *tokenizer_, options, state_.step, recipe_.steps - 1);
    start_ = std::chrono::steady_clock::now();
    first_step_ = state_.step;
    try {
      run_steps(loader);
    } catch (const LostProcesses& lost) {
      const auto latest = checkpoints_ ? checkpoints_->latest() : std::nullopt;
      if (!latest) throw;
      throw LostProcesses(std::string(lost.what()) + " Last good checkpoint: " + latest->string() +
                          ". Go on from it with the same command and --resume in place of the recipe, by any "
                          "number of processes.");
    }
    TrainSummary summary;
    summary.step = state_.step;
    summary.cancelled = state_.step < recipe_.steps;
    if (!is_first()) return summary;
    if (saved_step_ != state_.step && state_.step > first_step_) save(false);
    summary.latest = checkpoints_->latest();
    summary.best = checkpoints_->best();
    summary.last_evaluation = last_evaluation_;
    summary.issues = issues_;
    summary.issues.merge(loader.report());
    return summary;
  }

 private:
  static constexpr auto kExamplesFile = "examples.sha256";

  // Of which images are learned from and which are held out, in order.
  std::string examples_digest() const {
    std::string names;
    for (const auto* side : {&data_.train, &data_.validation}) {
      for (const auto& image : side->images) names += image.path.filename().string() + '\n';
      names += '\n';
    }
    return sha256(names);
  }
  bool is_first() const { return processes_ == nullptr || processes_->is_first(); }
  // One that is told to stop stops all, at the same step.
  bool cancelled() const { return processes_ ? processes_->any(cancel_.cancelled()) : cancel_.cancelled(); }

  // Everything that a step changes becomes the first process's.
  void share_state() {
    if (processes_ == nullptr) return;
    std::vector<at::Tensor> all;
    for (const auto& parameter : model_->parameters()) all.push_back(parameter);
    for (const auto& [name, tensor] : optimiser_->state()) all.push_back(tensor);
    const auto steps = torch::tensor({state_.step, optimiser_->steps()}, torch::kInt64).to(device_);
    all.push_back(steps);
    processes_->broadcast(all);
    const auto shared = steps.to(torch::kCPU);
    state_.step = shared[0].item<std::int64_t>();
    if (!is_first()) optimiser_->load_state(optimiser_->state(), shared[1].item<std::int64_t>());
  }

  void run_steps(BatchLoader& loader) {
    while (state_.step < recipe_.steps && !cancelled()) {
      step(loader);
      if (!is_first()) continue;
      const bool last = state_.step == recipe_.steps;
      const bool evaluated = due(recipe_.evaluate_every) || last;
      const bool best = evaluated && evaluate_now();
      if (due(recipe_.checkpoint_every) || last || best) save(best);
    }
  }

  bool due(std::int64_t every) const { return every > 0 && state_.step % every == 0; }
  void say(const std::string& message) const {
    if (observer_.on_message) observer_.on_message(message);
  }

  void step(BatchLoader& loader) {
    const auto batch = loader.next().to(device_);
    const double rate =
        scheduled_rate(recipe_.learning_rate, state_.step, recipe_.warmup_steps, recipe_.steps);
    model_->train();
    optimiser_->zero_grad();
    StepResult result;
    {
      const model::Autocast autocast(recipe_.precision == "bf16");
      result = backward(model_, batch, recipe_now(), processes_);
    }
    if (processes_) add_up_gradients(*processes_, optimiser_->parameters());
    const double norm = optimiser_->clip_gradients(recipe_.clip_norm);
    require_finite(result.loss, norm, batch);
    optimiser_->step(rate);
    model_->clamp_logit_scale();
    ++state_.step;
    images_ += result.images;
    report(result, rate, norm, loader.waiting_share());
  }

  // A text encoder that has just begun makes all captions alike; the filter would then leave no negatives at
  // all, and nothing would ever tell the captions apart (seen: a share of 1.0 filtered after 80 steps). So it
  // may begin later.
  Recipe recipe_now() const {
    constexpr double kSameCaption = 0.9999;
    Recipe now = recipe_;
    if (state_.step < recipe_.text_filter_from) now.text_filter = std::max(now.text_filter, kSameCaption);
    return now;
  }

  // The parameters are still those of the step before: the optimiser has not run.
  void require_finite(double loss, double norm, const Batch& batch) const {
    if (std::isfinite(loss) && std::isfinite(norm)) return;
    std::string names;
    for (std::size_t i = 0; i < batch.names.size() && i < 8; ++i) names += "\n  " + batch.names[i];
    if (batch.names.size() > 8) names += "\n  and " + std::to_string(batch.names.size() - 8) + " more";
    const auto latest = checkpoints_ ? checkpoints_->latest() : std::nullopt;
    throw Error(ErrorKind::Numeric,
                "The " + std::string(std::isfinite(loss) ? "gradient" : "loss") + " is not finite at step " +
                    std::to_string(state_.step + 1) +
                    ". Last good checkpoint: " + (latest ? latest->string() : "none yet") +
                    ". Lower optimiser.learning_rate or set optimiser.clip_norm, then resume. Images "
                    "of the batch:" +
                    names);
  }

  void report(const StepResult& result, double rate, double norm, double waiting_share) {
    if (!is_first()) return;
    StepReport report;
    report.step = state_.step;
    report.steps = recipe_.steps;
    report.total = result.loss;
    report.clip = result.clip;
    report.region_text = result.region_text;
    report.grounding = result.grounding;
    report.text_push = result.text_push;
    report.proposals = result.proposals;
    report.lambda = result.lambda;
    report.region_accuracy = result.region_accuracy;
    report.filtered_share = result.filtered_share;
    report.learning_rate = rate;
    report.gradient_norm = norm;
    report.temperature_scale = model_->temperature_scale().item<double>();
    report.waiting_share = waiting_share;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    report.images_per_second = static_cast<double>(images_) / seconds;
    report.time_left =
        std::chrono::duration<double>(seconds / static_cast<double>(state_.step - first_step_) *
                                      static_cast<double>(recipe_.steps - state_.step));
    if (observer_.on_step) observer_.on_step(report);
    if (!due(recipe_.log_every) && state_.step != recipe_.steps) return;
    record("train", {{"loss", report.total},
                     {"loss_clip", report.clip},
                     {"loss_region_text", report.region_text},
                     {"loss_grounding", report.grounding},
                     {"loss_text_push", report.text_push},
                     {"loss_proposals", report.proposals},
                     {"lambda", report.lambda},
                     {"region_accuracy", report.region_accuracy},
                     {"filtered_share", report.filtered_share},
                     {"learning_rate", report.learning_rate},
                     {"gradient_norm", report.gradient_norm},
                     {"temperature_scale", report.temperature_scale},
                     {"images_per_second", report.images_per_second},
                     {"waiting_share", report.waiting_share}});
  }

  void record(const std::string& group, const std::vector<std::pair<std::string, double>>& values) {
    metrics_->write(state_.step, group, values);
    const std::string prefix = group + "/";
    for (const auto& [name, value] : values) events_->scalar(prefix + name, value, state_.step);
    events_->flush();
  }

  // True when the validation score is the best so far.
  bool evaluate_now() {
    if (data_.validation.images.empty()) return false;
    EvaluationOptions options;
    options.max_images = recipe_.validation_images;
    options.pixels = validation_pixels_.get();
    if (recipe_.proposal_weight > 0) options.proposals = index::ProposalChoice().most;
    last_evaluation_ = evaluate(model_, *tokenizer_, data_.validation, options, {}, cancel_);
    record("validation", last_evaluation_->scalars());
    if (observer_.on_evaluation) observer_.on_evaluation(state_.step, *last_evaluation_);
    // Where the proposal head alone learns, everything else is always the same.
    const auto& proposals = last_evaluation_->proposals;
    const double score =
        recipe_.learns_proposals_alone() && proposals ? proposals->average_recall : last_evaluation_->score();
    if (score <= state_.best_score) return false;
    state_.best_score = score;
    return true;
  }

  void save(bool best) {
    checkpoints_->save(model_, *optimiser_, state_, best);
    saved_step_ = state_.step;
    say("Saved " + checkpoints_->latest()->string() + (best ? " (best so far)." : "."));
  }

  Recipe recipe_;
  fs::path folder_;
  const TrainObserver& observer_;
  CancelToken cancel_;
  Processes* processes_;
  at::Device device_;
  IssueReport issues_;
  std::unique_ptr<text::Tokenizer> tokenizer_;
  Split data_;
  std::shared_ptr<const PixelSource> pixels_, validation_pixels_;  // of data_.train and of data_.validation
  Sampler sampler_;
  std::optional<CheckpointStore> checkpoints_;  // the first process's
  model::Cloc model_{nullptr};
  std::unique_ptr<AdamW> optimiser_;
  TrainingState state_;
  std::unique_ptr<MetricsLog> metrics_;
  std::unique_ptr<EventWriter> events_;
  std::optional<EvaluationReport> last_evaluation_;
  std::chrono::steady_clock::time_point start_;
  std::int64_t first_step_ = 0, images_ = 0, saved_step_ = -1;
};

}  // namespace

std::unique_ptr<Processes> processes_of(const Recipe& recipe) {
  const auto launch = launch_of_environment();
  return launch ? std::make_unique<Processes>(*launch, device_of(recipe, launch)) : nullptr;
}

TrainSummary start_training(const Recipe& recipe, const fs::path& run_folder, const TrainObserver& observer,
                            const CancelToken& cancel, Processes* processes) {
  recipe.validate();
  if (processes && !processes->is_first())
    return Run(recipe, run_folder, observer, cancel, processes).train();
  std::error_code error;
  if (!jobs::holds_no_work(run_folder)) {
    throw Error(ErrorKind::InvalidInput, run_folder.string() +
                                             " is not empty. Choose a new folder for the run, or "
                                             "resume the run that is in it.");
  }
  fs::create_directories(run_folder, error);
  if (error)
    throw Error(ErrorKind::Io, "Cannot create " + run_folder.string() + ": " + error.message() + ".");
  Run run(recipe, run_folder, observer, cancel, processes);
  write_text_file(run_folder / "recipe.toml", to_toml(recipe));
  run.remember_examples();
  return run.train();
}

TrainSummary resume_training(const fs::path& run_folder, const TrainObserver& observer,
                             const CancelToken& cancel, Processes* processes) {
  const auto path = run_folder / "recipe.toml";
  if (!fs::exists(path)) {
    throw Error(ErrorKind::NotFound, run_folder.string() +
                                         " holds no run (no recipe.toml). Give the folder that "
                                         "training was started with.");
  }
  Run run(load_recipe(path), run_folder, observer, cancel, processes);
  run.resume();
  return run.train();
}

}  // namespace cloc::training
