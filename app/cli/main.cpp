// SPDX-License-Identifier: GPL-3.0-or-later
// The program cloc-cli: chooses the BLAS kernels, then loads the library that does the work. The choice must
// be made before OpenBLAS is loaded, and this file links nothing.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <dlfcn.h>

namespace {

// OpenBLAS 0.3.21 (Debian 12) does not know newer processors and falls back to the kernels of 2004: measured
// at a fifth of the speed. Where the user has not chosen, name the family that the processor's own flags
// promise.
void choose_blas_kernels() {
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

}  // namespace

int main(int argc, char** argv) {
  choose_blas_kernels();
  const auto library = std::filesystem::canonical("/proc/self/exe").parent_path() / "libcloc_cli.so";
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL);
  void* symbol = handle != nullptr ? ::dlsym(handle, "cloc_cli_main") : nullptr;
  if (symbol == nullptr) {
    std::fprintf(stderr, "cloc-cli: %s cannot be loaded (%s). Install the program again.\n", library.c_str(),
                 ::dlerror());
    return 1;
  }
  return reinterpret_cast<int (*)(int, char**)>(symbol)(argc, argv);
}
