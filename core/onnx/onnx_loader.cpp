// SPDX-License-Identifier: Apache-2.0
#include "core/base/module.h"
#include "core/onnx/onnx_file.h"

namespace cloc::onnx {

std::unique_ptr<OnnxFile> new_onnx_file() {
  using Factory = OnnxFile*();
  static Factory* const factory = reinterpret_cast<Factory*>(load_module_function(
      "libcloc_onnx_module.so", CLOC_ONNX_MODULE, "cloc_new_onnx_file", ModuleSymbols::OwnFirst));
  return std::unique_ptr<OnnxFile>(factory());
}

}  // namespace cloc::onnx
