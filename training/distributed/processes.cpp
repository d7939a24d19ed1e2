// SPDX-License-Identifier: Apache-2.0
#include "training/distributed/processes.h"

#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/torch.h>
#include <torch/version.h>

#include <chrono>
#include <string>
#include <utility>
#ifdef CLOC_HAS_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef CLOC_HAS_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include "core/base/error.h"

namespace cloc::training {
namespace {

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

// For a file system or an evaluation by the first process that is slow, while the others wait.
constexpr std::chrono::minutes kPatience{30};
constexpr std::chrono::minutes kMeeting{5};

// What c10d and Gloo throw says little to people, and its first line says most.
std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

template <class Work>
auto guarded(const Launch& launch, const char* doing, const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    throw LostProcesses("Process " + std::to_string(launch.rank) + " of " + std::to_string(launch.count) +
                        " lost the others while " + doing + " (" + first_line(error.what()) +
                        "). One of them has ended or cannot be reached: its own message says why.");
  }
}

c10::intrusive_ptr<c10d::Store> meet(const Launch& launch) {
  c10d::TCPStoreOptions options;
  options.port = launch.port;
  options.isServer = launch.rank == 0;
  options.numWorkers = launch.count;
  options.timeout = kMeeting;
  try {
    return c10::make_intrusive<c10d::TCPStore>(launch.address, options);
  } catch (const std::exception& error) {
    throw Error(ErrorKind::Io, "Process " + std::to_string(launch.rank) + " of " +
                                   std::to_string(launch.count) + " did not meet the others at " +
                                   launch.address + ", port " + std::to_string(launch.port) + " (" +
                                   first_line(error.what()) +
                                   "). Start all of them within five minutes, with the same MASTER_ADDR and "
                                   "MASTER_PORT, and a port that is free.");
  }
}

}  // namespace

// c10d's backend for one kind of device; both kinds have these verbs.
class Processes::Group {
 public:
  Group(const Launch& launch, const at::Device& device) {
    const auto store = meet(launch);
    if (device.is_cuda()) {
#ifdef CLOC_HAS_NCCL
      auto options = c10d::ProcessGroupNCCL::Options::create();
      options->timeout = kPatience;
      backend_ = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, launch.rank, launch.count, options);
      return;
#endif
    } else {
#ifdef CLOC_HAS_GLOO
      auto options = c10d::ProcessGroupGloo::Options::create(kPatience);
      const bool all_here = launch.local_count == launch.count;
      options->devices.push_back(all_here ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                          : c10d::ProcessGroupGloo::createDefaultDevice());
      backend_ = guarded(launch, "connecting to them", [&] {
        return c10::make_intrusive<c10d::ProcessGroupGloo>(store, launch.rank, launch.count, options);
      });
      return;
#endif
    }
    throw Error(ErrorKind::Unsupported, std::string("This build cannot train on several ") +
                                            (device.is_cuda() ? "GPUs: LibTorch has no NCCL, or its headers"
                                                              : "processors: LibTorch has no Gloo, or its "
                                                                "headers (libgloo-dev)") +
                                            " were not found when it was built.");
  }

  Backend* operator->() const {
    return backend_.get();
  }

 private:
  c10::intrusive_ptr<Backend> backend_;
};

namespace {

class GatherFunction : public torch::autograd::Function<GatherFunction> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
                            std::int64_t processes) {
    context->saved_data["processes"] = processes;
    context->saved_data["rows"] = x.size(0);
    return reinterpret_cast<Processes*>(processes)->all_gather(x);
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               const torch::autograd::tensor_list& outer) {
    auto& processes = *reinterpret_cast<Processes*>(context->saved_data["processes"].toInt());
    const auto rows = context->saved_data["rows"].toInt();
    // A reduce-scatter, which Gloo has none of. Embeddings are small beside the model's gradients.
    const auto sum = outer[0].contiguous().clone();
    processes.add_up({sum});
    return {sum.narrow(0, processes.rank() * rows, rows), at::Tensor()};
  }
};

}  // namespace

Processes::Processes(const Launch& launch, const at::Device& device)
    : launch_(launch), device_(device), group_(std::make_unique<Group>(launch, device)) {}

Processes::~Processes() = default;

at::Tensor Processes::all_gather(const at::Tensor& x) {
  return guarded(launch_, "gathering embeddings", [&] {
    const at::NoGradGuard no_grad;
    std::vector<at::Tensor> own{x.detach().contiguous()};
    std::vector<std::vector<at::Tensor>> all(1);
    for (int i = 0; i < count(); ++i) all[0].push_back(torch::empty_like(own[0]));
    (*group_)->allgather(all, own)->wait();
    return torch::cat(all[0]);
  });
}

at::Tensor Processes::all_gather_with_gradient(const at::Tensor& x) {
  // Who has nothing that learns, or nothing at all, still answers in the backward pass: the others wait for
  // it.
  const auto sent = x.requires_grad() ? x : x.detach().requires_grad_(torch::GradMode::is_enabled());
  return GatherFunction::apply(sent, reinterpret_cast<std::int64_t>(this));
}

void Processes::add_up(const std::vector<at::Tensor>& tensors) {
  guarded(launch_, "adding up what each has", [&] {
    for (const auto& tensor : tensors) {
      std::vector<at::Tensor> one{tensor};
      (*group_)->allreduce(one)->wait();
    }
  });
}

void Processes::broadcast(const std::vector<at::Tensor>& tensors) {
  guarded(launch_, "taking over the first one's model", [&] {
    const at::NoGradGuard no_grad;
    for (const auto& tensor : tensors) {
      std::vector<at::Tensor> one{tensor.detach().contiguous()};
      (*group_)->broadcast(one)->wait();
      if (!is_first()) tensor.detach().copy_(one[0]);
    }
  });
}

bool Processes::any(bool said) {
  auto flag = torch::full({1}, said ? 1 : 0, at::TensorOptions(device_).dtype(torch::kInt64));
  add_up({flag});
  return flag.item<std::int64_t>() > 0;
}

}  // namespace cloc::training
