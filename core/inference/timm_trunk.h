// SPDX-License-Identifier: Apache-2.0
// What timm's image encoders are that open_clip's models are made with: their sizes are told by the tensors,
// the rest only by timm's code and the name of the model there.
#pragma once

#include <filesystem>

#include "core/inference/checkpoint_source.h"

namespace cloc::inference {

// Fills `to.vision`, `to.activation` and `to.embed_dim` for the tensors of `visual.trunk.`; `config` is
// vision_cfg of `file`, or null when there is none. Known are the encoders of SigLIP and SigLIP 2 and of
// Perception Encoder. Throws Error{Unsupported} naming the model or setting that is not known.
void set_timm_vision(const CheckpointSource& source, const nlohmann::json& config,
                     const std::filesystem::path& file, model::ClocConfig& to);

}  // namespace cloc::inference
