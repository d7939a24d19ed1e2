// SPDX-License-Identifier: Apache-2.0
#include "core/data/split_name.h"

#include <cctype>

namespace cloc::data {

std::string split_in_name(std::string_view name) {
  std::string word;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const auto byte = i < name.size() ? static_cast<unsigned char>(name[i]) : 0;
    if (std::isalpha(byte) != 0) {
      word += static_cast<char>(std::tolower(byte));
      continue;
    }
    if (word == "train" || word == "training") return "train";
    if (word == "val" || word == "valid" || word == "validation" || word == "minival") return "val";
    if (word == "test" || word == "testing") return "test";
    word.clear();
  }
  return {};
}

}  // namespace cloc::data
