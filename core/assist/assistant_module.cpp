// SPDX-License-Identifier: Apache-2.0
// In libcloc_engine.so, beside the engine: the two share an index.
#include "core/assist/assistant.h"

extern "C" cloc::assist::Assistant* cloc_new_assistant() {
  return cloc::assist::new_assistant().release();
}
