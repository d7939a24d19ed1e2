// SPDX-License-Identifier: Apache-2.0
#include "core/model/vision_encoder.h"

#include <torch/torch.h>

#include <cmath>
#include <sstream>

#include "core/base/error.h"
#include "core/model/positions.h"

namespace cloc::model {

ImageTokens ImageTokens::select(std::int64_t index) const {
  const auto one = [index](const at::Tensor& all) {
    return all.defined() ? all.slice(0, index, index + 1) : at::Tensor();
  };
  return {one(grid), one(class_token), one(dense)};
}

ImageTokens ImageTokens::concatenated(const std::vector<ImageTokens>& images) {
  const auto all = [&images](at::Tensor ImageTokens::*part) {
    std::vector<at::Tensor> parts;
    for (const auto& image : images) {
      if ((image.*part).defined()) parts.push_back(image.*part);
    }
    return parts.empty() ? at::Tensor() : torch::cat(parts);
  };
  return {all(&ImageTokens::grid), all(&ImageTokens::class_token), all(&ImageTokens::dense)};
}

VisionTransformerImpl::VisionTransformerImpl(const ClocConfig& config)
    : config_(config.vision), with_values_(config.region_encoder == RegionEncoder::ValueRoi) {
  const auto& vision = config_;
  const auto patch = vision.patch_size;
  conv1_ = register_module(
      "conv1", torch::nn::Conv2d(
                   torch::nn::Conv2dOptions(3, vision.width, patch).stride(patch).bias(vision.patch_bias)));
  // The positions are learned; they start from the encoding of the place, at the spread that CLIP starts with
  // times four, so that the Prompter can relate tokens to box corners from the first step.
  const auto centres = grid_centres(vision.grid(), vision.grid(), torch::kFloat);
  auto positions = 0.1 * sinusoidal_encoding(centres, vision.width, vision.grid());
  const double spread = std::pow(static_cast<double>(vision.width), -0.5);
  if (vision.has_class_token()) {
    class_embedding_ = register_parameter("class_embedding", spread * torch::randn({vision.width}));
    positions = torch::cat({spread * torch::randn({1, vision.width}), positions});
  }
  if (vision.pool == ImagePool::ClassToken || vision.pool == ImagePool::Average) {
    proj_ = register_parameter("proj", spread * torch::randn({vision.width, config.embed_dim}));
  }
  positional_embedding_ = register_parameter("positional_embedding", positions);
  const auto norm = torch::nn::LayerNormOptions({vision.width}).eps(vision.norm_eps);
  if (vision.pre_norm) ln_pre_ = register_module("ln_pre", torch::nn::LayerNorm(norm));
  transformer_ = register_module(
      "transformer", Transformer(vision.layers, BlockConfig{vision.width, vision.heads, vision.mlp_width,
                                                            config.activation, vision.norm_eps}));
  ln_post_ = register_module("ln_post", torch::nn::LayerNorm(norm));
}

ImageTokens VisionTransformerImpl::forward(const at::Tensor& images) {
  if (images.dim() != 4 || images.size(1) != 3 || images.size(2) % config_.patch_size != 0 ||
      images.size(3) % config_.patch_size != 0) {
    std::ostringstream message;
    message << "The image encoder takes [batch, 3, height, width] with sides that are multiples of "
            << config_.patch_size << "; it was given " << images.sizes() << ".";
    throw Error(ErrorKind::InvalidInput, message.str());
  }
  const auto rows = images.size(2) / config_.patch_size, columns = images.size(3) / config_.patch_size;
  const std::int64_t before = class_embedding_.defined() ? 1 : 0;  // tokens in front of the grid's
  auto x =
      conv1_(images).flatten(2).transpose(1, 2) +
      interpolate_positions(positional_embedding_.slice(0, before), rows, columns, config_.position_rule);
  if (before > 0) {
    const auto class_token = class_embedding_ + positional_embedding_[0];
    x = torch::cat({class_token.expand({images.size(0), 1, -1}), x}, 1);
  }
  if (ln_pre_) x = ln_pre_(x);
  Rotation rotation;
  if (config_.rotary)
    rotation = rotary_positions(rows, columns, before, config_.width / config_.heads,
                                config_.rotary_grid > 0 ? config_.rotary_grid : config_.grid(),
                                config_.rotary_offset, x.options());
  const auto* turned = config_.rotary ? &rotation : nullptr;
  ImageTokens out;
  if (with_values_) {
    const auto [tokens, values] = transformer_->forward_with_values(x, turned);
    x = tokens;
    out.dense = ln_post_(values.slice(1, before));
  } else {
    x = transformer_->forward(x, AttentionMask::None, turned);
  }
  const auto normed = ln_post_(x);
  out.grid = normed.slice(1, before);
  if (config_.pool == ImagePool::Average) {
    out.class_token = config_.norm_after_pool ? ln_post_(x.slice(1, before).mean(1)) : out.grid.mean(1);
  } else if (before > 0) {
    out.class_token = normed.select(1, 0);
  }
  return out;
}

at::Tensor VisionTransformerImpl::project(const at::Tensor& tokens) {
  return torch::matmul(tokens, proj_);
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

at::Tensor AttentionPoolImpl::values(const at::Tensor& tokens) {
  return c_proj_(v_proj_(tokens));
}

ProbePoolImpl::ProbePoolImpl(const ClocConfig& config)
    : heads_(config.vision.pool_heads > 0 ? config.vision.pool_heads : config.vision.heads) {
  const auto& vision = config.vision;
  const auto width = vision.width;
  const double spread = std::pow(static_cast<double>(width), -0.5);
  probe_ = register_parameter("probe", spread * torch::randn({width}));
  in_proj_weight_ = register_parameter("in_proj_weight", spread * torch::randn({3 * width, width}));
  in_proj_bias_ = register_parameter("in_proj_bias", torch::zeros({3 * width}));
  out_proj_ = register_module("out_proj", torch::nn::Linear(width, width));
  ln_ =
      register_module("ln", torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}).eps(vision.norm_eps)));
  const auto hidden = vision.pool_mlp_width > 0 ? vision.pool_mlp_width : vision.mlp_width;
  mlp_ = register_module("mlp", Mlp(width, hidden, config.activation));
  if (vision.pool_projection) proj_ = register_module("proj", torch::nn::Linear(width, config.embed_dim));
}

at::Tensor ProbePoolImpl::finish(const at::Tensor& attended) {
  const auto x = out_proj_(attended);
  const auto pooled = x + mlp_(ln_(x));
  return proj_ ? proj_(pooled) : pooled;
}

at::Tensor ProbePoolImpl::forward(const at::Tensor& tokens) {
  const auto batch = tokens.size(0), width = tokens.size(2);
  const auto split = [&](const at::Tensor& x) {
    return x.view({x.size(0), -1, heads_, width / heads_}).transpose(1, 2);
  };
  const auto weights = in_proj_weight_.chunk(3), biases = in_proj_bias_.chunk(3);
  const auto q = torch::linear(probe_.view({1, 1, width}), weights[0], biases[0]).expand({batch, 1, width});
  const auto pooled = attention(split(q.contiguous()), split(torch::linear(tokens, weights[1], biases[1])),
                                split(torch::linear(tokens, weights[2], biases[2])));
  return finish(pooled.transpose(1, 2).reshape({batch, width}));
}

at::Tensor ProbePoolImpl::values(const at::Tensor& tokens) {
  return finish(torch::linear(tokens, in_proj_weight_.chunk(3)[2], in_proj_bias_.chunk(3)[2]));
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
