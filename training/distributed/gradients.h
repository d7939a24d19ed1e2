// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <vector>

#include "training/distributed/processes.h"

namespace cloc::training {

// The gradient of each parameter becomes the sum of all processes' ones; a parameter that got one in some of
// them counts as zero in the others, and one that got none anywhere keeps none. Sent some megabytes at a
// time. The same parameters in the same order everywhere.
void add_up_gradients(Processes& processes, const std::vector<at::Tensor>& parameters);

}  // namespace cloc::training
