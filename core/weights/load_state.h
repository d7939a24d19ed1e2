// SPDX-License-Identifier: Apache-2.0
// Copies the tensors of a safetensors file into those of a model, by name, and says exactly what does not
// fit. Used wherever a model or a part of one is loaded.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

#include "core/weights/safetensors.h"

namespace cloc::weights {

struct LoadReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;     // the model has them, the file does not: left as they were
  std::vector<std::string> unexpected;  // the file has them, the model does not: not used
};

// Copies `source` into `named_targets` in place, without gradient, on the targets' devices; floating types
// are converted into one another (the file may be half, the model single). A scalar [] fits [1] and the other
// way round, as files differ in it. `source_name` is the file, for messages.
//
// Throws Error{Mismatch} that lists every tensor which does not fit, before any is changed: another shape, or
// whole numbers against floating ones, always; missing and unexpected ones when `strict`. Not strict, they
// are in the report, and the caller decides.
LoadReport load_state(const std::vector<std::pair<std::string, at::Tensor>>& named_targets,
                      const SafeTensors& source, const std::string& source_name, bool strict = true);

}  // namespace cloc::weights
