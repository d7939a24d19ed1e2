// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"
#include "training/examples.h"

namespace cloc::training {

Split hold_out(data::Dataset dataset, double share, std::uint64_t seed) {
  Split split;
  split.validation.labels = dataset.labels;
  if (share > 0) {
    const auto held = std::stable_partition(
        dataset.images.begin(), dataset.images.end(), [&](const data::ImageRecord& image) {
          return Random(seed, hash64(image.path.filename().string())).uniform() >= share;
        });
    split.validation.images.assign(std::make_move_iterator(held),
                                   std::make_move_iterator(dataset.images.end()));
    dataset.images.erase(held, dataset.images.end());
    if (dataset.images.empty() || split.validation.images.empty()) {
      throw Error(ErrorKind::InvalidInput,
                  "data.validation_share leaves nothing to " +
                      std::string(dataset.images.empty() ? "learn from" : "evaluate on") +
                      ": the data set has too few images. Label more, or set it to 0.");
    }
  }
  split.train = std::move(dataset);
  return split;
}

}  // namespace cloc::training
