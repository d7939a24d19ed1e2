// SPDX-License-Identifier: Apache-2.0
// The image half of CLIP: a ViT whose tokens are kept for the Prompter, and the attention pooler that makes
// the image's embedding of them.
#pragma once

#include <torch/nn.h>

#include "core/model/config.h"
#include "core/model/transformer.h"

namespace cloc::model {

class VisionTransformerImpl : public torch::nn::Module {
 public:
  explicit VisionTransformerImpl(const ClocConfig& config);
  // images: [batch, 3, height, width] float, normalised (see `normalise_images`); sides multiples of the
  // patch size. Returns f'_I(x), the image embedding before pooling: [batch, tokens, width], row by row of
  // the token grid, after `ln_post` (the paper does not say on which side of it; ours is after, so the
  // Prompter sees normalised tokens).
  at::Tensor forward(const at::Tensor& images);

 private:
  std::int64_t patch_size_;
  torch::nn::Conv2d conv1_{nullptr};
  at::Tensor positional_embedding_;  // [grid * grid, width]
  torch::nn::LayerNorm ln_pre_{nullptr}, ln_post_{nullptr};
  Transformer transformer_{nullptr};
};
TORCH_MODULE(VisionTransformer);

// OpenAI's attention pooling: the mean token asks all tokens, and the answer is projected to the joint
// embedding.
class AttentionPoolImpl : public torch::nn::Module {
 public:
  AttentionPoolImpl(std::int64_t width, std::int64_t heads, std::int64_t embed_dim);
  // tokens: [batch, tokens, width]. Returns [batch, embed_dim], not normalised.
  at::Tensor forward(const at::Tensor& tokens);

 private:
  std::int64_t heads_;
  torch::nn::Linear q_proj_{nullptr}, k_proj_{nullptr}, v_proj_{nullptr}, c_proj_{nullptr};
};
TORCH_MODULE(AttentionPool);

// images: [batch, height, width, 3] uint8 RGB, letterboxed. Returns [batch, 3, height, width] float: scaled
// to [0, 1], then (x - mean) / std of the model's configuration.
at::Tensor normalise_images(const at::Tensor& images, const ClocConfig& config);

}  // namespace cloc::model
