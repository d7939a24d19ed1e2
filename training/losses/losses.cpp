// SPDX-License-Identifier: Apache-2.0
#include "training/losses/losses.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>

#include "training/losses/contrastive.h"
#include "training/losses/sigmoid.h"

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

std::int64_t rows_together(std::int64_t columns) {
  return std::max<std::int64_t>(1, kPairsTogether / columns);
}

// This process's share of the mean over both directions.
ContrastiveLoss contrast(const Gathered& a, const Gathered& b, const LogitScale& logits,
                         const TextFilter& filter) {
  const auto count = a.all.size(0);
  const auto rows = rows_together(std::max<std::int64_t>(1, count));
  if (logits.bias.defined()) {
    auto result = sigmoid_loss_sum(a.own, b.all, a.first, logits.scale, logits.bias, filter, rows);
    if (count > 0) result.loss = result.loss / count;
    return result;
  }
  if (a.alone && count * count > kPairsTogether)
    return contrastive_loss(a.own, b.own, logits.scale, filter, rows);
  if (a.alone) {
    const auto masked =
        filter.captions.defined() ? similar_captions(filter.captions, filter.threshold) : at::Tensor();
    return {symmetric_cross_entropy(logits.scale * torch::mm(a.own, b.own.t()), masked),
            masked.defined() ? masked.sum().item<std::int64_t>() : 0};
  }
  auto result = row_cross_entropy_sum(a.own, b.all, a.first, logits.scale, filter, rows);
  const auto columns = row_cross_entropy_sum(b.own, a.all, b.first, logits.scale, filter, rows);
  result.loss = (result.loss + columns.loss) / static_cast<double>(2 * std::max<std::int64_t>(1, count));
  return result;
}

double share_of_negatives(std::int64_t filtered, std::int64_t count) {
  return count > 1 ? static_cast<double>(filtered) / static_cast<double>(count * (count - 1)) : 0;
}

// The mean over all regions and coordinates of what this process has of it.
at::Tensor mean_of(const at::Tensor& each, std::int64_t total) {
  return each.sum() / static_cast<double>(std::max<std::int64_t>(1, total * each.size(-1)));
}

}  // namespace

at::Tensor clip_loss(const Gathered& image, const Gathered& text, const LogitScale& logits) {
  return contrast(image, text, logits, {}).loss;
}

at::Tensor similar_captions(const at::Tensor& captions, double threshold) {
  const torch::NoGradGuard no_grad;
  auto similar = torch::mm(captions, captions.t()) > threshold;
  similar.fill_diagonal_(false);
  return similar;
}

RegionLoss region_text_loss(const Gathered& regions, const Gathered& captions, const LogitScale& logits,
                            double filter_threshold) {
  const auto result = contrast(regions, captions, logits, {captions.all.detach(), filter_threshold});
  return {result.loss, share_of_negatives(result.filtered, captions.all.size(0))};
}

at::Tensor text_push_loss(const Gathered& captions, const at::Tensor& scale, double filter_threshold) {
  return contrast(captions, captions, scale.detach(), {captions.all.detach(), filter_threshold}).loss;
}

at::Tensor grounding_loss(const at::Tensor& predicted, const at::Tensor& boxes, std::int64_t total) {
  return mean_of((predicted - boxes).square(), total);
}

at::Tensor box_l1_loss(const at::Tensor& predicted, const at::Tensor& boxes, std::int64_t total) {
  return mean_of((predicted - boxes).abs(), total);
}

at::Tensor giou_of(const at::Tensor& predicted, const at::Tensor& boxes) {
  constexpr double kTiny = 1e-9;  // boxes without area
  const auto low = torch::minimum(predicted.slice(1, 0, 2), predicted.slice(1, 2, 4));
  const auto high = torch::maximum(predicted.slice(1, 0, 2), predicted.slice(1, 2, 4));
  const auto true_low = boxes.slice(1, 0, 2), true_high = boxes.slice(1, 2, 4);
  const auto area = [](const at::Tensor& lower, const at::Tensor& upper) {
    return (upper - lower).clamp_min(0).prod(1);
  };
  const auto common = area(torch::maximum(low, true_low), torch::minimum(high, true_high));
  const auto joined = area(low, high) + area(true_low, true_high) - common;
  const auto hull = area(torch::minimum(low, true_low), torch::maximum(high, true_high));
  return common / (joined + kTiny) - (hull - joined) / (hull + kTiny);
}

at::Tensor box_giou_loss(const at::Tensor& predicted, const at::Tensor& boxes, std::int64_t total) {
  return mean_of((1 - giou_of(predicted, boxes)).unsqueeze(1), total);
}

double region_weight(std::int64_t images_with_regions, std::int64_t batch_size) {
  return batch_size > 0 ? static_cast<double>(images_with_regions) / static_cast<double>(batch_size) : 0.0;
}

at::Tensor total_loss(const at::Tensor& clip, const at::Tensor& region_text, const at::Tensor& grounding,
                      double lambda) {
  return clip + lambda * (region_text + grounding);
}

}  // namespace cloc::training
