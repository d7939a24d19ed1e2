// SPDX-License-Identifier: Apache-2.0
// The text half of CLIP: a causal transformer, read at the text's last token.
#pragma once

#include <torch/nn.h>

#include "core/model/config.h"
#include "core/model/transformer.h"

namespace cloc::model {

class TextTransformerImpl : public torch::nn::Module {
 public:
  explicit TextTransformerImpl(const ClocConfig& config);
  // ids: [texts, length] int64, padded with any valid id; lengths: [texts] int64, at least 1, counting the
  // end marker. Returns [texts, embed_dim], not normalised. Where attention is causal, padding never changes
  // a text's embedding, so batches may be as short as their longest text; where it is not, texts are padded
  // to the whole context here, as such models were trained. Throws Error{InvalidInput} when length exceeds
  // the context.
  at::Tensor forward(const at::Tensor& ids, const at::Tensor& lengths);
  void set_recompute(bool on) { transformer_->set_recompute(on); }

 private:
  at::Tensor padded(const at::Tensor& ids, const at::Tensor& lengths) const;

  const TextConfig config_;
  torch::nn::Embedding token_embedding_{nullptr};
  at::Tensor positional_embedding_;  // [context, width]
  Transformer transformer_{nullptr};
  torch::nn::LayerNorm ln_final_{nullptr};
  at::Tensor text_projection_;       // [width, embed_dim]
  at::Tensor text_projection_bias_;  // [embed_dim], or undefined
};
TORCH_MODULE(TextTransformer);

}  // namespace cloc::model
