// SPDX-License-Identifier: Apache-2.0
#include "core/inference/text_tensors.h"

#include <torch/torch.h>

namespace cloc::inference {

TextTensors tokenise(const text::Tokenizer& tokenizer, std::span<const std::string> texts) {
  const auto batch = text::encode_batch(tokenizer, texts);
  return {
      torch::tensor(at::ArrayRef<std::int64_t>(batch.ids), torch::kInt64).view({batch.texts, batch.length}),
      torch::tensor(at::ArrayRef<std::int64_t>(batch.lengths), torch::kInt64)};
}

}  // namespace cloc::inference
