// SPDX-License-Identifier: Apache-2.0
#include "training/checkpoint.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/inference/model_folder.h"
#include "core/weights/safetensors.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOptimiser = "optimiser.safetensors";
constexpr const char* kState = "state.json";
constexpr const char* kRandom = "random/cpu";
constexpr const char* kUnfinished = "unfinished-";

std::string step_name(std::int64_t step) {
  char name[32];
  std::snprintf(name, sizeof name, "step-%08lld", static_cast<long long>(step));
  return name;
}

std::vector<fs::path> entries(const fs::path& folder, const std::string& prefix) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(prefix)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void check(const std::error_code& error, const std::string& doing) {
  if (error) throw Error(ErrorKind::Io, "Cannot " + doing + ": " + error.message() + ".");
}

}  // namespace

CheckpointStore::CheckpointStore(fs::path folder, fs::path tokenizer, std::int64_t keep)
    : folder_(std::move(folder)), tokenizer_(std::move(tokenizer)), keep_(keep) {
  std::error_code error;
  fs::create_directories(folder_, error);
  check(error, "create " + folder_.string());
  for (const auto& path : entries(folder_, kUnfinished)) fs::remove_all(path, error);
}

void CheckpointStore::save(model::Cloc& model, const AdamW& optimiser, const TrainingState& state,
                           bool is_best) {
  const auto name = step_name(state.step);
  const auto unfinished = folder_ / (kUnfinished + name);
  std::error_code error;
  fs::remove_all(unfinished, error);
  try {
    inference::save_model(unfinished, model, tokenizer_, {{"cloc.step", std::to_string(state.step)}},
                          inference::StoredPrecision::Full);
    weights::SafeTensors moments;
    moments.tensors = optimiser.state();
    auto generator = at::globalContext().defaultGenerator(at::kCPU);  // a handle: copies share the state
    moments.tensors[kRandom] = generator.get_state();
    weights::write_safetensors(unfinished / kOptimiser, moments);
    write_text_file(unfinished / kState, nlohmann::json{{"step", state.step},
                                                        {"optimiser_steps", optimiser.steps()},
                                                        {"best_score", state.best_score}}
                                             .dump(2));
  } catch (const Error&) {
    fs::remove_all(unfinished, error);  // half a checkpoint is worth nothing
    throw;
  }
  fs::remove_all(folder_ / name, error);
  fs::rename(unfinished, folder_ / name, error);
  check(error, "put the checkpoint in place at " + (folder_ / name).string());
  point("latest", name);
  if (is_best) point("best", name);
  remove_old();
}

// A link is replaced by renaming a new one over it: at no moment is there none.
void CheckpointStore::point(const char* link, const std::string& name) const {
  std::error_code error;
  const auto temporary = folder_ / (std::string(kUnfinished) + link);
  fs::remove(temporary, error);
  fs::create_directory_symlink(name, temporary, error);
  check(error, "link " + temporary.string());
  fs::rename(temporary, folder_ / link, error);
  check(error, "link " + (folder_ / link).string());
}

std::optional<fs::path> CheckpointStore::follow(const char* link) const {
  std::error_code error;
  const auto target = fs::read_symlink(folder_ / link, error);
  if (error || !fs::exists(folder_ / target, error)) return std::nullopt;
  return folder_ / target;
}

std::optional<fs::path> CheckpointStore::latest() const {
  return follow("latest");
}
std::optional<fs::path> CheckpointStore::best() const {
  return follow("best");
}

void CheckpointStore::remove_old() const {
  auto all = entries(folder_, "step-");
  const auto kept = static_cast<std::size_t>(keep_);
  if (all.size() <= kept) return;
  const auto best_one = best();
  all.resize(all.size() - kept);
  for (const auto& path : all) {
    std::error_code ignored;  // an old checkpoint that stays costs space, nothing else
    if (!best_one || path != *best_one) fs::remove_all(path, ignored);
  }
}

TrainingState CheckpointStore::restore(const fs::path& checkpoint, model::Cloc& model, AdamW& optimiser) {
  inference::copy_parameters(checkpoint, model);
  const auto moments = weights::read_safetensors(checkpoint / kOptimiser);
  TrainingState state;
  std::int64_t optimiser_steps = 0;
  try {
    const auto json = nlohmann::json::parse(read_text_file(checkpoint / kState));
    state.step = json.at("step");
    state.best_score = json.at("best_score");
    optimiser_steps = json.at("optimiser_steps");
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::Corrupt, (checkpoint / kState).string() + " cannot be read (" + error.what() +
                                        "). Remove this checkpoint and resume from the one before.");
  }
  optimiser.load_state(moments.tensors, optimiser_steps);
  const auto random = moments.tensors.find(kRandom);
  if (random != moments.tensors.end()) {
    auto generator = at::globalContext().defaultGenerator(at::kCPU);
    generator.set_state(random->second);
  }
  return state;
}

}  // namespace cloc::training
