// SPDX-License-Identifier: GPL-3.0-or-later
// cloc-studio. Chooses the BLAS (core/base/blas_choice.h) before LibTorch comes with the engine's module.
#include "core/base/blas_choice.h"
#include "ui/window/studio.h"

int main(int argc, char** argv) {
  cloc::choose_blas_kernels();
  return cloc::ui::runStudio(argc, argv, [] {
    cloc::load_openmp_blas(CLOC_OPENMP_BLAS);
    return cloc::engine::load_engine_module();
  });
}
