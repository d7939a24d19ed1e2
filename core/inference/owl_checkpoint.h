// SPDX-License-Identifier: Apache-2.0
// Weights of the open-vocabulary detectors OWL-ViT and OWLv2 as Hugging Face's OwlViTForObjectDetection and
// Owlv2ForObjectDetection store them: a folder with config.json and the weights, which may lie in shards.
//
//   const auto checkpoint = read_owl_checkpoint("owlv2-base-patch16-ensemble/");
//   auto model = make_model(checkpoint);
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/model/owl_vit.h"
#include "core/weights/safetensors.h"

namespace cloc::inference {

struct OwlCheckpoint {
  std::string family;  // "OWL-ViT" or "OWLv2"
  // clip.vision.input_size: what the positions are for, in pixels a side.
  model::OwlVitConfig config;
  weights::SafeTensors tensors;     // by our names, in the file's types
  std::vector<std::string> unused;  // of the file's tensors
  std::vector<std::filesystem::path> files;
};

// `path`: as open_state_dict takes; config.json lies beside the weights, and preprocessor_config.json may.
// Of the latter mean and deviation are taken; the size of the input is that of the weights or the caller's
// choice. Throws what open_state_dict throws; Error{Unsupported} saying what the weights are of when they are
// of another architecture, or naming a setting that is not known; Error{NotFound} without a config.json;
// Error{Mismatch} for tensors at odds with the configuration; Error{Corrupt} for damaged configurations.
OwlCheckpoint read_owl_checkpoint(const std::filesystem::path& path);

// In evaluation mode, float32, on the CPU. Throws Error{Mismatch} listing tensors that are missing or of
// another shape; Error{Numeric} naming a tensor that holds NaN or infinity.
model::OwlVit make_model(const OwlCheckpoint& checkpoint);

}  // namespace cloc::inference
