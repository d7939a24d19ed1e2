// SPDX-License-Identifier: Apache-2.0
#include "training/evaluation/proposal_measures.h"

#include <algorithm>
#include <limits>

namespace cloc::training {

ProposalResult proposal_recall(std::span<const ProposedImage> images) {
  constexpr int kThresholds = 10;  // 0.5, 0.55 ... 0.95
  ProposalResult result;
  std::int64_t found_50 = 0, found = 0;
  for (const auto& image : images) {
    result.proposals += static_cast<std::int64_t>(image.proposed.size());
    for (const auto& truth : image.truth) {
      ++result.objects;
      float best = 0;
      for (const auto& box : image.proposed) best = std::max(best, iou(box, truth));
      found_50 += best >= 0.5f ? 1 : 0;
      for (int step = 0; step < kThresholds; ++step)
        found += best >= static_cast<float>(50 + 5 * step) / 100 ? 1 : 0;
    }
  }
  if (result.objects == 0) {
    result.recall_50 = result.average_recall = std::numeric_limits<double>::quiet_NaN();
    return result;
  }
  const auto objects = static_cast<double>(result.objects);
  result.recall_50 = static_cast<double>(found_50) / objects;
  result.average_recall = static_cast<double>(found) / (kThresholds * objects);
  return result;
}

}  // namespace cloc::training
