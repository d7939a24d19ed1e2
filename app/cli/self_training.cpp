// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/self_training.h"

#include <string>
#include <utility>

#include "app/cli/search_output.h"
#include "core/base/error.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;

LabelledRound labelled(store::Project& project, LabellingTask task, const ProgressSink& progress,
                       const CancelToken& cancel) {
  LabelledRound round{task.model, {}};
  label_project(project, std::move(task), progress, cancel).throw_if_stopped();
  round.agreement = labelling::compare_labels(project, {0.1, 0.3, 0.5}, progress, cancel);
  if (!round.agreement.empty() && round.agreement.front().truths == 0) round.agreement.clear();
  return round;
}

// The model of the run in `folder`, which is begun, gone on with, or finished already.
fs::path trained(const fs::path& folder, training::Recipe recipe, const fs::path& labels,
                 const fs::path& model, const training::TrainObserver& observer, const CancelToken& cancel) {
  recipe.train = labels.string();
  if (recipe.preset == training::kPresetOfStart && recipe.start_from.empty())
    recipe.start_from = model.string();
  const auto summary = fs::exists(folder / "recipe.toml")
                           ? training::resume_training(folder, observer, cancel)
                           : training::start_training(recipe, folder, observer, cancel);
  if (summary.cancelled)
    throw Error(ErrorKind::Cancelled, "Stopped. The same command goes on with " + folder.string() + ".");
  return summary.best ? *summary.best : *summary.latest;
}

}  // namespace

std::vector<LabelledRound> self_train(store::Project& project, const SelfTraining& what,
                                      const training::TrainObserver& observer, const ProgressSink& progress,
                                      const CancelToken& cancel) {
  auto task = what.task;
  if (task.detector != "cloc") {
    throw Error(ErrorKind::InvalidInput,
                "Only a model of this program can be trained on its labels: leave the detector at cloc. To "
                "begin with the labels of another one, label with it and --shards, and train on these.");
  }
  if (task.model.empty()) task.model = default_model();
  std::vector<LabelledRound> rounds;
  for (int i = 1; i <= what.rounds; ++i) {
    const auto folder = what.folder / ("round-" + std::to_string(i));
    const auto run = folder / "run";
    task.shards = folder / "labels";
    // Once it is trained from, the project may have the labels of a later model.
    if (!fs::exists(run / "recipe.toml")) rounds.push_back(labelled(project, task, progress, cancel));
    task.model = trained(run, what.recipe, task.shards, task.model, observer, cancel);
  }
  task.shards.clear();
  rounds.push_back(labelled(project, task, progress, cancel));
  return rounds;
}

}  // namespace cloc::cli
