// SPDX-License-Identifier: Apache-2.0
#include "training/losses/pair_rows.h"

#include <torch/torch.h>

namespace cloc::training {

PairRows pair_rows(const at::Tensor& a, const at::Tensor& b, std::int64_t first, const at::Tensor& captions,
                   double threshold, std::int64_t at, std::int64_t count) {
  PairRows rows;
  rows.cosine = torch::mm(a.narrow(0, at, count), b.t());
  if (captions.numel() > 0) {
    rows.similar = torch::mm(captions.narrow(0, first + at, count), captions.t()) > threshold;
    rows.similar.diagonal(first + at).fill_(false);
    rows.filtered = rows.similar.sum().item<std::int64_t>();
  }
  return rows;
}

at::Tensor at_least_single(const at::Tensor& x) {
  return x.scalar_type() == torch::kDouble ? x : x.to(torch::kFloat);
}

at::Tensor captions_of(const TextFilter& filter, const at::Tensor& a) {
  return filter.captions.defined() ? at_least_single(filter.captions.detach())
                                   : torch::empty({0}, a.options());
}

}  // namespace cloc::training
