// SPDX-License-Identifier: Apache-2.0
// The open-vocabulary detectors OWL-ViT (Minderer et al. 2022, arXiv 2205.06230) and OWLv2 (2023, arXiv
// 2306.09683): CLIP's two encoders, and heads that read a box, and how well each phrase fits it, from every
// token of the image. The labelling of images (training/labelling) asks them; nothing here is trained.
//
//   OwlVit model(config);
//   const auto tokens = model->encode_images(images);                     // one ViT pass
//   const auto queries = model->embed_queries(ids, lengths);              // once for each phrase
//   const auto logits = model->class_logits(tokens.features, queries);    // score = sigmoid
//   const auto boxes = model->boxes(tokens);
//
// Parameters are called as in Hugging Face's OwlViTForObjectDetection where they are no encoder's.
#pragma once

#include <torch/nn.h>

#include "core/model/config.h"
#include "core/model/text_encoder.h"
#include "core/model/vision_encoder.h"

namespace cloc::model {

enum class OwlVersion {
  OwlVit,  // images are resized by each side
  OwlV2    // images are padded to a square at the right and lower edge; has an objectness head
};

struct OwlVitConfig {
  OwlVersion version = OwlVersion::OwlV2;
  // Of the two encoders, and the pixels' mean and deviation; what is about regions and pools is not read.
  ClocConfig clip;

  // Throws Error{InvalidInput} naming the field when sizes do not fit together.
  void validate() const;
};

// f: what the heads read, [batch, rows * columns, width], row by row of the token grid.
struct OwlImages {
  at::Tensor features;
  std::int64_t rows = 0, columns = 0;
};

// Linear, GELU, linear, GELU, linear: what reads boxes and objectness. The GELU is the exact one, whatever
// the encoders' is.
class OwlHeadImpl : public torch::nn::Module {
 public:
  OwlHeadImpl(std::int64_t width, std::int64_t outputs);
  // f: [..., width]. Returns [..., outputs].
  at::Tensor forward(const at::Tensor& f);

 private:
  torch::nn::Linear dense0_{nullptr}, dense1_{nullptr}, dense2_{nullptr};
};
TORCH_MODULE(OwlHead);

// How well phrases fit: (cosine + shift) * (elu(scale) + 1), with shift and scale read from the token.
class OwlClassHeadImpl : public torch::nn::Module {
 public:
  OwlClassHeadImpl(std::int64_t width, std::int64_t embed_dim);
  // f: [batch, N, width]; queries: [Q, embed_dim], of any length, for all images. Returns [batch, N, Q].
  at::Tensor forward(const at::Tensor& f, const at::Tensor& queries);

 private:
  torch::nn::Linear dense0_{nullptr}, logit_shift_{nullptr}, logit_scale_{nullptr};
};
TORCH_MODULE(OwlClassHead);

class OwlVitImpl : public torch::nn::Module {
 public:
  // Throws Error{InvalidInput} for a configuration that does not fit together.
  explicit OwlVitImpl(const OwlVitConfig& config);

  const OwlVitConfig& config() const { return config_; }

  // images: [batch, 3, height, width] float, normalised; sides multiples of the patch size, of any number:
  // positions are interpolated as transformers does (PositionRule::Bicubic). Throws Error{InvalidInput}.
  OwlImages encode_images(const at::Tensor& images);
  // ids: [Q, length], lengths: [Q], both int64. Returns [Q, embed_dim], of unit length.
  at::Tensor embed_queries(const at::Tensor& ids, const at::Tensor& lengths);

  // features: [batch, N, width], those of OwlImages or a slice of them; queries from embed_queries, none
  // included. Returns [batch, N, Q].
  at::Tensor class_logits(const at::Tensor& features, const at::Tensor& queries);
  // Returns [batch, N, 4] float32: centre x, centre y, width, height, each in [0, 1] of the square input.
  at::Tensor boxes(const OwlImages& images);
  // Logits [batch, N] of a token's box holding any object at all; without a gradient into the encoder. Throws
  // Error{Unsupported} for OWL-ViT, which has no such head.
  at::Tensor objectness(const at::Tensor& features);

 private:
  const OwlVitConfig config_;
  VisionTransformer visual_{nullptr};
  TextTransformer text_{nullptr};
  torch::nn::LayerNorm layer_norm_{nullptr};
  OwlClassHead class_head_{nullptr};
  OwlHead box_head_{nullptr}, objectness_head_{nullptr};
};
TORCH_MODULE(OwlVit);

// What the box head's output is added to: a box of one token's size at the token's far corner, through the
// inverse of the sigmoid. Returns [rows * columns, 4] float32, x, y, width, height.
at::Tensor owl_box_bias(std::int64_t rows, std::int64_t columns, const at::TensorOptions& options);

}  // namespace cloc::model
