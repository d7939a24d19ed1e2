// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <functional>

#include "core/inference/model_folder.h"

namespace cloc::test {

// A model folder with random weights of `seed`: 12 numbers an embedding, one layer, 32 px; encodes in
// milliseconds. `change` may alter the weights before they are written.
inline std::filesystem::path write_tiny_model(const std::filesystem::path& folder, int seed,
                                              const std::filesystem::path& tokenizer,
                                              const std::function<void(model::Cloc&)>& change = {}) {
  torch::manual_seed(seed);
  auto config = model::preset("demo");
  config.vision = {32, 16, 16, 1, 2, 32};
  config.text.width = 16;
  config.text.layers = 1;
  config.embed_dim = 12;
  model::Cloc net(config);
  if (change) change(net);
  inference::save_model(folder, net, tokenizer, {}, inference::StoredPrecision::Full);
  return folder;
}

}  // namespace cloc::test
