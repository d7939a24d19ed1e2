// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

namespace cloc::model {

enum class AttentionMask { None, Causal };

// Scaled dot-product attention, softmax(q k^T / sqrt(head width)) v.
// q: [batch, heads, queries, head width]; k, v: [batch, heads, keys, head width]. Returns the shape of q.
// Uses LibTorch's fused kernel where there is one (2.0 and later). Where there is none, and no gradient is
// wanted, many queries are taken in parts, so that a detector's thousands of tokens do not cost gigabytes.
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                     AttentionMask mask = AttentionMask::None);

}  // namespace cloc::model
