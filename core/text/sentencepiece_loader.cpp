// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <system_error>

#include <dlfcn.h>

#include "core/base/error.h"
#include "core/text/sentencepiece_module.h"

namespace cloc::text {
namespace {

constexpr const char* kModule = "libcloc_sentencepiece.so";

// The sanitizers' runtimes refuse RTLD_DEEPBIND; without it only programs that also link LibTorch are in
// danger.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kFlags = RTLD_NOW | RTLD_LOCAL;
#else
constexpr int kFlags = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#endif

using Factory = SentencePieceModel*();

// Beside the program or library that this code is in, as installed; else where it was built.
Factory* load_factory() {
  Dl_info own{};
  std::filesystem::path beside;
  if (::dladdr(reinterpret_cast<void*>(&load_factory), &own) != 0 && own.dli_fname != nullptr) {
    std::error_code error;
    beside = std::filesystem::canonical(own.dli_fname, error).parent_path() / kModule;
  }
  for (const auto& path : {beside, std::filesystem::path(CLOC_SENTENCEPIECE_MODULE)}) {
    // Never closed: its models live as long as the program.
    if (void* module = ::dlopen(path.c_str(), kFlags)) {
      if (void* symbol = ::dlsym(module, "cloc_new_sentencepiece_model"))
        return reinterpret_cast<Factory*>(symbol);
    }
  }
  const char* reason = ::dlerror();
  throw Error(ErrorKind::NotFound, "The tokenizer's module " + std::string(kModule) + " cannot be loaded (" +
                                       (reason != nullptr ? reason : "unknown reason") +
                                       "). Install the program again.");
}

}  // namespace

std::unique_ptr<SentencePieceModel> new_sentencepiece_model() {
  static Factory* const factory = load_factory();
  return std::unique_ptr<SentencePieceModel>(factory());
}

}  // namespace cloc::text
