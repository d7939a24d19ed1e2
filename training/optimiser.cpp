// SPDX-License-Identifier: Apache-2.0
#include "training/optimiser.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/error.h"

namespace cloc::training {

AdamW::AdamW(const std::vector<Parameter>& parameters, const AdamWOptions& options) : options_(options) {
  for (const auto& [name, parameter, rate] : parameters) {
    const bool position = name.find("positional_embedding") != std::string::npos ||
                          name.find("box_embedding") != std::string::npos;
    const auto zeros = torch::zeros_like(parameter, at::MemoryFormat::Contiguous).detach();
    slots_.push_back({name, parameter, zeros, zeros.clone(), rate, parameter.dim() >= 2 && !position});
  }
}

void AdamW::zero_grad() {
  for (auto& slot : slots_) slot.parameter.mutable_grad().reset();
}

double AdamW::clip_gradients(double limit) {
  double squares = 0;
  for (const auto& slot : slots_) {
    if (slot.parameter.grad().defined()) squares += slot.parameter.grad().square().sum().item<double>();
  }
  const double norm = std::sqrt(squares);
  if (limit > 0 && norm > limit) {
    for (const auto& slot : slots_) {
      if (slot.parameter.grad().defined()) slot.parameter.grad().mul_(limit / norm);
    }
  }
  return norm;
}

void AdamW::step(double learning_rate) {
  const torch::NoGradGuard no_grad;
  ++steps_;
  const double correction1 = 1.0 - std::pow(options_.beta1, static_cast<double>(steps_));
  const double correction2 = 1.0 - std::pow(options_.beta2, static_cast<double>(steps_));
  for (auto& slot : slots_) {
    const auto& gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    const double rate = slot.rate * learning_rate;
    if (slot.decays) slot.parameter.mul_(1.0 - rate * options_.weight_decay);
    slot.first.mul_(options_.beta1).add_(gradient, 1.0 - options_.beta1);
    slot.second.mul_(options_.beta2).addcmul_(gradient, gradient, 1.0 - options_.beta2);
    const auto denominator = (slot.second.sqrt() / std::sqrt(correction2)).add_(options_.epsilon);
    slot.parameter.addcdiv_(slot.first, denominator, -rate / correction1);
  }
}

std::vector<at::Tensor> AdamW::parameters() const {
  std::vector<at::Tensor> all;
  for (const auto& slot : slots_) all.push_back(slot.parameter);
  return all;
}

std::map<std::string, at::Tensor> AdamW::state() const {
  std::map<std::string, at::Tensor> state;
  for (const auto& slot : slots_) {
    state["first/" + slot.name] = slot.first;
    state["second/" + slot.name] = slot.second;
  }
  return state;
}

void AdamW::load_state(const std::map<std::string, at::Tensor>& state, std::int64_t steps) {
  const torch::NoGradGuard no_grad;
  const auto restore = [&](const std::string& key, at::Tensor& target) {
    const auto found = state.find(key);
    if (found == state.end() || found->second.sizes() != target.sizes()) {
      throw Error(ErrorKind::Mismatch, "The optimiser state does not fit the model at '" + key +
                                           "'. Resume with the recipe that the checkpoint was made with.");
    }
    target.copy_(found->second);
  };
  for (auto& slot : slots_) {
    restore("first/" + slot.name, slot.first);
    restore("second/" + slot.name, slot.second);
  }
  steps_ = steps;
}

double scheduled_rate(double peak, std::int64_t step, std::int64_t warmup, std::int64_t steps) {
  if (step < warmup) return peak * static_cast<double>(step + 1) / static_cast<double>(warmup);
  if (steps <= warmup) return peak;
  const double share = static_cast<double>(step - warmup) / static_cast<double>(steps - warmup);
  return peak * 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(share, 1.0)));
}

}  // namespace cloc::training
