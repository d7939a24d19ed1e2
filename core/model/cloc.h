// SPDX-License-Identifier: Apache-2.0
// The whole model: CLIP's two encoders, the Prompter and the BoxHead.
//
//   Cloc model(preset("vit-b-16"));
//   const auto tokens = model->encode_tokens(normalise_images(pixels, model->config()));  // one ViT pass
//   const auto whole  = model->embed_image(tokens);
//   const auto image  = model->prepare(tokens);
//   const auto boxes  = model->embed_boxes(image, boxes, index);    // box -> embedding, searched against
//   texts const auto box    = model->ground(image, text, index);          // phrase -> box
//
// Embeddings come back unnormalised; `normalise` them before taking dot products. Used by training, which
// owns the parameters, and by core/inference, which adds batching and caching.
#pragma once

#include <torch/nn.h>

#include "core/model/config.h"
#include "core/model/prompter.h"
#include "core/model/proposal_head.h"
#include "core/model/text_encoder.h"
#include "core/model/vision_encoder.h"

namespace cloc::model {

// x / |x| over the last dimension, safe at zero.
at::Tensor normalise(const at::Tensor& x);

// Two linear layers with a GELU between; four outputs through a sigmoid, so that a box lies in the padded
// input (ours: the paper gives only "2-layer MLP").
class BoxHeadImpl : public torch::nn::Module {
 public:
  explicit BoxHeadImpl(std::int64_t embed_dim);
  // z: [R, embed_dim], the Prompter's output, not normalised. Returns [R, 4]: x1 y1 x2 y2, normalised, not
  // sorted.
  at::Tensor forward(const at::Tensor& z);

 private:
  torch::nn::Linear c_fc_{nullptr}, c_proj_{nullptr};
};
TORCH_MODULE(BoxHead);

// The image side of a batch, ready for prompts: the Prompter's tensors, or the bare token grid for RoI-Align.
struct EncodedImages {
  PreparedImages prepared;  // for the Prompter
  at::Tensor features;      // for RoI-Align: what is read in boxes, [B, rows * columns, W or embed_dim]
  ImageTokens tokens;
  std::int64_t rows = 0, columns = 0;

  std::int64_t images() const { return tokens.grid.size(0); }
  EncodedImages select(std::int64_t index) const;  // one image, sharing memory
};

class ClocImpl : public torch::nn::Module {
 public:
  // The largest log temperature: CLIP clamps the scale to 100.
  static constexpr double kMaxLogitScale = 4.6051702;

  // Throws Error{InvalidInput} for a configuration that does not fit together.
  explicit ClocImpl(const ClocConfig& config);

  const ClocConfig& config() const { return config_; }

  // images: [B, 3, S, S] float from normalise_images.
  ImageTokens encode_tokens(const at::Tensor& images);
  // Returns [B, embed_dim].
  at::Tensor embed_image(const ImageTokens& tokens);
  // ids: [T, length], lengths: [T], both int64. Returns [T, embed_dim].
  at::Tensor embed_text(const at::Tensor& ids, const at::Tensor& lengths);
  // Once for each image, before any prompt. The grid is square.
  EncodedImages prepare(const ImageTokens& tokens);
  // boxes: [R, 4] normalised; image_index: [R] int64. Returns [R, embed_dim]. R may be 0. Several boxes at
  // once: [R, K, 4] with `present` [R, K], as Prompter::embed_boxes; of RoI-Align their mean. Throws
  // Error{Unsupported} for RegionEncoder::Crops.
  at::Tensor embed_boxes(const EncodedImages& images, const at::Tensor& boxes, const at::Tensor& image_index,
                         const at::Tensor& present = {});
  // text: [R, embed_dim] from embed_text. Returns boxes [R, 4], normalised. Throws Error{Unsupported} for
  // models without a Prompter, which take boxes alone.
  at::Tensor ground(const EncodedImages& images, const at::Tensor& text, const at::Tensor& image_index);
  // Where each token sees an object. Throws Error{Unsupported} without a proposal head.
  TokenProposals propose(const EncodedImages& images);

  // exp(logit_scale) = 1 / tau, a tensor [] that carries gradient.
  at::Tensor temperature_scale() const { return logit_scale_.exp(); }
  // SigLIP's, a tensor []; undefined without one.
  const at::Tensor& logit_bias() const { return logit_bias_; }
  // Gradient checkpointing of both encoders' layers.
  void set_recompute(bool on);
  // After each optimiser step: keeps the scale within 1 .. 100.
  void clamp_logit_scale();

 private:
  ClocConfig config_;
  VisionTransformer visual_{nullptr};
  AttentionPool attn_pool_{nullptr};
  ProbePool probe_pool_{nullptr};
  TextTransformer text_{nullptr};
  Prompter prompter_{nullptr};
  torch::nn::Linear roi_proj_{nullptr};
  BoxHead box_head_{nullptr};
  ProposalHead proposal_head_{nullptr};
  at::Tensor logit_scale_, logit_bias_;
};
TORCH_MODULE(Cloc);

}  // namespace cloc::model
