// SPDX-License-Identifier: Apache-2.0
// What the proposal head (core/model/proposal_head.h) learns from: every labelled box of an image, whatever
// its caption. Ours, after FCOS (Tian et al. 2019, arXiv 1904.01355) and, for the score, generalised focal
// loss (Li et al. 2020, arXiv 2006.04388), without its focus.
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/model/proposal_head.h"

namespace cloc::training {

// What each of T tokens of N images is to say.
struct TokenTargets {
  at::Tensor boxes;   // [N, T, 4]; zeros where there is no object
  at::Tensor object;  // [N, T] bool: the token lies in one
  at::Tensor
      share;  // [N, T] 1 / (the object's tokens), 0 where there is none: small objects count as large ones
  at::Tensor labelled;  // [N] bool: the image has a box. Of others nothing is known, so they count nothing.
  std::int64_t objects = 0;  // that have a token
};

// A token whose centre lies in several boxes belongs to the smallest; a box between all centres gets the
// token that its own centre lies in. boxes: [O, 4], normalised; image_index: [O] int64 into `images`. On the
// CPU.
TokenTargets token_targets(const at::Tensor& boxes, const at::Tensor& image_index, std::int64_t images,
                           std::int64_t rows, std::int64_t columns);

// Mean over the labelled images' tokens of the binary cross-entropy between a token's logit and the IoU of
// its box with its object, without gradient (0 where there is none), plus the mean over objects of their
// tokens' mean 1 - GIoU. labelled_tokens, objects: of all processes, by which the sums are divided.
at::Tensor proposal_loss(const model::TokenProposals& proposals, const TokenTargets& targets,
                         std::int64_t labelled_tokens, std::int64_t objects);

}  // namespace cloc::training
