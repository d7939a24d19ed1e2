// SPDX-License-Identifier: Apache-2.0
// Loads parts of the program at run time that it must not be linked with: the tokenizer's module, whose
// library clashes with LibTorch's, and what is too slow to load before the first window (LibTorch takes half
// a second, OpenCV's decoders a quarter).
#pragma once

#include <filesystem>

namespace cloc {

enum class ModuleSymbols {
  Local,    // as every library: the module takes what is loaded already first
  OwnFirst  // the module takes its own libraries' symbols first (RTLD_DEEPBIND)
};

// The C function `symbol` of the module `file`: beside the program or library that this code is in, as
// installed, else at `built`, where it was compiled. Modules are never unloaded. Throws Error{NotFound}
// naming the file.
void* load_module_function(const std::filesystem::path& file, const std::filesystem::path& built,
                           const char* symbol, ModuleSymbols symbols = ModuleSymbols::Local);

}  // namespace cloc
