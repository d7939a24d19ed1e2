// SPDX-License-Identifier: Apache-2.0
// Of boxes that lie over each other, the best ones: greedy non-maximum suppression. What RegionDetector does
// with all that a detector found.
#pragma once

#include <vector>

#include "training/labelling/detection.h"

namespace cloc::labelling {

enum class SuppressionMode {
  Off,
  ClassAware,  // boxes of the same phrase suppress each other
  ClassFree    // all boxes do: one phrase to a place
};

struct Suppression {
  SuppressionMode mode = SuppressionMode::ClassAware;
  // A box is dropped when a better one overlaps it by an IoU above this.
  float iou = 0.5f;
  // Or when more than this part of the smaller of the two lies in the other; 1: never.
  float covered = 1;

  // Throws Error{InvalidInput} for numbers outside of [0, 1].
  void validate() const;
};

// Best first; of equal scores the one that was given earlier. O(given * kept).
std::vector<Detection> suppressed(std::vector<Detection> detections, const Suppression& suppression);

}  // namespace cloc::labelling
