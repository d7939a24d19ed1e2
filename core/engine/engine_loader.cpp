// SPDX-License-Identifier: Apache-2.0
#include "core/base/module.h"
#include "core/engine/engine.h"

namespace cloc::engine {
namespace {

void* function(const char* name) {
  return load_module_function("libcloc_engine.so", CLOC_ENGINE_MODULE, name);
}

}  // namespace

std::unique_ptr<Engine> load_engine_module() {
  using Factory = Engine*();
  static Factory* const factory = reinterpret_cast<Factory*>(function("cloc_new_engine"));
  return std::unique_ptr<Engine>(factory());
}

std::unique_ptr<IndexChecker> load_index_checker_module() {
  using Factory = IndexChecker*();
  static Factory* const factory = reinterpret_cast<Factory*>(function("cloc_new_index_checker"));
  return std::unique_ptr<IndexChecker>(factory());
}

}  // namespace cloc::engine
