// SPDX-License-Identifier: Apache-2.0
// What a proposal head says of an image's tokens, as boxes in the image. Used by Session and evaluation.
#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry/letterbox.h"
#include "core/index/proposals.h"
#include "core/model/proposal_head.h"

namespace cloc::inference {

// An image and its place in the model's input.
struct PlacedImage {
  const Letterbox& frame;
  int width, height;  // pixels
};

// The best of what the head said of the image `row` of the batch, in pixels of it; where `tokens` are
// undefined, as of a model without a head, the grid.
std::vector<index::Proposal> proposals_of(const model::TokenProposals& tokens, std::int64_t row,
                                          const PlacedImage& image, const index::GridOptions& grid,
                                          const index::ProposalChoice& choice);

}  // namespace cloc::inference
