// SPDX-License-Identifier: Apache-2.0
// Rows of the matrix of all pairs, for the losses that make it in parts.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/types.h>

#include <cstdint>

#include "training/losses/contrastive.h"

namespace cloc::training {

struct PairRows {
  at::Tensor cosine;   // [count, N]
  at::Tensor similar;  // [count, N] bool, the pairs that the text filter leaves out; undefined: none
  std::int64_t filtered = 0;
};

// Rows [at, at + count) of a b^T. a: [n, D], b: [N, D]; row i of a belongs to column first + i, which the
// filter never leaves out. captions: [N, D], or empty.
PairRows pair_rows(const at::Tensor& a, const at::Tensor& b, std::int64_t first, const at::Tensor& captions,
                   double threshold, std::int64_t at, std::int64_t count);

// For the forward pass, which would else be in bf16 where the backward pass, outside of autocast, makes the
// same logits again in float32.
using NoAutocast = c10::impl::ExcludeDispatchKeyGuard;

// float32, or float64 as it is.
at::Tensor at_least_single(const at::Tensor& x);

// The filter's captions, empty without a filter: an autograd function takes no undefined tensor.
at::Tensor captions_of(const TextFilter& filter, const at::Tensor& a);

}  // namespace cloc::training
