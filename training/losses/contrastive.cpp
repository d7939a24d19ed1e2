// SPDX-License-Identifier: Apache-2.0
#include "training/losses/contrastive.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "training/losses/pair_rows.h"

namespace cloc::training {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

at::Tensor logits_of(const PairRows& rows, const at::Tensor& scale) {
  auto logits = scale * rows.cosine;
  if (rows.similar.defined()) logits.masked_fill_(rows.similar, -std::numeric_limits<double>::infinity());
  return logits;
}

class ContrastiveFunction : public torch::autograd::Function<ContrastiveFunction> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& a, const at::Tensor& b,
                            const at::Tensor& scale, const at::Tensor& captions, double threshold,
                            std::int64_t rows_together, std::int64_t* filtered) {
    const at::NoGradGuard no_grad;
    const NoAutocast no_autocast(c10::autocast_dispatch_keyset);
    const auto n = a.size(0);
    std::vector<at::Tensor> row_sums;
    auto column_sums = torch::full({n}, -std::numeric_limits<double>::infinity(), a.options());
    auto positives = torch::zeros({}, a.options());
    for (std::int64_t first = 0; first < n; first += rows_together) {
      const auto count = std::min(rows_together, n - first);
      const auto rows = pair_rows(a, b, 0, captions, threshold, first, count);
      const auto logits = logits_of(rows, scale);
      row_sums.push_back(logits.logsumexp(1));
      column_sums = torch::logaddexp(column_sums, logits.logsumexp(0));
      positives += logits.diagonal(first).sum();
      *filtered += rows.filtered;
    }
    const auto row_sum = torch::cat(row_sums);
    context->save_for_backward({a, b, scale, captions, row_sum, column_sums});
    context->saved_data["threshold"] = threshold;
    context->saved_data["rows"] = rows_together;
    return ((row_sum + column_sums).sum() - 2 * positives) / static_cast<double>(2 * n);
  }

  // d loss / d logits = (softmax over the row + softmax over the column) / 2n, less 1 / n on the diagonal.
  static tensor_list backward(AutogradContext* context, const tensor_list& outer) {
    const at::NoGradGuard no_grad;
    const NoAutocast no_autocast(c10::autocast_dispatch_keyset);
    const auto saved = context->get_saved_variables();
    const auto &a = saved[0], &b = saved[1], &scale = saved[2], &captions = saved[3];
    const auto rows_together = context->saved_data["rows"].toInt();
    const auto threshold = context->saved_data["threshold"].toDouble();
    const auto n = a.size(0);
    auto to_b = torch::zeros_like(b);
    auto to_scale = torch::zeros({}, a.options());
    std::vector<at::Tensor> to_a;
    for (std::int64_t first = 0; first < n; first += rows_together) {
      const auto count = std::min(rows_together, n - first);
      const auto rows = pair_rows(a, b, 0, captions, threshold, first, count);
      const auto logits = logits_of(rows, scale);
      auto change = (logits - saved[4].narrow(0, first, count).unsqueeze(1)).exp_();
      change += (logits - saved[5]).exp_();
      change.diagonal(first).sub_(2);
      change *= outer[0] / static_cast<double>(2 * n);
      to_scale += (change * rows.cosine).sum();
      to_a.push_back(scale * torch::mm(change, b));
      to_b += scale * torch::mm(change.t(), a.narrow(0, first, count));
    }
    return {torch::cat(to_a), to_b, to_scale, {}, {}, {}, {}};
  }
};

class RowsFunction : public torch::autograd::Function<RowsFunction> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& a, const at::Tensor& b,
                            std::int64_t first, const at::Tensor& scale, const at::Tensor& captions,
                            double threshold, std::int64_t rows_together, std::int64_t* filtered) {
    const at::NoGradGuard no_grad;
    const NoAutocast no_autocast(c10::autocast_dispatch_keyset);
    const auto n = a.size(0);
    std::vector<at::Tensor> row_sums;
    auto positives = torch::zeros({}, a.options());
    for (std::int64_t at = 0; at < n; at += rows_together) {
      const auto rows = pair_rows(a, b, first, captions, threshold, at, std::min(rows_together, n - at));
      const auto logits = logits_of(rows, scale);
      row_sums.push_back(logits.logsumexp(1));
      positives += logits.diagonal(first + at).sum();
      *filtered += rows.filtered;
    }
    const auto row_sum = torch::cat(row_sums);
    context->save_for_backward({a, b, scale, captions, row_sum});
    context->saved_data["first"] = first;
    context->saved_data["threshold"] = threshold;
    context->saved_data["rows"] = rows_together;
    return row_sum.sum() - positives;
  }

  // d loss / d logits = softmax over the row, less 1 on the positive.
  static tensor_list backward(AutogradContext* context, const tensor_list& outer) {
    const at::NoGradGuard no_grad;
    const NoAutocast no_autocast(c10::autocast_dispatch_keyset);
    const auto saved = context->get_saved_variables();
    const auto &a = saved[0], &b = saved[1], &scale = saved[2], &captions = saved[3];
    const auto first = context->saved_data["first"].toInt();
    const auto rows_together = context->saved_data["rows"].toInt();
    const auto threshold = context->saved_data["threshold"].toDouble();
    const auto n = a.size(0);
    auto to_b = torch::zeros_like(b);
    auto to_scale = torch::zeros({}, a.options());
    std::vector<at::Tensor> to_a;
    for (std::int64_t at = 0; at < n; at += rows_together) {
      const auto count = std::min(rows_together, n - at);
      const auto rows = pair_rows(a, b, first, captions, threshold, at, count);
      auto change = (logits_of(rows, scale) - saved[4].narrow(0, at, count).unsqueeze(1)).exp_();
      change.diagonal(first + at).sub_(1);
      change *= outer[0];
      to_scale += (change * rows.cosine).sum();
      to_a.push_back(scale * torch::mm(change, b));
      to_b += scale * torch::mm(change.t(), a.narrow(0, at, count));
    }
    return {torch::cat(to_a), to_b, {}, to_scale, {}, {}, {}, {}};
  }
};

}  // namespace

ContrastiveLoss row_cross_entropy_sum(const at::Tensor& a, const at::Tensor& b, std::int64_t first,
                                      const at::Tensor& scale, const TextFilter& filter, std::int64_t rows) {
  ContrastiveLoss result;
  if (a.size(0) == 0) {
    result.loss = a.sum() + 0 * (b.sum() + scale);
    return result;
  }
  result.loss = RowsFunction::apply(at_least_single(a), at_least_single(b), first, at_least_single(scale),
                                    captions_of(filter, a), filter.threshold, rows, &result.filtered);
  return result;
}

ContrastiveLoss contrastive_loss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& scale,
                                 const TextFilter& filter, std::int64_t rows) {
  ContrastiveLoss result;
  if (a.size(0) == 0) {
    result.loss = a.sum() + b.sum() + 0 * scale;
    return result;
  }
  result.loss = ContrastiveFunction::apply(at_least_single(a), at_least_single(b), at_least_single(scale),
                                           captions_of(filter, a), filter.threshold, rows, &result.filtered);
  return result;
}

}  // namespace cloc::training
