// SPDX-License-Identifier: Apache-2.0
#include "core/model/compute.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <algorithm>
#include <thread>

#include <dlfcn.h>

namespace cloc::model {
namespace {

// OpenBLAS is found at run time: Debian's LibTorch goes through the libblas alternative, PyPI's brings its
// own BLAS.
template <class Function>
Function* openblas(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));
}

}  // namespace

void set_threads(int threads) {
  if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  at::set_num_threads(threads);
  constexpr int kOpenMp = 2;  // what openblas_get_parallel returns for a build on OpenMP
  auto* parallel = openblas<int()>("openblas_get_parallel");
  const bool shared_pool = parallel != nullptr && parallel() == kOpenMp;
  if (auto* set = openblas<void(int)>("openblas_set_num_threads")) set(shared_pool ? threads : 1);
}

ComputeInfo compute_info() {
  ComputeInfo info;
  info.libtorch = TORCH_VERSION;
  info.threads = at::get_num_threads();
  info.device = torch::cuda::is_available() ? "cuda:0" : "cpu";
  auto* core = openblas<char*()>("openblas_get_corename");
  auto* config = openblas<char*()>("openblas_get_config");
  if (at::hasMKL()) {  // PyPI's LibTorch: its products go there, whatever else is loaded
    info.blas = "MKL";
    info.blas_threads = info.threads;
  } else if (core != nullptr && config != nullptr) {
    const std::string text = config();  // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ..."
    const auto end = text.find(' ', text.find(' ') + 1);
    info.blas = text.substr(0, end) + ", " + core() + " kernels";
    if (auto* get = openblas<int()>("openblas_get_num_threads")) info.blas_threads = get();
  } else {
    info.blas = "not OpenBLAS";
  }
  return info;
}

}  // namespace cloc::model
