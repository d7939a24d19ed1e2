// SPDX-License-Identifier: Apache-2.0
// Gradient checkpointing (Chen et al. 2016, arXiv 1604.06174): of a part of the network its input alone is
// kept, and what is between is computed again when the gradient comes. A third more arithmetic for a fraction
// of the memory.
#pragma once

#include <torch/types.h>

#include <functional>

namespace cloc::model {

// part(x), with nothing kept but x. `part` is called again in the backward pass: it must live until then,
// give the same, and its parameters' gradients are added where they always are. Where no gradient is wanted,
// or none reaches x, it is part(x) as it is.
at::Tensor recomputed(const std::function<at::Tensor(const at::Tensor&)>& part, const at::Tensor& x);

}  // namespace cloc::model
