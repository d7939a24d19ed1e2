// SPDX-License-Identifier: Apache-2.0
// Which parameters of a model that starts from another one are trained, and how fast: frozen encoders, their
// top layers alone, or all with a learning rate that falls towards the input (layer-wise decay, Clark et al.
// 2020, arXiv 2003.10555).
#pragma once

#include <string>

#include "core/model/config.h"

namespace cloc::training {

struct ParameterPlan {
  bool trained = true;
  double rate = 1;  // times the learning rate
};

// `name`: as the model's named_parameters(). `trained_layers`: of each encoder, from the top, with what comes
// behind the last layer; -1: all, and the input too; 0: nothing of the encoders. A layer's rate is
// `layer_decay` times that of the layer above it; what comes behind the last layer, the Prompter, the BoxHead
// and the temperature have 1.
ParameterPlan plan_of(const std::string& name, const model::ClocConfig& config, std::int64_t trained_layers,
                      double layer_decay);

}  // namespace cloc::training
