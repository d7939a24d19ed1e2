// SPDX-License-Identifier: Apache-2.0
// The image and text encoders of a model as a folder that Hugging Face's CLIPModel.from_pretrained loads, and
// what takes a CLIP vision tower of it. The Prompter and the BoxHead have no place there and stay behind.
#pragma once

#include <filesystem>

#include "core/inference/model_folder.h"

namespace cloc::inference {

// Writes config.json, model.safetensors, preprocessor_config.json and the tokenizer's files into `folder`,
// which is made. Images of a model that letterboxes them are resized by the shorter side and cropped
// there, as CLIP's are, so whole images that are not square give other embeddings there. Throws
// Error{Unsupported} for encoders that CLIPModel does not compute (pooling by attention or by a probe, texts
// without causal mask) and for vocabularies that are no byte pairs; Error{Io}.
void write_hugging_face_clip(const std::filesystem::path& folder, LoadedModel& loaded,
                             StoredPrecision precision);

}  // namespace cloc::inference
