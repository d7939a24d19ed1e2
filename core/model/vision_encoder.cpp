// SPDX-License-Identifier: Apache-2.0
#include "core/model/vision_encoder.h"

#include <torch/torch.h>

#include <cmath>
#include <sstream>

#include "core/base/error.h"
#include "core/model/positions.h"

namespace cloc::model {

VisionTransformerImpl::VisionTransformerImpl(const ClocConfig& config)
    : patch_size_(config.vision.patch_size) {
  const auto& vision = config.vision;
  conv1_ = register_module(
      "conv1", torch::nn::Conv2d(
                   torch::nn::Conv2dOptions(3, vision.width, patch_size_).stride(patch_size_).bias(false)));
  // The positions are learned; they start from the encoding of the place, at the spread that CLIP starts with
  // times four, so that the Prompter can relate tokens to box corners from the first step.
  const auto centres = grid_centres(vision.grid(), vision.grid(), torch::kFloat);
  positional_embedding_ = register_parameter("positional_embedding",
                                             0.1 * sinusoidal_encoding(centres, vision.width, vision.grid()));
  ln_pre_ = register_module("ln_pre", torch::nn::LayerNorm(torch::nn::LayerNormOptions({vision.width})));
  transformer_ = register_module("transformer", Transformer(vision.width, vision.layers, vision.heads,
                                                            vision.mlp_width, config.activation));
  ln_post_ = register_module("ln_post", torch::nn::LayerNorm(torch::nn::LayerNormOptions({vision.width})));
}

at::Tensor VisionTransformerImpl::forward(const at::Tensor& images) {
  if (images.dim() != 4 || images.size(1) != 3 || images.size(2) % patch_size_ != 0 ||
      images.size(3) % patch_size_ != 0) {
    std::ostringstream message;
    message << "The image encoder takes [batch, 3, height, width] with sides that are multiples of "
            << patch_size_ << "; it was given " << images.sizes() << ".";
    throw Error(ErrorKind::InvalidInput, message.str());
  }
  const auto rows = images.size(2) / patch_size_, columns = images.size(3) / patch_size_;
  const auto patches = conv1_(images).flatten(2).transpose(1, 2);
  const auto positions = interpolate_positions(positional_embedding_, rows, columns);
  return ln_post_(transformer_(ln_pre_(patches + positions), AttentionMask::None));
}

AttentionPoolImpl::AttentionPoolImpl(std::int64_t width, std::int64_t heads, std::int64_t embed_dim)
    : heads_(heads) {
  q_proj_ = register_module("q_proj", torch::nn::Linear(width, width));
  k_proj_ = register_module("k_proj", torch::nn::Linear(width, width));
  v_proj_ = register_module("v_proj", torch::nn::Linear(width, width));
  c_proj_ = register_module("c_proj", torch::nn::Linear(width, embed_dim));
  for (auto& linear : {q_proj_, k_proj_, v_proj_, c_proj_}) {
    torch::nn::init::normal_(linear->weight, 0.0, 1.0 / std::sqrt(static_cast<double>(width)));
    torch::nn::init::zeros_(linear->bias);
  }
}

at::Tensor AttentionPoolImpl::forward(const at::Tensor& tokens) {
  const auto batch = tokens.size(0), width = tokens.size(2);
  const auto mean = tokens.mean(1, /*keepdim=*/true);
  const auto all = torch::cat({mean, tokens}, 1);
  const auto split = [&](const at::Tensor& x) {
    return x.view({batch, -1, heads_, width / heads_}).transpose(1, 2);
  };
  const auto pooled = attention(split(q_proj_(mean)), split(k_proj_(all)), split(v_proj_(all)));
  return c_proj_(pooled.transpose(1, 2).reshape({batch, width}));
}

at::Tensor normalise_images(const at::Tensor& images, const ClocConfig& config) {
  if (images.dim() != 4 || images.size(3) != 3 || images.scalar_type() != torch::kByte) {
    std::ostringstream message;
    message << "Images must be [batch, height, width, 3] bytes; got " << images.sizes() << ".";
    throw Error(ErrorKind::InvalidInput, message.str());
  }
  const auto options = images.options().dtype(torch::kFloat);
  const auto mean = torch::tensor(at::ArrayRef<double>(config.image_mean), options) * 255.0;
  const auto deviation = torch::tensor(at::ArrayRef<double>(config.image_std), options) * 255.0;
  return ((images.to(torch::kFloat) - mean) / deviation).permute({0, 3, 1, 2}).contiguous();
}

}  // namespace cloc::model
