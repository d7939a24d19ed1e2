// SPDX-License-Identifier: Apache-2.0
#include "training/losses/losses.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>

#include "training/losses/contrastive.h"

namespace cloc::training {

at::Tensor symmetric_cross_entropy(const at::Tensor& logits, const at::Tensor& masked) {
  if (logits.size(0) == 0) return logits.sum();
  const auto kept =
      masked.defined() ? logits.masked_fill(masked, -std::numeric_limits<double>::infinity()) : logits;
  const auto positives = logits.diagonal();
  const auto rows = kept.logsumexp(1) - positives;
  const auto columns = kept.logsumexp(0) - positives;
  return (rows.mean() + columns.mean()) / 2;
}

namespace {

// As many pairs are in memory together; fewer are all computed at once, which saves a product.
constexpr std::int64_t kPairsTogether = std::int64_t{1} << 22;

bool fits(std::int64_t count) {
  return count * count <= kPairsTogether;
}
std::int64_t rows_together(std::int64_t count) {
  return std::max<std::int64_t>(1, kPairsTogether / count);
}

}  // namespace

at::Tensor clip_loss(const at::Tensor& image, const at::Tensor& text, const at::Tensor& scale) {
  const auto count = image.size(0);
  if (!fits(count)) return contrastive_loss(image, text, scale, {}, rows_together(count)).loss;
  return symmetric_cross_entropy(scale * torch::mm(image, text.t()), {});
}

at::Tensor similar_captions(const at::Tensor& captions, double threshold) {
  const torch::NoGradGuard no_grad;
  auto similar = torch::mm(captions, captions.t()) > threshold;
  similar.fill_diagonal_(false);
  return similar;
}

RegionLoss region_text_loss(const at::Tensor& regions, const at::Tensor& captions, const at::Tensor& scale,
                            double filter_threshold) {
  const auto count = regions.size(0);
  RegionLoss result;
  std::int64_t filtered = 0;
  if (fits(count)) {
    const auto masked = similar_captions(captions.detach(), filter_threshold);
    result.loss = symmetric_cross_entropy(scale * torch::mm(regions, captions.t()), masked);
    filtered = masked.sum().item<std::int64_t>();
  } else {
    const auto parts = contrastive_loss(regions, captions, scale, {captions.detach(), filter_threshold},
                                        rows_together(count));
    result.loss = parts.loss;
    filtered = parts.filtered;
  }
  if (count > 1)
    result.filtered_share = static_cast<double>(filtered) / static_cast<double>(count * (count - 1));
  return result;
}

at::Tensor grounding_loss(const at::Tensor& predicted, const at::Tensor& boxes) {
  if (predicted.size(0) == 0) return predicted.sum();
  return (predicted - boxes).square().mean();
}

double region_weight(std::int64_t images_with_regions, std::int64_t batch_size) {
  return batch_size > 0 ? static_cast<double>(images_with_regions) / static_cast<double>(batch_size) : 0.0;
}

at::Tensor total_loss(const at::Tensor& clip, const at::Tensor& region_text, const at::Tensor& grounding,
                      double lambda) {
  return clip + lambda * (region_text + grounding);
}

}  // namespace cloc::training
