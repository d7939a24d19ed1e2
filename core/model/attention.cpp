// SPDX-License-Identifier: Apache-2.0
#include "core/model/attention.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace cloc::model {
#if TORCH_VERSION_MAJOR < 2
namespace {

// Scores in memory at once where no gradient needs them again: 256 MB. OWLv2 at 960 pixels has 155 million
// an image and layer.
constexpr std::int64_t kMostScores = std::int64_t{1} << 26;

// Some queries after the others.
at::Tensor attention_in_parts(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                              std::int64_t together) {
  const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(-1)));
  const auto keys = k.transpose(-2, -1);
  std::vector<at::Tensor> parts;
  for (const auto& some : q.split(together, -2))
    parts.push_back(torch::matmul(torch::matmul(some * scale, keys).softmax(-1), v));
  return torch::cat(parts, -2);
}

}  // namespace
#endif

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, AttentionMask mask) {
#if TORCH_VERSION_MAJOR >= 2
  return at::scaled_dot_product_attention(q, k, v, {}, 0.0, mask == AttentionMask::Causal);
#else
  const auto scores_a_query = q.numel() / std::max<std::int64_t>(1, q.size(-1) * q.size(-2)) * k.size(-2);
  if (mask == AttentionMask::None && !at::GradMode::is_enabled() && q.size(-2) * scores_a_query > kMostScores)
    return attention_in_parts(q, k, v, std::max<std::int64_t>(1, kMostScores / scores_a_query));
  const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(-1)));
  auto scores = torch::matmul(q * scale, k.transpose(-2, -1));
  if (mask == AttentionMask::Causal) {
    const auto hidden = torch::ones({q.size(-2), k.size(-2)}, q.options().dtype(torch::kBool)).triu(1);
    scores = scores.masked_fill(hidden, -std::numeric_limits<float>::infinity());
  }
  return torch::matmul(scores.softmax(-1), v);
#endif
}

}  // namespace cloc::model
