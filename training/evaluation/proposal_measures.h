// SPDX-License-Identifier: Apache-2.0
// How well the boxes that a model proposes by itself cover the labelled ones. Retrieval among them is
// metrics.h's retrieval_recall.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/geometry/box.h"

namespace cloc::training {

struct ProposalResult {
  double recall_50 = 0;  // share of the true boxes that a proposal of their image overlaps by an IoU of 0.5
  double average_recall = 0;  // mean of that over IoU 0.5, 0.55 ... 0.95, as COCO's AR
  std::int64_t objects = 0, proposals = 0;
};

// One image's boxes; they are added up.
struct ProposedImage {
  std::vector<PixelBox> truth, proposed;
};

// NaN when there is no true box.
ProposalResult proposal_recall(std::span<const ProposedImage> images);

}  // namespace cloc::training
