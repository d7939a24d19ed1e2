// SPDX-License-Identifier: Apache-2.0
#include "core/data/dataset.h"

namespace cloc::data {

std::int64_t Dataset::region_count() const {
  std::int64_t sum = 0;
  for (const auto& image : images) sum += static_cast<std::int64_t>(image.regions.size());
  return sum;
}

}  // namespace cloc::data
