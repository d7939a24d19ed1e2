// SPDX-License-Identifier: Apache-2.0
#include "training/fine_tuning.h"

#include <cmath>
#include <string_view>

namespace cloc::training {
namespace {

constexpr std::string_view kBlocks = "transformer.resblocks.";

bool is_input(std::string_view name) {
  return name.starts_with("conv1") || name.starts_with("class_embedding") ||
         name.starts_with("positional_embedding") || name.starts_with("ln_pre") ||
         name.starts_with("token_embedding");
}

}  // namespace

ParameterPlan plan_of(const std::string& name, const model::ClocConfig& config, std::int64_t trained_layers,
                      double layer_decay) {
  const bool pool = name.starts_with("attn_pool.") || name.starts_with("probe_pool.");
  const bool vision = pool || name.starts_with("visual.");
  if (!vision && !name.starts_with("text.")) return {};
  const auto layers = vision ? config.vision.layers : config.text.layers;
  const std::string part = pool ? "" : name.substr(name.find('.') + 1);
  std::int64_t place = layers + 1;  // behind the last layer; the layers are 1 to `layers`, the input is 0
  if (part.starts_with(kBlocks)) {
    place = std::stoll(part.substr(kBlocks.size())) + 1;
  } else if (is_input(part)) {
    place = 0;
  }
  const bool trained =
      trained_layers < 0 || (trained_layers > 0 && place > layers - trained_layers && place > 0);
  return {trained, std::pow(layer_decay, static_cast<double>(layers + 1 - place))};
}

}  // namespace cloc::training
