// SPDX-License-Identifier: Apache-2.0
// Weights of other programs become a model folder that everything here opens: for the command line and for
// jobs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/inference/clip_checkpoint.h"
#include "core/inference/model_folder.h"

namespace cloc::inference {

struct ConversionOptions {
  ClipOptions reading = {};
  std::filesystem::path tokenizer = {};               // empty: the one beside the weights, or CLIP's own
  std::int64_t image_size = 0;                        // pixels a side; 0: the weights' own
  std::optional<model::PositionRule> positions = {};  // absent: as the weights' own program
  // ValueRoi: one pass of the encoder for an image, and boxes at no cost; Crops: a pass for each box.
  model::RegionEncoder regions = model::RegionEncoder::ValueRoi;
  StoredPrecision precision = StoredPrecision::Half;
};

struct Conversion {
  std::string family;
  std::uintmax_t bytes = 0;  // of model.safetensors
  std::vector<std::string> unused;
};

// `source`: as read_clip_checkpoint takes; `target`: a folder that is made, or empty. Throws what
// read_clip_checkpoint, set_image_size and make_model throw; Error{InvalidInput} for a target that is not
// empty, for a model of this program and for regions that need a Prompter; Error{Mismatch} for a tokenizer of
// another size. On an error nothing is left behind.
Conversion convert_checkpoint(const std::filesystem::path& source, const std::filesystem::path& target,
                              const ConversionOptions& options);

}  // namespace cloc::inference
