// SPDX-License-Identifier: Apache-2.0
// The checkpoints of a run: RUN/checkpoints/step-NNNNNNNN/, each a model folder (so it can be searched with
// at once) plus what training needs to go on: the optimiser's moments, the step, which fixes what the sampler
// does next, and the random state. A checkpoint is written under a temporary name and renamed: it is whole or
// not there. `latest` and `best` are links to the newest and to the best by validation.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/model/cloc.h"
#include "training/optimiser.h"

namespace cloc::training {

struct TrainingState {
  std::int64_t step = 0;   // steps done; the next batch is this step's
  double best_score = -1;  // of validation so far; below 0: none yet
};

class CheckpointStore {
 public:
  // folder: RUN/checkpoints; made when missing, and cleared of what an interrupted save left.
  CheckpointStore(std::filesystem::path folder, std::filesystem::path tokenizer, std::int64_t keep);

  // Throws Error{Io}; older checkpoints are untouched by a failed save. Afterwards all but the last `keep`
  // and the best are removed.
  void save(model::Cloc& model, const AdamW& optimiser, const TrainingState& state, bool is_best);
  std::optional<std::filesystem::path> latest() const;
  std::optional<std::filesystem::path> best() const;

  // Restores model, optimiser and random state. Throws Error{Corrupt, Mismatch} naming file and tensor.
  static TrainingState restore(const std::filesystem::path& checkpoint, model::Cloc& model, AdamW& optimiser);

 private:
  void point(const char* link, const std::string& name) const;
  std::optional<std::filesystem::path> follow(const char* link) const;
  void remove_old() const;

  std::filesystem::path folder_, tokenizer_;
  std::int64_t keep_;
};

}  // namespace cloc::training
