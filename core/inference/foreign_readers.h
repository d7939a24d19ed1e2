// SPDX-License-Identifier: Apache-2.0
// The readers behind read_clip_checkpoint, one for each family. Each fills `out` with family, configuration
// and tensors by our names, and throws what read_clip_checkpoint throws.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/inference/checkpoint_source.h"
#include "core/inference/clip_checkpoint.h"

namespace cloc::inference {

// A tensor that each family has, by which it is told.
inline constexpr const char* kOpenClipPatch = "visual.conv1.weight";
inline constexpr const char* kTimmPatch = "visual.trunk.patch_embed.proj.weight";
inline constexpr const char* kHuggingFacePatch = "vision_model.embeddings.patch_embedding.weight";

// The pieces of Gemma's vocabulary, by which SigLIP 2 is told from SigLIP where nothing else does.
inline constexpr std::int64_t kGemmaPieces = 256000;

// CLIPModel, SiglipModel and Siglip2Model of transformers; config.json lies in `folder`.
void read_hugging_face_clip(CheckpointSource& source, const std::filesystem::path& folder,
                            ClipCheckpoint& out);

// OpenAI's and open_clip's, with an image encoder of their own or one of timm; open_clip_config.json may lie
// in `folder`.
void read_open_clip(CheckpointSource& source, const std::filesystem::path& folder, const ClipOptions& options,
                    ClipCheckpoint& out);

}  // namespace cloc::inference
