// SPDX-License-Identifier: Apache-2.0
// AdamW (Loshchilov, Hutter 2019, arXiv 1711.05101) over named parameters. LibTorch has one, but keeps its
// state under keys that changed between 1.13 and 2.x; here the state is tensors by name, which a checkpoint
// holds as safetensors.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cloc::training {

struct AdamWOptions {
  double beta1 = 0.9, beta2 = 0.98, epsilon = 1e-6, weight_decay = 0.2;
};

class AdamW {
 public:
  struct Parameter {
    std::string name;
    at::Tensor tensor;
    double rate = 1;  // times the learning rate
  };

  // Weight decay applies to tensors of two or more dimensions, except embeddings of positions and corners:
  // not to biases, norms and the temperature (as CLIP).
  AdamW(const std::vector<Parameter>& parameters, const AdamWOptions& options);

  void zero_grad();
  // Scales all gradients so that their joint norm is at most `limit` (not when it is 0). Returns the norm
  // before.
  double clip_gradients(double limit);
  void step(double learning_rate);
  std::vector<at::Tensor> parameters() const;  // in an order that is the same in every process

  std::int64_t steps() const { return steps_; }
  // "first/NAME" and "second/NAME": the moments of each parameter, sharing memory.
  std::map<std::string, at::Tensor> state() const;
  // Throws Error{Mismatch} that names the first moment that is missing or has another shape.
  void load_state(const std::map<std::string, at::Tensor>& state, std::int64_t steps);

 private:
  struct Slot {
    std::string name;
    at::Tensor parameter, first, second;
    double rate = 1;
    bool decays = false;
  };
  std::vector<Slot> slots_;
  AdamWOptions options_;
  std::int64_t steps_ = 0;
};

// Linear from 0 over `warmup` steps, then half a cosine down to 0 at `steps`. step counts from 0.
double scheduled_rate(double peak, std::int64_t step, std::int64_t warmup, std::int64_t steps);

}  // namespace cloc::training
