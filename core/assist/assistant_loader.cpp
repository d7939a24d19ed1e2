// SPDX-License-Identifier: Apache-2.0
#include "core/assist/assistant.h"
#include "core/base/module.h"

namespace cloc::assist {

std::unique_ptr<Assistant> load_assistant_module() {
  using Factory = Assistant*();
  static Factory* const factory = reinterpret_cast<Factory*>(
      load_module_function("libcloc_engine.so", CLOC_ENGINE_MODULE, "cloc_new_assistant"));
  return std::unique_ptr<Assistant>(factory());
}

}  // namespace cloc::assist
