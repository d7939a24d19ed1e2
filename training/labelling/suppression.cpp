// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/suppression.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace cloc::labelling {

void Suppression::validate() const {
  for (const auto& [name, value] : {std::pair("overlap", iou), std::pair("covered part", covered)}) {
    if (value >= 0 && value <= 1) continue;
    throw Error(ErrorKind::InvalidInput, std::string("The ") + name + " above which boxes are dropped is " +
                                             std::to_string(value) + "; give a number from 0 to 1.");
  }
}

std::vector<Detection> suppressed(std::vector<Detection> detections, const Suppression& suppression) {
  suppression.validate();
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  if (suppression.mode == SuppressionMode::Off) return detections;
  std::vector<Detection> kept;
  for (auto& one : detections) {
    const auto drops = [&](const Detection& better) {
      if (suppression.mode == SuppressionMode::ClassAware && better.phrase != one.phrase) return false;
      const float common = intersection_area(better.box, one.box);
      if (common <= 0) return false;
      const float smaller = std::min(better.box.area(), one.box.area());
      const bool covered = suppression.covered < 1 && common > suppression.covered * smaller;
      return covered || iou(better.box, one.box) > suppression.iou;
    };
    if (std::none_of(kept.begin(), kept.end(), drops)) kept.push_back(std::move(one));
  }
  return kept;
}

}  // namespace cloc::labelling
