// SPDX-License-Identifier: Apache-2.0
#include "core/model/owl_vit.h"

#include <torch/torch.h>

#include <string>

#include "core/base/error.h"

namespace cloc::model {
namespace {

// x / (|x| + 1e-6) over the last dimension, as the class head was trained.
at::Tensor by_length(const at::Tensor& x) {
  return x / (x.norm(2, -1, /*keepdim=*/true) + 1e-6);
}

// The inverse of the sigmoid, finite at 0 and 1.
at::Tensor softened_logit(const at::Tensor& p) {
  return torch::log(p + 1e-4) - torch::log1p(-p + 1e-4);
}

}  // namespace

void OwlVitConfig::validate() const {
  clip.validate();
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorKind::InvalidInput, "This cannot be an OWL-ViT: " + what);
  };
  if (clip.vision.pool != ImagePool::ClassToken) refuse("its image encoder has no class token.");
  if (clip.text.pool != TextPool::EndMarker || !clip.text.causal)
    refuse("its text encoder is not one of CLIP's.");
}

at::Tensor owl_box_bias(std::int64_t rows, std::int64_t columns, const at::TensorOptions& options) {
  const auto single = options.dtype(torch::kFloat).requires_grad(false);
  const auto x = torch::arange(1, columns + 1, single) / static_cast<double>(columns);
  const auto y = torch::arange(1, rows + 1, single) / static_cast<double>(rows);
  const auto whole = [&](const at::Tensor& part) {
    return softened_logit(part).expand({rows, columns}).reshape({-1});
  };
  const auto width = torch::full({1, 1}, 1.0 / static_cast<double>(columns), single);
  const auto height = torch::full({1, 1}, 1.0 / static_cast<double>(rows), single);
  return torch::stack({whole(x.unsqueeze(0)), whole(y.unsqueeze(1)), whole(width), whole(height)}, -1);
}

OwlHeadImpl::OwlHeadImpl(std::int64_t width, std::int64_t outputs) {
  dense0_ = register_module("dense0", torch::nn::Linear(width, width));
  dense1_ = register_module("dense1", torch::nn::Linear(width, width));
  dense2_ = register_module("dense2", torch::nn::Linear(width, outputs));
}

at::Tensor OwlHeadImpl::forward(const at::Tensor& f) {
  return dense2_(activate(dense1_(activate(dense0_(f), Activation::Gelu)), Activation::Gelu));
}

OwlClassHeadImpl::OwlClassHeadImpl(std::int64_t width, std::int64_t embed_dim) {
  dense0_ = register_module("dense0", torch::nn::Linear(width, embed_dim));
  logit_shift_ = register_module("logit_shift", torch::nn::Linear(width, 1));
  logit_scale_ = register_module("logit_scale", torch::nn::Linear(width, 1));
}

at::Tensor OwlClassHeadImpl::forward(const at::Tensor& f, const at::Tensor& queries) {
  const auto cosines = torch::matmul(by_length(dense0_(f)), by_length(queries).t());
  return (cosines + logit_shift_(f)) * (torch::elu(logit_scale_(f)) + 1);
}

OwlVitImpl::OwlVitImpl(const OwlVitConfig& config) : config_(config) {
  config_.validate();
  const auto& clip = config_.clip;
  const auto width = clip.vision.width;
  visual_ = register_module("visual", VisionTransformer(clip));
  text_ = register_module("text", TextTransformer(clip));
  const auto norm = torch::nn::LayerNormOptions({width}).eps(clip.vision.norm_eps);
  layer_norm_ = register_module("layer_norm", torch::nn::LayerNorm(norm));
  class_head_ = register_module("class_head", OwlClassHead(width, clip.embed_dim));
  box_head_ = register_module("box_head", OwlHead(width, 4));
  if (config_.version == OwlVersion::OwlV2)
    objectness_head_ = register_module("objectness_head", OwlHead(width, 1));
}

OwlImages OwlVitImpl::encode_images(const at::Tensor& images) {
  const auto tokens = visual_(images);
  const auto patch = config_.clip.vision.patch_size;
  // Each token knows the whole image by the class token, which it is multiplied by.
  return {layer_norm_(tokens.grid * tokens.class_token.unsqueeze(1)), images.size(2) / patch,
          images.size(3) / patch};
}

at::Tensor OwlVitImpl::embed_queries(const at::Tensor& ids, const at::Tensor& lengths) {
  const auto embeddings = text_(ids, lengths);
  return embeddings / embeddings.norm(2, -1, /*keepdim=*/true);
}

at::Tensor OwlVitImpl::class_logits(const at::Tensor& features, const at::Tensor& queries) {
  return class_head_(features, queries);
}

at::Tensor OwlVitImpl::boxes(const OwlImages& images) {
  const auto& f = images.features;
  return torch::sigmoid(box_head_(f).to(torch::kFloat) +
                        owl_box_bias(images.rows, images.columns, f.options()));
}

at::Tensor OwlVitImpl::objectness(const at::Tensor& features) {
  if (!objectness_head_) {
    throw Error(ErrorKind::Unsupported,
                "OWL-ViT does not say whether there is an object at all; take OWLv2 for that.");
  }
  return objectness_head_(features.detach()).squeeze(-1);
}

}  // namespace cloc::model
