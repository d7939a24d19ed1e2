// SPDX-License-Identifier: Apache-2.0
// The Prompter (paper, 3.3): one transformer encoder layer with one head that reads [prompt tokens, image
// tokens], an average pooler and a projection. It turns the tokens of an image into the embedding of a box,
// or of a phrase.
//
//   const auto image = prompter->prepare(tokens);                        // once for each image
//   const auto z = prompter->embed_boxes(image, boxes, image_index);     // any number of prompts, any time
//   after
//
// What does not depend on the prompt is computed in `prepare`: q, k and v of the image tokens, their
// attention to each other, and its output projection. A prompt adds a key or two to each image token's
// softmax; the two parts are merged by their log-sum-exp, exactly. The second MLP matrix commutes with the
// average, so it is applied once per prompt and not once per token. tests/model/test_prompter.cpp holds this
// against the plain layer.
//
// Ours, where the paper is silent: one linear layer makes two prompt tokens from the encodings of both
// corners, so that each knows the whole box; the image tokens are given the sinusoidal encoding of their
// place again (times a learned gain); the pooled vector is normalised by a LayerNorm before the projection.
//
// It starts with a box attending to the tokens inside it. With e(p) the encoding of a place and R the quarter
// turn of each (sine, cosine) pair, the prompt token starts as e(corner 2) - e(corner 1), the query
// projection as R, the key projection as the identity. For each axis the score of a token at t is then the
// sum over the frequencies f of sin f(x2 - t) + sin f(t - x1), which for geometric frequencies is the series
// of two steps: high between the corners, low outside. R is antisymmetric, so no token attends to itself.
// From a random start the demo model did not leave "which box is it" for "what is in it" within 16,000
// images; from this one it did within 3,000.
#pragma once

#include <torch/nn.h>

#include "core/model/config.h"
#include "core/model/transformer.h"

namespace cloc::model {

// What one batch of images costs only once. [B images, N tokens, W width].
struct PreparedImages {
  at::Tensor tokens;     // [B, N, W], with positions
  at::Tensor q, k, v;    // [B, N, W]; q is scaled by 1 / sqrt(W)
  at::Tensor own_value;  // [B, N, W]: image-to-image attention, after the output projection, without its bias
  at::Tensor own_lse;    // [B, N]: log-sum-exp of the image-to-image scores

  std::int64_t images() const { return tokens.size(0); }
  // Image `index` alone, sharing memory.
  PreparedImages select(std::int64_t index) const;
};

class PrompterImpl : public torch::nn::Module {
 public:
  explicit PrompterImpl(const ClocConfig& config);

  // tokens: [B, N, W], the image encoder's output on a rows x columns grid, N = rows * columns.
  PreparedImages prepare(const at::Tensor& tokens, std::int64_t rows, std::int64_t columns);

  // boxes: [R, 4] float, normalised x1 y1 x2 y2; image_index: [R] int64 into the prepared images (ignored
  // when there is one). Returns [R, embed_dim], not normalised. R may be 0. Or several boxes at once, in any
  // order: boxes [R, K, 4], of which `present` [R, K] bool says which are there (undefined: all).
  at::Tensor embed_boxes(const PreparedImages& images, const at::Tensor& boxes, const at::Tensor& image_index,
                         const at::Tensor& present = {});

  // text: [R, embed_dim] text embeddings, of any length (they are normalised here). Otherwise as embed_boxes.
  at::Tensor embed_texts(const PreparedImages& images, const at::Tensor& text, const at::Tensor& image_index);

  // prompts: [R, P, W]. The layer, the pooler and the projection on any prompt tokens, of which `present`
  // [R, P] bool says which are there (undefined: all). Returns [R, embed_dim].
  at::Tensor embed(const PreparedImages& images, const at::Tensor& prompts, const at::Tensor& image_index,
                   const at::Tensor& present = {});

  at::Tensor box_tokens(const at::Tensor& boxes);  // [R, 4] -> [R, 2, W]
  at::Tensor text_tokens(const at::Tensor& text);  // [R, embed_dim] -> [R, 1, W]

 private:
  struct Projected {
    at::Tensor q, k, v;
  };
  Projected project(const at::Tensor& x);

  std::int64_t width_, grid_;
  PromptPool pool_;
  at::Tensor position_gain_;  // []
  at::Tensor box_embedding_;  // [2, W]
  torch::nn::Linear box_proj_{nullptr}, text_proj_{nullptr};
  torch::nn::LayerNorm ln_1_{nullptr}, ln_2_{nullptr}, ln_post_{nullptr};
  SelfAttention attn_{nullptr};
  Mlp mlp_{nullptr};
  torch::nn::Linear proj_{nullptr};
};
TORCH_MODULE(Prompter);

}  // namespace cloc::model
