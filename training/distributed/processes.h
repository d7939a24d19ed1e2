// SPDX-License-Identifier: Apache-2.0
// The processes that train one model together, through LibTorch's own c10d: Gloo between processors, NCCL
// between GPUs. Each holds the whole model and a part of each batch; together they do what one process does
// with all of it: embeddings are gathered, so that every region meets the negatives of all, and gradients are
// added up.
//
// Every method is called by all processes in the same order, with tensors of the same shapes, on the device
// that the group was made for. All throw LostProcesses when another one is gone, or does not answer for
// half an hour.
#pragma once

#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "training/distributed/launch.h"

namespace cloc::training {

class LostProcesses : public Error {
 public:
  explicit LostProcesses(const std::string& message) : Error(ErrorKind::Io, message) {}
};

class Processes {
 public:
  // Meets the others. Throws Error{Io} when they do not come within five minutes, or the address is taken or
  // cannot be reached; {Unsupported} when this build has no backend for the device.
  Processes(const Launch& launch, const at::Device& device);
  ~Processes();
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  int rank() const { return launch_.rank; }
  int count() const { return launch_.count; }
  // Writes files and speaks for all.
  bool is_first() const { return launch_.rank == 0; }
  const Launch& launch() const { return launch_; }

  // x: [n, ...], the same n everywhere. Returns [count * n, ...], in the order of the ranks. No gradient.
  at::Tensor all_gather(const at::Tensor& x);
  // The same, and gradients come back: what every process's loss says of x, added up.
  at::Tensor all_gather_with_gradient(const at::Tensor& x);
  // Each tensor becomes the sum of all processes' ones, in place.
  void add_up(const std::vector<at::Tensor>& tensors);
  // Each tensor becomes the first process's, in place.
  void broadcast(const std::vector<at::Tensor>& tensors);
  // Whether any process says so.
  bool any(bool said);

 private:
  class Group;
  Launch launch_;
  at::Device device_;
  std::unique_ptr<Group> group_;
};

}  // namespace cloc::training
