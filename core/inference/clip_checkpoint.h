// SPDX-License-Identifier: Apache-2.0
// Foreign CLIP weights as models of ours: OpenAI's, open_clip's (its own ViTs, and timm's of SigLIP, SigLIP 2
// and Perception Encoder), Hugging Face's CLIPModel, SiglipModel and Siglip2Model.
// Which of them it is, is told by the tensors' names and shapes and by the configuration beside them, never
// by a file's name; what would change the numbers and cannot be told is an error, not a guess.
//
//   const auto checkpoint = read_clip_checkpoint("clip-vit-base-patch32/");
//   auto model = make_model(checkpoint);  // answers boxes by the value path: it has no Prompter
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/model/cloc.h"
#include "core/weights/state_dict.h"

namespace cloc::inference {

// A model that this program wrote; its tensors and configuration are as they are.
inline constexpr const char* kOwnFamily = "CLOC Studio";

struct ClipCheckpoint {
  // "OpenAI CLIP", "open_clip", "Hugging Face CLIP", "Hugging Face SigLIP", "Hugging Face SigLIP 2", or
  // kOwnFamily.
  std::string family;
  model::ClocConfig config;         // region_encoder is ValueRoi, but for kOwnFamily
  weights::SafeTensors tensors;     // by our names, in the file's types
  std::vector<std::string> unused;  // of the file's tensors: optimiser states, masks, other copies
  std::vector<std::filesystem::path> files;
};

struct ClipOptions {
  // Of both towers, for weights that come without a configuration: names and shapes do not tell it.
  std::optional<model::Activation> activation = {};
};

// `path`: as open_state_dict takes. Configurations are looked for in the weights' folder: config.json and
// preprocessor_config.json, open_clip_config.json. Throws what open_state_dict throws; Error{Mismatch} for
// tensors of no such model, or such that are at odds with the configuration; Error{Unsupported} naming what
// this program does not know of (ResNets, other encoders of timm, a setting), and for weights whose
// activation is not known; Error{Corrupt} for damaged configurations.
ClipCheckpoint read_clip_checkpoint(const std::filesystem::path& path, const ClipOptions& options = {});

// For images of another size, in pixels a side: the positions are interpolated once, by
// config.vision.position_rule. Throws Error{InvalidInput} when `pixels` is no multiple of the patch size;
// Error{Mismatch} when the checkpoint's positions are not those of its configuration.
void set_image_size(ClipCheckpoint& checkpoint, std::int64_t pixels);

// In evaluation mode, float32, on the CPU. Throws Error{Mismatch} listing tensors that are missing or of
// another shape; Error{Numeric} naming a tensor that holds NaN or infinity.
model::Cloc make_model(const ClipCheckpoint& checkpoint);

}  // namespace cloc::inference
