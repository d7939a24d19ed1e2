// SPDX-License-Identifier: Apache-2.0
#include "core/base/module.h"
#include "core/engine/engine.h"

namespace cloc::engine {

std::unique_ptr<Engine> load_engine_module() {
  using Factory = Engine*();
  static Factory* const factory = reinterpret_cast<Factory*>(
      load_module_function("libcloc_engine.so", CLOC_ENGINE_MODULE, "cloc_new_engine"));
  return std::unique_ptr<Engine>(factory());
}

}  // namespace cloc::engine
