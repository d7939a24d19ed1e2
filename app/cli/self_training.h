// SPDX-License-Identifier: GPL-3.0-or-later
// Self-training: label a project, train on what was found, label it again by the model that came out of it.
//
//   FOLDER/round-1/labels    shards of the first labels
//   FOLDER/round-1/run       the run that was trained on them
//   FOLDER/round-2/...       the same with that run's model
//
// After the last round the project has the labels of the last model. What is finished is not done again, and
// what was interrupted goes on.
#pragma once

#include <filesystem>
#include <vector>

#include "app/cli/labelling_task.h"
#include "training/labelling/label_review.h"
#include "training/recipe.h"
#include "training/trainer.h"

namespace cloc::cli {

struct SelfTraining {
  LabellingTask task;       // of "cloc"; its model labels the first time, its shards are not asked
  training::Recipe recipe;  // data.train comes from the labels; with model.preset "start_from" and no
                            // model.start_from each round goes on from the model that labelled
  std::filesystem::path folder;
  int rounds = 1;
};

// Labels by one model, and how they agree with the regions that the project had of its own; absent when it
// has none.
struct LabelledRound {
  std::filesystem::path model;
  std::vector<labelling::Agreement> agreement;
};

// rounds + 1 of them, fewer where labels were there already: these are not measured again. Throws
// Error{InvalidInput} for a detector that cannot be trained, and what labelling and training throw;
// {Cancelled} with everything kept.
std::vector<LabelledRound> self_train(store::Project& project, const SelfTraining& what,
                                      const training::TrainObserver& observer, const ProgressSink& progress,
                                      const CancelToken& cancel);

}  // namespace cloc::cli
