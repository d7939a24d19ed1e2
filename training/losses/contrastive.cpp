// SPDX-License-Identifier: Apache-2.0
#include "training/losses/contrastive.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace cloc::training {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

// Rows [first, first + count) of the matrix of all pairs.
struct Rows {
  at::Tensor cosine;  // [count, n]
  at::Tensor logits;  // scale * cosine, -inf where a pair is left out
  std::int64_t filtered = 0;
};

Rows rows_of(const at::Tensor& a, const at::Tensor& b, const at::Tensor& scale, const at::Tensor& captions,
             double threshold, std::int64_t first, std::int64_t count) {
  Rows rows;
  rows.cosine = torch::mm(a.narrow(0, first, count), b.t());
  rows.logits = scale * rows.cosine;
  if (captions.numel() > 0) {
    auto similar = torch::mm(captions.narrow(0, first, count), captions.t()) > threshold;
    similar.diagonal(first).fill_(false);
    rows.logits.masked_fill_(similar, -std::numeric_limits<double>::infinity());
    rows.filtered = similar.sum().item<std::int64_t>();
  }
  return rows;
}

// For the forward pass, which would else be in bf16 where the backward pass, outside of autocast, makes the
// same logits again in float32.
using NoAutocast = c10::impl::ExcludeDispatchKeyGuard;

at::Tensor plain(const at::Tensor& x) {
  return x.scalar_type() == torch::kDouble ? x : x.to(torch::kFloat);
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
      const auto rows = rows_of(a, b, scale, captions, threshold, first, count);
      row_sums.push_back(rows.logits.logsumexp(1));
      column_sums = torch::logaddexp(column_sums, rows.logits.logsumexp(0));
      positives += rows.logits.diagonal(first).sum();
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
      const auto rows = rows_of(a, b, scale, captions, threshold, first, count);
      auto change = (rows.logits - saved[4].narrow(0, first, count).unsqueeze(1)).exp_();
      change += (rows.logits - saved[5]).exp_();
      change.diagonal(first).sub_(2);
      change *= outer[0] / static_cast<double>(2 * n);
      to_scale += (change * rows.cosine).sum();
      to_a.push_back(scale * torch::mm(change, b));
      to_b += scale * torch::mm(change.t(), a.narrow(0, first, count));
    }
    return {torch::cat(to_a), to_b, to_scale, {}, {}, {}, {}};
  }
};

}  // namespace

ContrastiveLoss contrastive_loss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& scale,
                                 const TextFilter& filter, std::int64_t rows) {
  ContrastiveLoss result;
  if (a.size(0) == 0) {
    result.loss = a.sum() + b.sum() + 0 * scale;
    return result;
  }
  // An autograd function takes no undefined tensor.
  const auto captions =
      filter.captions.defined() ? plain(filter.captions.detach()) : torch::empty({0}, a.options());
  result.loss = ContrastiveFunction::apply(plain(a), plain(b), plain(scale), captions, filter.threshold, rows,
                                           &result.filtered);
  return result;
}

}  // namespace cloc::training
