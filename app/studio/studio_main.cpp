// SPDX-License-Identifier: GPL-3.0-or-later
// cloc-studio is a small program that loads libcloc_studio.so (app/launcher/main.cpp), so that it can choose
// how threads wait before any library with OpenMP is there; Qt brings one.
#include "core/base/blas_choice.h"
#include "ui/window/studio.h"

extern "C" int cloc_studio_main(int argc, char** argv) {
  return cloc::ui::runStudio(argc, argv, [] {
    cloc::load_openmp_blas(CLOC_OPENMP_BLAS);
    return cloc::engine::load_engine_module();
  });
}
