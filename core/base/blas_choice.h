// SPDX-License-Identifier: Apache-2.0
// Which OpenBLAS the matrix products run on, and which of its kernels. Used by the launcher of the programs
// (app/launcher), which links neither LibTorch nor BLAS: both choices must be made before they are loaded.
#pragma once

#include <cstdlib>
#include <string>

#include <dlfcn.h>

namespace cloc {

// OpenBLAS 0.3.21 (Debian 12) does not know newer processors and falls back to the kernels of 2004: measured
// at a fifth of the speed. Where the user has not chosen (OPENBLAS_CORETYPE), names the family that the
// processor's own flags promise. Changes the environment: call before the first thread.
inline void choose_blas_kernels() {
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr) return;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    ::setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    ::setenv("OPENBLAS_CORETYPE", "Haswell", 0);
  }
#endif
}

// OpenMP's threads spin for a while when they have nothing to do, so that the next product starts sooner.
// Beside a window's thread that is the wrong bargain: measured on 2 cores, embedding a dragged box took 45 ms
// with it and 4.6 ms without. Changes the environment where the user has not; OpenMP reads it when it is
// loaded.
inline void let_idle_threads_sleep() {
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
}

// Loads OpenBLAS's OpenMP build from `folder` (Debian's libopenblas0-openmp) so that LibTorch finds it
// loaded. It shares LibTorch's threads, where the default build's own threads spin against them. Returns
// false when it is not there: the system's BLAS is then used, on one thread (model::set_threads).
inline bool load_openmp_blas(const std::string& folder) {
  for (const char* name : {"libopenblas.so.0", "libblas.so.3", "liblapack.so.3"}) {
    if (::dlopen((folder + "/" + name).c_str(), RTLD_LAZY | RTLD_GLOBAL) == nullptr) return false;
  }
  return true;
}

}  // namespace cloc
