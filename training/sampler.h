// SPDX-License-Identifier: Apache-2.0
// Which images a step sees, and which of their regions and captions: a pure function of (seed, step), so that
// a resumed run, whatever it was interrupted by, sees what an uninterrupted one would.
#pragma once

#include <cstdint>
#include <vector>

#include "core/data/dataset.h"

namespace cloc::training {

struct ImageSample {
  std::int64_t image = 0;             // index into Dataset::images
  std::int64_t caption = -1;          // index into its captions, -1 when it has none
  std::vector<std::int64_t> regions;  // indices into its regions: at most M, drawn without replacement
};

class Sampler {
 public:
  // regions_per_image: at most M of each image; 0: none. Throws Error{InvalidInput} when the data set has
  // fewer images than a batch.
  Sampler(const data::Dataset& dataset, std::uint64_t seed, std::int64_t batch_size,
          std::int64_t regions_per_image);

  // Each epoch is a new permutation; what does not fill a last batch is left out of that epoch. Thread-safe.
  std::vector<ImageSample> batch(std::int64_t step) const;
  std::int64_t steps_per_epoch() const { return steps_per_epoch_; }

 private:
  const data::Dataset& dataset_;
  std::uint64_t seed_;
  std::int64_t batch_size_, regions_per_image_, steps_per_epoch_;
};

}  // namespace cloc::training
