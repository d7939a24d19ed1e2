// SPDX-License-Identifier: Apache-2.0
// read_safetensors of any bytes: tensors or an Error, and nothing else.
#include "core/base/error.h"
#include "core/weights/safetensors.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/touch_tensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const cloc::test::MemoryFile file(bytes, size);
  try {
    cloc::test::touch(cloc::weights::read_safetensors(file.path()));
  } catch (const cloc::Error&) {
  }
  return 0;
}
