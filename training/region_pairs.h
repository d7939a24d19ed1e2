// SPDX-License-Identifier: Apache-2.0
// Two regions of an image asked for at once, in training and when it is measured.
#pragma once

#include <string>

namespace cloc::training {

// "a red apple and a dog".
inline std::string pair_caption(std::string first, const std::string& second) {
  return first.append(" and ").append(second);
}

}  // namespace cloc::training
