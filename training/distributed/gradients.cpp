// SPDX-License-Identifier: Apache-2.0
#include "training/distributed/gradients.h"

#include <torch/torch.h>

#include <cstdint>

namespace cloc::training {
namespace {

constexpr std::int64_t kTogether = 8 << 20;  // numbers sent at once: 32 MB

// Those that some process has, made of zeros where this one has none.
std::vector<at::Tensor> gradients_of(Processes& processes, const std::vector<at::Tensor>& parameters) {
  auto there = torch::zeros({static_cast<std::int64_t>(parameters.size())}, torch::kInt64);
  for (std::size_t i = 0; i < parameters.size(); ++i)
    there[static_cast<std::int64_t>(i)] = parameters[i].grad().defined() ? 1 : 0;
  there = there.to(parameters.front().device());
  processes.add_up({there});
  there = there.to(torch::kCPU);
  std::vector<at::Tensor> gradients;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (there[static_cast<std::int64_t>(i)].item<std::int64_t>() == 0) continue;
    if (!parameters[i].grad().defined()) parameters[i].mutable_grad() = torch::zeros_like(parameters[i]);
    gradients.push_back(parameters[i].grad());
  }
  return gradients;
}

}  // namespace

void add_up_gradients(Processes& processes, const std::vector<at::Tensor>& parameters) {
  if (parameters.empty()) return;
  const torch::NoGradGuard no_grad;
  const auto gradients = gradients_of(processes, parameters);
  for (std::size_t first = 0; first < gradients.size();) {
    std::vector<at::Tensor> flat;
    std::int64_t count = 0;
    std::size_t last = first;
    while (last < gradients.size() && (last == first || count + gradients[last].numel() <= kTogether)) {
      flat.push_back(gradients[last].reshape({-1}));
      count += gradients[last++].numel();
    }
    const auto joined = torch::cat(flat);
    processes.add_up({joined});
    std::int64_t at = 0;
    for (std::size_t i = first; i < last; ++i) {
      gradients[i].copy_(joined.narrow(0, at, gradients[i].numel()).view_as(gradients[i]));
      at += gradients[i].numel();
    }
    first = last;
  }
}

}  // namespace cloc::training
