// SPDX-License-Identifier: Apache-2.0
// read_torch_file of any bytes (zip archives, their pickles, files of before 1.6): tensors or an Error, and
// nothing else.
#include "core/base/error.h"
#include "core/weights/torch_file.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/touch_tensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const cloc::test::MemoryFile file(bytes, size);
  try {
    const auto mapped =
        std::make_shared<cloc::MappedFile>(file.path(), cloc::MappedFile::Access::CopyOnWrite);
    cloc::test::touch(cloc::weights::read_torch_file(mapped, "input"));
  } catch (const cloc::Error&) {
  }
  return 0;
}
