// SPDX-License-Identifier: Apache-2.0
// Which of OpenBLAS's kernels to ask for. The launcher of cloc-cli and tests/benchmarks use it; it needs no
// library, because OpenBLAS reads the choice while it is loaded.
#pragma once

#include <cstdlib>

namespace cloc {

// OpenBLAS 0.3.21 (Debian 12) does not know newer processors and falls back to the kernels of 2004: measured
// at a fifth of the speed. Where the user has not chosen (OPENBLAS_CORETYPE), names the family that the
// processor's own flags promise. Returns whether it did. Changes the environment: call before the first
// thread.
inline bool choose_blas_kernels() {
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr) return false;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    return ::setenv("OPENBLAS_CORETYPE", "SkylakeX", 0) == 0;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return ::setenv("OPENBLAS_CORETYPE", "Haswell", 0) == 0;
  }
#endif
  return false;
}

}  // namespace cloc
