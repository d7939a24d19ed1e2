// SPDX-License-Identifier: Apache-2.0
// The pre-norm transformer block that the image and the text encoder are stacks of. Parameter names are
// open_clip's
// (`ln_1`, `attn.in_proj_weight`, `attn.out_proj`, `ln_2`, `mlp.c_fc`, `mlp.c_proj`, `resblocks`).
#pragma once

#include <torch/nn.h>

#include "core/model/attention.h"
#include "core/model/config.h"

namespace cloc::model {

// In place where the caller gives up `x`.
at::Tensor activate(const at::Tensor& x, Activation activation);

// Multi-head self-attention with one packed projection for q, k and v.
class SelfAttentionImpl : public torch::nn::Module {
 public:
  SelfAttentionImpl(std::int64_t width, std::int64_t heads);
  // x: [batch, tokens, width]. Returns the same shape.
  at::Tensor forward(const at::Tensor& x, AttentionMask mask);

  at::Tensor in_proj_weight, in_proj_bias;  // [3 width, width], [3 width]; order q, k, v
  torch::nn::Linear out_proj{nullptr};

 private:
  std::int64_t heads_;
};
TORCH_MODULE(SelfAttention);

class MlpImpl : public torch::nn::Module {
 public:
  MlpImpl(std::int64_t width, std::int64_t hidden, Activation activation);
  at::Tensor forward(const at::Tensor& x);
  // The activated hidden layer alone, [..., hidden].
  at::Tensor hidden(const at::Tensor& x);

  torch::nn::Linear c_fc{nullptr}, c_proj{nullptr};

 private:
  Activation activation_;
};
TORCH_MODULE(Mlp);

class ResidualBlockImpl : public torch::nn::Module {
 public:
  ResidualBlockImpl(std::int64_t width, std::int64_t heads, std::int64_t mlp_width, Activation activation);
  // x + attn(ln_1 x), then x + mlp(ln_2 x). x: [batch, tokens, width].
  at::Tensor forward(const at::Tensor& x, AttentionMask mask);

 private:
  torch::nn::LayerNorm ln_1_{nullptr}, ln_2_{nullptr};
  SelfAttention attn_{nullptr};
  Mlp mlp_{nullptr};
};
TORCH_MODULE(ResidualBlock);

class TransformerImpl : public torch::nn::Module {
 public:
  TransformerImpl(std::int64_t width, std::int64_t layers, std::int64_t heads, std::int64_t mlp_width,
                  Activation activation);
  at::Tensor forward(at::Tensor x, AttentionMask mask);

 private:
  torch::nn::ModuleList resblocks_;
};
TORCH_MODULE(Transformer);

}  // namespace cloc::model
