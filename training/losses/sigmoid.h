// SPDX-License-Identifier: Apache-2.0
// SigLIP's loss (Zhai et al. 2023, arXiv 2303.15343): each pair is judged by itself, so no row or column has
// to be seen as a whole. Made some rows at a time, forward and again backward: memory is linear in the batch.
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "training/losses/contrastive.h"

namespace cloc::training {

// The sum over i, j of log(1 + exp(-y (scale a_i . b_j + bias))), y = 1 where j = first + i, else -1, pairs
// that the filter names left out. a: [n, D], b: [N, D], L2-normalised; a's rows are first .. first + n - 1 of
// all N. Gradients reach a, b, scale and bias. n = 0 gives 0 with the graph kept.
ContrastiveLoss sigmoid_loss_sum(const at::Tensor& a, const at::Tensor& b, std::int64_t first,
                                 const at::Tensor& scale, const at::Tensor& bias, const TextFilter& filter,
                                 std::int64_t rows);

}  // namespace cloc::training
