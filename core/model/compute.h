// SPDX-License-Identifier: Apache-2.0
// How LibTorch computes on this machine: thread counts, set on purpose, and what the libraries under it are.
#pragma once

#include <string>

namespace cloc::model {

struct ComputeInfo {
  std::string libtorch;  // version
  std::string blas;      // e.g. "OpenBLAS 0.3.21, SkylakeX kernels"; "not OpenBLAS" otherwise
  int threads = 0;       // of LibTorch's operators (OpenMP)
  int blas_threads = 0;  // of matrix products; 0 when not known
  std::string device;    // "cpu", or "cuda:0, NAME"
};

// Sets the threads of LibTorch's operators (0: one for each processor) and gives the BLAS under its matrix
// products one: OpenBLAS's own threads spin against OpenMP's. Measured on 2 cores: a training step of the
// demo model runs at 34 images/s with one thread for each, at 7 with two for each. Call before the first
// operator.
void set_threads(int threads);

ComputeInfo compute_info();

}  // namespace cloc::model
