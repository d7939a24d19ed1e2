// SPDX-License-Identifier: Apache-2.0
#include "core/model/text_encoder.h"

#include <torch/torch.h>

#include <cmath>
#include <string>

#include "core/base/error.h"

namespace cloc::model {

TextTransformerImpl::TextTransformerImpl(const ClocConfig& config) {
  const auto& text = config.text;
  token_embedding_ = register_module("token_embedding", torch::nn::Embedding(text.vocabulary, text.width));
  positional_embedding_ =
      register_parameter("positional_embedding", torch::empty({text.context_length, text.width}));
  transformer_ = register_module(
      "transformer", Transformer(text.width, text.layers, text.heads, text.mlp_width, config.activation));
  ln_final_ = register_module("ln_final", torch::nn::LayerNorm(torch::nn::LayerNormOptions({text.width})));
  text_projection_ = register_parameter("text_projection", torch::empty({text.width, config.embed_dim}));
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
  auto x = token_embedding_(ids) + positional_embedding_.slice(0, 0, length);
  x = transformer_(x, AttentionMask::Causal);
  const auto rows = torch::arange(ids.size(0), ids.options());
  return torch::matmul(ln_final_(x.index({rows, lengths - 1})), text_projection_);
}

}  // namespace cloc::model
