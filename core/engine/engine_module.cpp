// SPDX-License-Identifier: Apache-2.0
// libcloc_engine.so: what load_engine_module loads.
#include "core/engine/engine.h"

extern "C" cloc::engine::Engine* cloc_new_engine() {
  return cloc::engine::new_engine().release();
}
