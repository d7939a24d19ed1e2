// SPDX-License-Identifier: Apache-2.0
// The objective of CLOC (paper, equations 1 to 4) on one batch. Pure functions of tensors; tests/losses holds
// each against a plain float64 loop.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <utility>

namespace cloc::training {

// Mean of the row-wise and the column-wise cross-entropy of a square matrix whose diagonal holds the positive
// pairs. logits: [n, n]; masked: [n, n] bool, true where a negative pair is left out of both denominators
// (may be undefined; the diagonal must be false). n = 0 gives 0 with the graph kept.
at::Tensor symmetric_cross_entropy(const at::Tensor& logits, const at::Tensor& masked);

// One side of a contrast when several processes hold parts of the batch. own: [n, D], this process's rows;
// all: [N, D], those of every process in one order, among which own begin at `first`. All L2-normalised.
// Without other processes both are the same.
struct Gathered {
  at::Tensor own, all;
  std::int64_t first = 0;
  bool alone = true;  // no other processes; not the same as having all rows, since others wait for gradients

  Gathered(at::Tensor whole) : own(whole), all(std::move(whole)) {}  // NOLINT: one process is the usual case
  Gathered(at::Tensor own_rows, at::Tensor all_rows, std::int64_t first_row)
      : own(std::move(own_rows)), all(std::move(all_rows)), first(first_row), alone(false) {}
};

// What makes logits of cosines. With a bias each pair is judged by itself (SigLIP); without, rows and columns
// are softmaxes (CLIP).
struct LogitScale {
  at::Tensor scale;  // [] = 1 / tau
  at::Tensor bias;   // [], or undefined

  LogitScale(at::Tensor the_scale, at::Tensor the_bias = {})  // NOLINT: as above
      : scale(std::move(the_scale)), bias(std::move(the_bias)) {}
};

// Equation 1. Row i of image belongs to row i of text. Of several processes each gets its share: they add up
// to the loss of the whole batch.
at::Tensor clip_loss(const Gathered& image, const Gathered& text, const LogitScale& logits);

// Which negative pairs the text filter (3.4) leaves out: [R, R] bool, true off the diagonal where the
// captions' embeddings have a dot product above `threshold`. captions: [R, D], L2-normalised. Carries no
// gradient.
at::Tensor similar_captions(const at::Tensor& captions, double threshold);

struct RegionLoss {
  at::Tensor loss;  // []
  double filtered_share =
      0;  // of the negative pairs, left out by the text filter; of several processes: a share
};

// Equation 2 over all regions of the batch; of several processes a share, as above. R may be 0: the loss is
// 0.
RegionLoss region_text_loss(const Gathered& regions, const Gathered& captions, const LogitScale& logits,
                            double filter_threshold);

// A push among region captions (TIC of FG-CLIP 2, Xie et al. 2025, arXiv 2510.10921): the contrast of the
// captions with themselves, alike ones left out by the filter, so that texts of different things come apart.
// The scale gets no gradient: it would grow without end. Of several processes a share.
at::Tensor text_push_loss(const Gathered& captions, const at::Tensor& scale, double filter_threshold);

// Losses of grounded boxes. predicted: [R, 4], corners in any order; boxes: [R, 4], normalised; `total`:
// regions of all processes, by which the sum is divided. Equation 3: mean over regions and the 4 coordinates
// of the squared error.
at::Tensor grounding_loss(const at::Tensor& predicted, const at::Tensor& boxes, std::int64_t total);
inline at::Tensor grounding_loss(const at::Tensor& predicted, const at::Tensor& boxes) {
  return grounding_loss(predicted, boxes, predicted.size(0));
}
// The same of the absolute error.
at::Tensor box_l1_loss(const at::Tensor& predicted, const at::Tensor& boxes, std::int64_t total);
// [P], with gradient. predicted: [P, 4], corners in any order; boxes: [P, 4]. Generalised IoU, [-1, 1].
at::Tensor giou_of(const at::Tensor& predicted, const at::Tensor& boxes);
// Mean over regions of 1 - GIoU (Rezatofighi et al. 2019, arXiv 1902.09630).
at::Tensor box_giou_loss(const at::Tensor& predicted, const at::Tensor& boxes, std::int64_t total);

// Table A: 1.0 x (images in the batch that have region text) / (batch size).
double region_weight(std::int64_t images_with_regions, std::int64_t batch_size);

// Equation 4.
at::Tensor total_loss(const at::Tensor& clip, const at::Tensor& region_text, const at::Tensor& grounding,
                      double lambda);

}  // namespace cloc::training
