// SPDX-License-Identifier: Apache-2.0
#include "core/model/proposal_head.h"

#include <torch/torch.h>

#include "core/model/positions.h"

namespace cloc::model {

ProposalHeadImpl::ProposalHeadImpl(const VisionConfig& vision) : grid_(vision.grid()) {
  const auto width = vision.width;
  position_gain_ = register_parameter("position_gain", torch::ones({}));
  block_ =
      register_module("block", ResidualBlock(BlockConfig{width, vision.heads, 2 * width, Activation::Gelu}));
  ln_ = register_module("ln", torch::nn::LayerNorm(torch::nn::LayerNormOptions({width})));
  c_fc_ = register_module("c_fc", torch::nn::Linear(width, width));
  c_proj_ = register_module("c_proj", torch::nn::Linear(width, 5));
  const torch::NoGradGuard no_grad;
  c_proj_->bias.slice(0, 0, 2).zero_();     // in the token's middle
  c_proj_->bias.slice(0, 2, 4).fill_(2.0);  // of two tokens a side
  c_proj_->bias[4].fill_(-2.0);             // most tokens show no object
}

TokenProposals ProposalHeadImpl::forward(const at::Tensor& tokens, std::int64_t rows, std::int64_t columns) {
  // Places need more than autocast's bfloat16.
  const auto real = tokens.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat;
  const auto plain = tokens.options().dtype(real).requires_grad(false);
  const auto centres = grid_centres(rows, columns, plain);  // [N, 2]
  const auto placed = tokens + position_gain_ * sinusoidal_encoding(centres, tokens.size(-1), grid_);
  const auto out = c_proj_(at::gelu(c_fc_(ln_(block_->forward(placed, AttentionMask::None)))));  // [B, N, 5]
  const auto unit =
      torch::tensor({1.0 / static_cast<double>(columns), 1.0 / static_cast<double>(rows)}, plain);
  const auto middle = centres + out.slice(-1, 0, 2) * unit;
  const auto half = torch::softplus(out.slice(-1, 2, 4)) * unit / 2;
  const auto boxes = torch::cat({middle - half, middle + half}, -1);
  return {boxes, out.select(-1, 4)};
}

}  // namespace cloc::model
