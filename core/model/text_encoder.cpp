// SPDX-License-Identifier: Apache-2.0
#include "core/model/text_encoder.h"

#include <torch/torch.h>

#include <cmath>
#include <string>

#include "core/base/error.h"

namespace cloc::model {

TextTransformerImpl::TextTransformerImpl(const ClocConfig& config) : config_(config.text) {
  const auto& text = config.text;
  token_embedding_ = register_module("token_embedding", torch::nn::Embedding(text.vocabulary, text.width));
  positional_embedding_ =
      register_parameter("positional_embedding", torch::empty({text.context_length, text.width}));
  transformer_ = register_module(
      "transformer",
      Transformer(text.layers, BlockConfig{text.width, text.heads, text.mlp_width,
                                           text.activation.value_or(config.activation), text.norm_eps}));
  ln_final_ = register_module(
      "ln_final", torch::nn::LayerNorm(torch::nn::LayerNormOptions({text.width}).eps(text.norm_eps)));
  text_projection_ = register_parameter("text_projection", torch::empty({text.width, config.embed_dim}));
  if (text.projection_bias)
    text_projection_bias_ = register_parameter("text_projection_bias", torch::zeros({config.embed_dim}));
  torch::nn::init::normal_(token_embedding_->weight, 0.0, 0.02);
  torch::nn::init::normal_(positional_embedding_, 0.0, 0.01);
  torch::nn::init::normal_(text_projection_, 0.0, std::pow(static_cast<double>(text.width), -0.5));
}

at::Tensor TextTransformerImpl::forward(const at::Tensor& ids, const at::Tensor& lengths) {
  const auto length = ids.size(1);
  if (length > positional_embedding_.size(0)) {
    throw Error(ErrorKind::InvalidInput, "A text of " + std::to_string(length) +
                                             " tokens does not fit the model's " +
                                             std::to_string(positional_embedding_.size(0)) + "; cut it.");
  }
  const bool last = config_.pool == TextPool::LastPlace;
  const auto words = last || !config_.causal ? padded(ids, lengths) : ids;
  auto x = token_embedding_(words) + positional_embedding_.slice(0, 0, words.size(1));
  x = transformer_(x, config_.causal ? AttentionMask::Causal : AttentionMask::None);
  const auto rows = torch::arange(ids.size(0), ids.options());
  const auto read = last ? x.select(1, -1) : x.index({rows, lengths - 1});
  const auto projected = torch::matmul(ln_final_(read), text_projection_);
  return text_projection_bias_.defined() ? projected + text_projection_bias_ : projected;
}

at::Tensor TextTransformerImpl::padded(const at::Tensor& ids, const at::Tensor& lengths) const {
  auto whole = torch::full({ids.size(0), config_.context_length}, config_.pad_id, ids.options());
  whole.slice(1, 0, ids.size(1)).copy_(ids);
  const auto places = torch::arange(config_.context_length, ids.options());
  return whole.masked_fill(places >= lengths.unsqueeze(1), config_.pad_id);
}

}  // namespace cloc::model
