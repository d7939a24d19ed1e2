// SPDX-License-Identifier: Apache-2.0
// What a proposal head says of an image's tokens, as boxes in the image. Used by Session and evaluation.
#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry/letterbox.h"
#include "core/index/proposals.h"
#include "core/model/proposal_head.h"

namespace cloc::inference {

// One for each token of the image `row` of the batch, in their order, in pixels of the image whose place in
// the input is `frame`; they may leave it.
std::vector<index::Proposal> token_proposals(const model::TokenProposals& tokens, std::int64_t row,
                                             const Letterbox& frame);

}  // namespace cloc::inference
