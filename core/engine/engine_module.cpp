// SPDX-License-Identifier: Apache-2.0
// libcloc_engine.so: what load_engine_module and load_index_checker_module load.
#include "core/engine/engine.h"

extern "C" cloc::engine::Engine* cloc_new_engine() {
  return cloc::engine::new_engine().release();
}

extern "C" cloc::engine::IndexChecker* cloc_new_index_checker() {
  return cloc::engine::new_index_checker().release();
}
