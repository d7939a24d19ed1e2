// SPDX-License-Identifier: Apache-2.0
#include "core/base/module.h"

#include <string>
#include <system_error>

#include <dlfcn.h>

#include "core/base/error.h"

namespace cloc {
namespace {

int flags_of(ModuleSymbols symbols) {
// The sanitizers' runtimes refuse RTLD_DEEPBIND; without it only programs that also link LibTorch are in
// danger.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (symbols == ModuleSymbols::OwnFirst) return RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#endif
  (void)symbols;
  return RTLD_NOW | RTLD_LOCAL;
}

std::filesystem::path own_folder() {
  Dl_info own{};
  if (::dladdr(reinterpret_cast<void*>(&own_folder), &own) == 0 || own.dli_fname == nullptr) return {};
  std::error_code error;
  return std::filesystem::canonical(own.dli_fname, error).parent_path();
}

}  // namespace

void* load_module_function(const std::filesystem::path& file, const std::filesystem::path& built,
                           const char* symbol, ModuleSymbols symbols) {
  for (const auto& path : {own_folder() / file, built}) {
    void* module = ::dlopen(path.c_str(), flags_of(symbols));
    void* function = module != nullptr ? ::dlsym(module, symbol) : nullptr;
    if (function != nullptr) return function;
  }
  const char* reason = ::dlerror();
  throw Error(ErrorKind::NotFound, "The module " + file.string() + " cannot be loaded (" +
                                       (reason != nullptr ? reason : "unknown reason") +
                                       "). Install the program again.");
}

}  // namespace cloc
