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

// Sets the threads of LibTorch's operators (0: one for each processor). OpenBLAS's OpenMP build, which the
// launcher of the programs loads, shares them and gets as many; any other build has threads of its own, which
// spin against LibTorch's, and gets one. docs/benchmarks.md has the measurements. Call before the first
// operator.
void set_threads(int threads);

ComputeInfo compute_info();

}  // namespace cloc::model
