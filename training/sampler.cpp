// SPDX-License-Identifier: Apache-2.0
#include "training/sampler.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "core/base/random.h"

namespace cloc::training {

Sampler::Sampler(const data::Dataset& dataset, std::uint64_t seed, std::int64_t batch_size,
                 std::int64_t regions_per_image)
    : dataset_(dataset), seed_(seed), batch_size_(batch_size), regions_per_image_(regions_per_image) {
  const auto images = static_cast<std::int64_t>(dataset.images.size());
  if (images < batch_size) {
    throw Error(ErrorKind::InvalidInput, "The training data has " + std::to_string(images) +
                                             " usable images, fewer than one batch of " +
                                             std::to_string(batch_size) +
                                             ". Lower optimiser.batch_size or add images.");
  }
  steps_per_epoch_ = images / batch_size;
}

std::vector<ImageSample> Sampler::batch(std::int64_t step) const {
  const auto epoch = static_cast<std::uint64_t>(step / steps_per_epoch_);
  std::vector<std::int64_t> order(dataset_.images.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  Random(seed_, epoch).shuffle(order);

  std::vector<ImageSample> samples;
  const std::int64_t first = (step % steps_per_epoch_) * batch_size_;
  for (std::int64_t i = first; i < first + batch_size_; ++i) {
    ImageSample sample;
    sample.image = order[static_cast<std::size_t>(i)];
    const auto& record = dataset_.images[static_cast<std::size_t>(sample.image)];
    Random random(seed_, epoch + 1, static_cast<std::uint64_t>(sample.image));
    if (!record.captions.empty()) {
      sample.caption = static_cast<std::int64_t>(random.below(record.captions.size()));
    }
    for (std::size_t r = 0; r < record.regions.size(); ++r) {
      if (!record.regions[r].caption.empty()) sample.regions.push_back(static_cast<std::int64_t>(r));
    }
    random.shuffle(sample.regions);
    if (static_cast<std::int64_t>(sample.regions.size()) > regions_per_image_) {
      sample.regions.resize(static_cast<std::size_t>(regions_per_image_));
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace cloc::training
