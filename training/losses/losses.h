// SPDX-License-Identifier: Apache-2.0
// The objective of CLOC (paper, equations 1 to 4) on one batch. Pure functions of tensors; tests/losses holds
// each against a plain float64 loop.
#pragma once

#include <torch/types.h>

namespace cloc::training {

// Mean of the row-wise and the column-wise cross-entropy of a square matrix whose diagonal holds the positive
// pairs. logits: [n, n]; masked: [n, n] bool, true where a negative pair is left out of both denominators
// (may be undefined; the diagonal must be false). n = 0 gives 0 with the graph kept.
at::Tensor symmetric_cross_entropy(const at::Tensor& logits, const at::Tensor& masked);

// Equation 1. image, text: [N, D], L2-normalised, row i of one belongs to row i of the other; scale: [] = 1 /
// tau.
at::Tensor clip_loss(const at::Tensor& image, const at::Tensor& text, const at::Tensor& scale);

// Which negative pairs the text filter (3.4) leaves out: [R, R] bool, true off the diagonal where the
// captions' embeddings have a dot product above `threshold`. captions: [R, D], L2-normalised. Carries no
// gradient.
at::Tensor similar_captions(const at::Tensor& captions, double threshold);

struct RegionLoss {
  at::Tensor loss;            // []
  double filtered_share = 0;  // of the negative pairs, left out by the text filter
};

// Equation 2 over all regions of the batch. regions, captions: [R, D], L2-normalised. R may be 0: the loss is
// 0.
RegionLoss region_text_loss(const at::Tensor& regions, const at::Tensor& captions, const at::Tensor& scale,
                            double filter_threshold);

// Equation 3: mean over regions and the 4 coordinates of the squared error. predicted, boxes: [R, 4],
// normalised.
at::Tensor grounding_loss(const at::Tensor& predicted, const at::Tensor& boxes);

// Table A: 1.0 x (images in the batch that have region text) / (batch size).
double region_weight(std::int64_t images_with_regions, std::int64_t batch_size);

// Equation 4.
at::Tensor total_loss(const at::Tensor& clip, const at::Tensor& region_text, const at::Tensor& grounding,
                      double lambda);

}  // namespace cloc::training
