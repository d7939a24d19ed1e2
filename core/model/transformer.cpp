// SPDX-License-Identifier: Apache-2.0
#include "core/model/transformer.h"

#include <torch/torch.h>

#include <cmath>
#include <memory>

#include "core/model/recompute.h"

namespace cloc::model {

at::Tensor activate(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::QuickGelu:
      return x * torch::sigmoid(1.702 * x);
    case Activation::TanhGelu:
      return at::gelu(x, "tanh");
    default:
      return at::gelu(x);
  }
}

SelfAttentionImpl::SelfAttentionImpl(std::int64_t width, std::int64_t heads) : heads_(heads) {
  in_proj_weight = register_parameter("in_proj_weight", torch::empty({3 * width, width}));
  in_proj_bias = register_parameter("in_proj_bias", torch::zeros({3 * width}));
  out_proj = register_module("out_proj", torch::nn::Linear(width, width));
  torch::nn::init::normal_(in_proj_weight, 0.0, 1.0 / std::sqrt(static_cast<double>(width)));
}

at::Tensor SelfAttentionImpl::forward(const at::Tensor& x, AttentionMask mask, const Rotation* rotation) {
  const auto batch = x.size(0), tokens = x.size(1), width = x.size(2);
  // One transposition to [3, batch, heads, tokens, head width] makes q, k and v contiguous for the products
  // that follow.
  const auto qkv = torch::linear(x, in_proj_weight, in_proj_bias)
                       .view({batch, tokens, 3, heads_, width / heads_})
                       .permute({2, 0, 3, 1, 4});
  const auto placed = [&](const at::Tensor& part) { return rotation ? rotated(part, *rotation) : part; };
  const auto mixed = attention(placed(qkv[0]), placed(qkv[1]), qkv[2], mask);
  return out_proj(mixed.transpose(1, 2).reshape({batch, tokens, width}));
}

at::Tensor SelfAttentionImpl::values(const at::Tensor& x) {
  const auto width = x.size(2);
  return out_proj(torch::linear(x, in_proj_weight.slice(0, 2 * width), in_proj_bias.slice(0, 2 * width)));
}

MlpImpl::MlpImpl(std::int64_t width, std::int64_t hidden, Activation activation) : activation_(activation) {
  c_fc = register_module("c_fc", torch::nn::Linear(width, hidden));
  c_proj = register_module("c_proj", torch::nn::Linear(hidden, width));
}

at::Tensor MlpImpl::hidden(const at::Tensor& x) {
  return activate(c_fc(x), activation_);
}

at::Tensor MlpImpl::forward(const at::Tensor& x) {
  return c_proj(hidden(x));
}

ResidualBlockImpl::ResidualBlockImpl(const BlockConfig& config) {
  const auto norm = torch::nn::LayerNormOptions({config.width}).eps(config.norm_eps);
  ln_1_ = register_module("ln_1", torch::nn::LayerNorm(norm));
  attn_ = register_module("attn", SelfAttention(config.width, config.heads));
  ln_2_ = register_module("ln_2", torch::nn::LayerNorm(norm));
  mlp_ = register_module("mlp", Mlp(config.width, config.mlp_width, config.activation));
}

at::Tensor ResidualBlockImpl::forward(const at::Tensor& x, AttentionMask mask, const Rotation* rotation) {
  const auto mixed = x + attn_->forward(ln_1_(x), mask, rotation);
  return mixed + mlp_(ln_2_(mixed));
}

at::Tensor ResidualBlockImpl::forward_values(const at::Tensor& x) {
  const auto mixed = x + attn_->values(ln_1_(x));
  return mixed + mlp_(ln_2_(mixed));
}

TransformerImpl::TransformerImpl(std::int64_t layers, const BlockConfig& config) {
  register_module("resblocks", resblocks_);
  const auto width = config.width;
  // CLIP's initialisation: the branches that write into the residual stream are scaled down with depth.
  const double projection =
      std::pow(static_cast<double>(width), -0.5) * std::pow(2.0 * static_cast<double>(layers), -0.5);
  const double fully_connected = std::pow(2.0 * static_cast<double>(width), -0.5);
  for (std::int64_t i = 0; i < layers; ++i) {
    ResidualBlock block(config);
    resblocks_->push_back(block);
    for (auto& item : block->named_parameters()) {
      const auto& name = item.key();
      if (name == "attn.out_proj.weight" || name == "mlp.c_proj.weight") {
        torch::nn::init::normal_(item.value(), 0.0, projection);
      } else if (name == "mlp.c_fc.weight") {
        torch::nn::init::normal_(item.value(), 0.0, fully_connected);
      } else if (name == "attn.out_proj.bias" || name == "mlp.c_proj.bias" || name == "mlp.c_fc.bias") {
        torch::nn::init::zeros_(item.value());
      }
    }
  }
}

at::Tensor TransformerImpl::forward(at::Tensor x, AttentionMask mask, const Rotation* rotation) {
  // Each holds its own copy: the caller's is gone when the gradient comes.
  const auto turned = rotation ? std::make_shared<const Rotation>(*rotation) : nullptr;
  for (const auto& module : *resblocks_) {
    auto* block = module->as<ResidualBlockImpl>();
    const auto layer = [block, mask, turned](const at::Tensor& input) {
      return block->forward(input, mask, turned.get());
    };
    x = recompute_ ? recomputed(layer, x) : layer(x);
  }
  return x;
}

std::pair<at::Tensor, at::Tensor> TransformerImpl::forward_with_values(at::Tensor x,
                                                                       const Rotation* rotation) {
  const auto last = resblocks_->size() - 1;
  for (std::size_t i = 0; i < last; ++i)
    x = resblocks_->ptr<ResidualBlockImpl>(i)->forward(x, AttentionMask::None, rotation);
  auto& block = *resblocks_->ptr<ResidualBlockImpl>(last);
  return {block.forward(x, AttentionMask::None, rotation), block.forward_values(x)};
}

}  // namespace cloc::model
