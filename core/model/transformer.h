// SPDX-License-Identifier: Apache-2.0
// The pre-norm transformer block that the image and the text encoder are stacks of. Parameter names are
// open_clip's
// (`ln_1`, `attn.in_proj_weight`, `attn.out_proj`, `ln_2`, `mlp.c_fc`, `mlp.c_proj`, `resblocks`).
#pragma once

#include <torch/nn.h>

#include <utility>

#include "core/model/attention.h"
#include "core/model/config.h"
#include "core/model/positions.h"

namespace cloc::model {

// In place where the caller gives up `x`.
at::Tensor activate(const at::Tensor& x, Activation activation);

// Multi-head self-attention with one packed projection for q, k and v.
class SelfAttentionImpl : public torch::nn::Module {
 public:
  SelfAttentionImpl(std::int64_t width, std::int64_t heads);
  // x: [batch, tokens, width]. `rotation`, when given, is of the tokens. Returns the same shape.
  at::Tensor forward(const at::Tensor& x, AttentionMask mask, const Rotation* rotation = nullptr);
  // As if each token attended to itself alone: its value, projected.
  at::Tensor values(const at::Tensor& x);

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

struct BlockConfig {
  std::int64_t width, heads, mlp_width;
  Activation activation;
  double norm_eps = 1e-5;
};

class ResidualBlockImpl : public torch::nn::Module {
 public:
  explicit ResidualBlockImpl(const BlockConfig& config);
  // x + attn(ln_1 x), then x + mlp(ln_2 x). x: [batch, tokens, width].
  at::Tensor forward(const at::Tensor& x, AttentionMask mask, const Rotation* rotation = nullptr);
  // The same with SelfAttention::values in attn's place.
  at::Tensor forward_values(const at::Tensor& x);

 private:
  torch::nn::LayerNorm ln_1_{nullptr}, ln_2_{nullptr};
  SelfAttention attn_{nullptr};
  Mlp mlp_{nullptr};
};
TORCH_MODULE(ResidualBlock);

class TransformerImpl : public torch::nn::Module {
 public:
  TransformerImpl(std::int64_t layers, const BlockConfig& config);
  at::Tensor forward(at::Tensor x, AttentionMask mask, const Rotation* rotation = nullptr);
  // Without a mask. Second: what the last layer gives by its value path, from the same input.
  std::pair<at::Tensor, at::Tensor> forward_with_values(at::Tensor x, const Rotation* rotation = nullptr);

  // Whether training keeps each layer's input alone and computes the rest again (recompute.h). Of forward().
  void set_recompute(bool on) { recompute_ = on; }

 private:
  bool recompute_ = false;
  torch::nn::ModuleList resblocks_;
};
TORCH_MODULE(Transformer);

}  // namespace cloc::model
