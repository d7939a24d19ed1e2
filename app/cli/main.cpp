// SPDX-License-Identifier: GPL-3.0-or-later
// The program cloc-cli: chooses the BLAS kernels, then loads the library that does the work. The choice must
// be made before OpenBLAS is loaded, and this file links nothing.
#include <cstdio>
#include <filesystem>
#include <string>

#include <dlfcn.h>

#include "core/base/blas_kernels.h"

int main(int argc, char** argv) {
  cloc::choose_blas_kernels();
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
