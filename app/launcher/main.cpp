// SPDX-License-Identifier: GPL-3.0-or-later
// The whole of each program: chooses the BLAS, then loads the library CLOC_LAUNCH_LIBRARY, which lies beside
// the program, and calls its entry CLOC_LAUNCH_ENTRY. LibTorch comes with that library and takes the BLAS
// that is there; this file links nothing.
#include <cstdio>
#include <filesystem>
#include <string>

#include <dlfcn.h>

#include "core/base/blas_choice.h"

int main(int argc, char** argv) {
  cloc::choose_blas_kernels();
  if (CLOC_LAUNCH_WINDOW) {
    cloc::let_idle_threads_sleep();  // the BLAS comes with the model, after the first paint
  } else {
    cloc::load_openmp_blas(CLOC_OPENMP_BLAS);
  }
  const auto program = std::filesystem::canonical("/proc/self/exe");
  const auto library = program.parent_path() / CLOC_LAUNCH_LIBRARY;
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL);
  void* symbol = handle != nullptr ? ::dlsym(handle, CLOC_LAUNCH_ENTRY) : nullptr;
  if (symbol == nullptr) {
    std::fprintf(stderr, "%s: %s cannot be loaded (%s). Install the program again.\n",
                 program.filename().c_str(), library.c_str(), ::dlerror());
    return 1;
  }
  return reinterpret_cast<int (*)(int, char**)>(symbol)(argc, argv);
}
