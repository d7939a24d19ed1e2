// SPDX-License-Identifier: Apache-2.0
// Pickles of any bytes, as plain data and with every name allowed: a tree of values or an Error, and nothing
// else.
#include <cstdint>
#include <string_view>

#include "core/base/error.h"
#include "core/base/pickle.h"

namespace {

void read(std::string_view bytes, const cloc::PickleRules& rules) {
  try {
    const cloc::Pickle pickle(bytes, "input", rules);
    if (pickle.size() > bytes.size()) __builtin_trap();
  } catch (const cloc::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  read(text, {});
  read(text, {.allows = [](std::string_view) { return true; }, .references = true});
  return 0;
}
