// SPDX-License-Identifier: Apache-2.0
// The network of core/model as TorchScript, which runs in Python and C++ without this program.
//
// Methods, for any number of images (B), texts (N) and regions (R); float32, or what the module is moved to:
//
//   encode_image(pixels [B, 3, S, S]) -> (embeddings [B, D], tokens [B, T, W])
//     pixels: (value / 255 - image_mean) / image_std, S = input_size
//   encode_text(ids [N, C] int64, lengths [N] int64) -> embeddings [N, D]
//     C = context_length; lengths count both markers, and what stands behind them is not read
//   embed_boxes(tokens, boxes [R, 4], image_index [R] int64) -> embeddings [R, D]
//     boxes: x1 y1 x2 y2, 0 to 1 of the input; image_index: which of the B images each is in
//   ground(tokens, texts [R, D], image_index [R] int64) -> boxes [R, 4]
//     as above; either corner may come first
//   forward(pixels) -> embeddings [B, D]
//
// Embeddings are L2-normalised. embed_boxes is missing where boxes are crops, ground where there is no
// Prompter.
#pragma once

#include <torch/script.h>

#include <string>
#include <vector>

#include "core/model/cloc.h"

namespace cloc::inference {

// The module's parameters are copies of `model`'s, named as they are there with "_" for each dot; attributes:
// input_size, context_length, image_mean, image_std.
torch::jit::Module make_script(model::Cloc& model);

// Of the methods above, those that the module of this model has.
std::vector<std::string> script_methods(const model::ClocConfig& config);

}  // namespace cloc::inference
