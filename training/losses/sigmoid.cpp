// SPDX-License-Identifier: Apache-2.0
#include "training/losses/sigmoid.h"

#include <torch/torch.h>

#include <algorithm>
#include <vector>

#include "training/losses/pair_rows.h"

namespace cloc::training {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

class SigmoidFunction : public torch::autograd::Function<SigmoidFunction> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& a, const at::Tensor& b,
                            std::int64_t first, const at::Tensor& scale, const at::Tensor& bias,
                            const at::Tensor& captions, double threshold, std::int64_t rows_together,
                            std::int64_t* filtered) {
    const at::NoGradGuard no_grad;
    const NoAutocast no_autocast(c10::autocast_dispatch_keyset);
    const auto n = a.size(0);
    auto sum = torch::zeros({}, a.options());
    for (std::int64_t at = 0; at < n; at += rows_together) {
      const auto rows = pair_rows(a, b, first, captions, threshold, at, std::min(rows_together, n - at));
      auto against = scale * rows.cosine + bias;  // -y times the logit
      against.diagonal(first + at).neg_();
      auto each = torch::softplus(against);
      if (rows.similar.defined()) each.masked_fill_(rows.similar, 0);
      sum += each.sum();
      *filtered += rows.filtered;
    }
    context->save_for_backward({a, b, scale, bias, captions});
    context->saved_data["first"] = first;
    context->saved_data["threshold"] = threshold;
    context->saved_data["rows"] = rows_together;
    return sum;
  }

  // d loss / d logit = sigmoid(logit), less 1 on the positive.
  static tensor_list backward(AutogradContext* context, const tensor_list& outer) {
    const at::NoGradGuard no_grad;
    const NoAutocast no_autocast(c10::autocast_dispatch_keyset);
    const auto saved = context->get_saved_variables();
    const auto &a = saved[0], &b = saved[1], &scale = saved[2], &bias = saved[3], &captions = saved[4];
    const auto first = context->saved_data["first"].toInt();
    const auto rows_together = context->saved_data["rows"].toInt();
    const auto threshold = context->saved_data["threshold"].toDouble();
    const auto n = a.size(0);
    auto to_b = torch::zeros_like(b);
    auto to_scale = torch::zeros({}, a.options()), to_bias = torch::zeros({}, a.options());
    std::vector<at::Tensor> to_a;
    for (std::int64_t at = 0; at < n; at += rows_together) {
      const auto count = std::min(rows_together, n - at);
      const auto rows = pair_rows(a, b, first, captions, threshold, at, count);
      auto change = torch::sigmoid(scale * rows.cosine + bias);
      change.diagonal(first + at).sub_(1);
      if (rows.similar.defined()) change.masked_fill_(rows.similar, 0);
      change *= outer[0];
      to_scale += (change * rows.cosine).sum();
      to_bias += change.sum();
      to_a.push_back(scale * torch::mm(change, b));
      to_b += scale * torch::mm(change.t(), a.narrow(0, at, count));
    }
    return {torch::cat(to_a), to_b, {}, to_scale, to_bias, {}, {}, {}, {}};
  }
};

}  // namespace

ContrastiveLoss sigmoid_loss_sum(const at::Tensor& a, const at::Tensor& b, std::int64_t first,
                                 const at::Tensor& scale, const at::Tensor& bias, const TextFilter& filter,
                                 std::int64_t rows) {
  ContrastiveLoss result;
  if (a.size(0) == 0) {
    result.loss = a.sum() + 0 * (b.sum() + scale + bias);
    return result;
  }
  result.loss = SigmoidFunction::apply(at_least_single(a), at_least_single(b), first, at_least_single(scale),
                                       at_least_single(bias), captions_of(filter, a), filter.threshold, rows,
                                       &result.filtered);
  return result;
}

}  // namespace cloc::training
