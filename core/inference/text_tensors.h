// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <span>
#include <string>

#include "core/text/tokenizer.h"

namespace cloc::inference {

// A batch of texts as the text encoder takes it.
struct TextTensors {
  at::Tensor ids;      // [texts, length] int64, as long as the longest text
  at::Tensor lengths;  // [texts] int64
};

TextTensors tokenise(const text::Tokenizer& tokenizer, std::span<const std::string> texts);

}  // namespace cloc::inference
