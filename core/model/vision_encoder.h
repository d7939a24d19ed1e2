// SPDX-License-Identifier: Apache-2.0
// The image half of CLIP: a ViT whose tokens are kept for the Prompter, and the attention pooler that makes
// the image's embedding of them.
#pragma once

#include <torch/nn.h>

#include <vector>

#include "core/model/config.h"
#include "core/model/transformer.h"

namespace cloc::model {

// f'_I(x), a batch of images before pooling, after `ln_post` (the paper does not say on which side of it;
// ours is after, so the Prompter sees normalised tokens).
struct ImageTokens {
  at::Tensor grid;  // [batch, tokens, width], row by row of the token grid
  // [batch, width]: what the image's embedding is projected from; undefined for ImagePool::Attention, and for
  // ImagePool::Probe without a class token.
  at::Tensor class_token;
  at::Tensor dense;  // as grid, by the last layer's value path; undefined unless RegionEncoder::ValueRoi

  // Image `index` alone, sharing memory.
  ImageTokens select(std::int64_t index) const;
  static ImageTokens concatenated(const std::vector<ImageTokens>& images);
};

class VisionTransformerImpl : public torch::nn::Module {
 public:
  explicit VisionTransformerImpl(const ClocConfig& config);
  // images: [batch, 3, height, width] float, normalised (see `normalise_images`); sides multiples of the
  // patch size.
  ImageTokens forward(const at::Tensor& images);
  // class_token or dense tokens, [..., width]. Returns [..., embed_dim]. For ImagePool::ClassToken and
  // ImagePool::Average alone.
  at::Tensor project(const at::Tensor& tokens);
  void set_recompute(bool on) { transformer_->set_recompute(on); }

 private:
  const VisionConfig config_;
  bool with_values_;
  torch::nn::Conv2d conv1_{nullptr};
  at::Tensor class_embedding_;       // [width], or undefined
  at::Tensor positional_embedding_;  // [grid * grid, width], the class token's in front when there is one
  at::Tensor proj_;                  // [width, embed_dim], or undefined
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
  // Of each token as if the mean asked it alone (MaskCLIP's way). tokens: [..., width]. Returns [...,
  // embed_dim].
  at::Tensor values(const at::Tensor& tokens);

 private:
  std::int64_t heads_;
  torch::nn::Linear q_proj_{nullptr}, k_proj_{nullptr}, v_proj_{nullptr}, c_proj_{nullptr};
};
TORCH_MODULE(AttentionPool);

// SigLIP's pooling: a learned query asks the tokens, and x + mlp(ln x) of the answer is the embedding.
class ProbePoolImpl : public torch::nn::Module {
 public:
  explicit ProbePoolImpl(const ClocConfig& config);
  // tokens: [batch, tokens, width]. Returns [batch, embed_dim], not normalised.
  at::Tensor forward(const at::Tensor& tokens);
  // Of each token as if the query attended to it alone. tokens: [..., width]. Returns [..., embed_dim].
  at::Tensor values(const at::Tensor& tokens);

 private:
  at::Tensor finish(const at::Tensor& attended);

  std::int64_t heads_;
  at::Tensor probe_, in_proj_weight_, in_proj_bias_;  // [width], [3 width, width], [3 width]
  torch::nn::Linear out_proj_{nullptr};
  torch::nn::LayerNorm ln_{nullptr};
  Mlp mlp_{nullptr};
  torch::nn::Linear proj_{nullptr};  // absent unless VisionConfig::pool_projection
};
TORCH_MODULE(ProbePool);

// images: [batch, height, width, 3] uint8 RGB, letterboxed. Returns [batch, 3, height, width] float: scaled
// to [0, 1], then (x - mean) / std of the model's configuration.
at::Tensor normalise_images(const at::Tensor& images, const ClocConfig& config);

}  // namespace cloc::model
