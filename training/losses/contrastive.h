// SPDX-License-Identifier: Apache-2.0
// Equations 1 and 2 without the matrix of all pairs: 32,768 images with 4 regions each would take 69 GB of
// it, several times over with what the gradient keeps. The logits are made some rows at a time, twice:
// forward for the log-sum-exps, backward again from these. Memory is linear in the batch; the price is
// one more product.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace cloc::training {

// Which negative pairs are left out of the denominators (3.4).
struct TextFilter {
  at::Tensor captions;  // [N, D] of all columns, L2-normalised, without gradient; undefined: none is left out
  double threshold = 1;
};

struct ContrastiveLoss {
  at::Tensor loss;            // []
  std::int64_t filtered = 0;  // pairs that the filter left out
};

// Mean of the row-wise and column-wise cross-entropy of scale * a b^T, whose diagonal holds the positive
// pairs. a, b: [n, D], L2-normalised; scale: []. `rows` are made together. Gradients reach a, b and scale, in
// float32 at least whatever autocast says: logits are up to 100. n = 0 gives 0 with the graph kept.
ContrastiveLoss contrastive_loss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& scale,
                                 const TextFilter& filter, std::int64_t rows);

// Some rows of the matrix alone, as a process has them that holds a part of the batch: the sum over i of the
// cross-entropy of row i of scale * a b^T, whose positive is column first + i. a: [n, D], b: [N, D]; a's rows
// are first .. first + n - 1 of all N. Otherwise as above.
ContrastiveLoss row_cross_entropy_sum(const at::Tensor& a, const at::Tensor& b, std::int64_t first,
                                      const at::Tensor& scale, const TextFilter& filter, std::int64_t rows);

}  // namespace cloc::training
