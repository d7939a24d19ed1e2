// SPDX-License-Identifier: Apache-2.0
// Boxes of objects that nobody has drawn or asked for: each image token says where the middle of the object
// that it lies in is and how large it is, as FCOS (Tian et al. 2019, arXiv 1904.01355) has its sides, and how
// well that box fits an object, as OWLv2's objectness. A middle, unlike distances to the sides, can also be
// that of an object between the tokens' centres. One transformer layer over the tokens, which are there
// anyway, with the encoding of their places, then two linear layers. Ours: the paper has boxes from a
// detector.
//
// What the transformer layer is worth, on the demo model's frozen encoder, 30 boxes an image, before small
// objects counted as large ones, 300 and 500 scenes: AR 34.8 % against 32.6 %, and a caption finds its tight
// box first in 54 % of the cases against 44 %.
#pragma once

#include <torch/nn.h>

#include <cstdint>

#include "core/model/config.h"
#include "core/model/transformer.h"

namespace cloc::model {

// A box of each of N tokens of B images.
struct TokenProposals {
  at::Tensor boxes;   // [B, N, 4] x1 y1 x2 y2, normalised, x1 < x2 and y1 < y2; may leave [0, 1]
  at::Tensor logits;  // [B, N]; their sigmoid is the IoU with an object that the box is expected to have
};

// What the names of its parameters begin with in a model.
inline constexpr const char* kProposalHead = "proposal_head.";

class ProposalHeadImpl : public torch::nn::Module {
 public:
  explicit ProposalHeadImpl(const VisionConfig& vision);
  // tokens: [B, rows * columns, width], row by row.
  TokenProposals forward(const at::Tensor& tokens, std::int64_t rows, std::int64_t columns);

 private:
  std::int64_t grid_;
  at::Tensor position_gain_;  // []
  ResidualBlock block_{nullptr};
  torch::nn::LayerNorm ln_{nullptr};
  torch::nn::Linear c_fc_{nullptr}, c_proj_{nullptr};
};
TORCH_MODULE(ProposalHead);

}  // namespace cloc::model
