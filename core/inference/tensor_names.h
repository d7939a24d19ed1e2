// SPDX-License-Identifier: Apache-2.0
// Which tensor of another program's model is which of ours: tables that are read in one direction when a
// checkpoint comes in and in the other when one goes out, so that no name is spelt out twice. Used by the
// readers and writers of this folder.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/inference/checkpoint_source.h"
#include "core/model/owl_vit.h"

namespace cloc::inference {

struct TensorName {
  enum class Form {
    Same,
    Transposed,   // of two dimensions
    Flat,         // theirs [1, 1, width], ours [width]
    Unbatched,    // theirs [1, ...], ours without the one
    LinearPatch,  // theirs [width, patch * patch * 3], a linear layer over the pixels of a patch row by row;
                  // ours [width, 3, patch, patch], a convolution
    Third,        // theirs is one or more thirds of ours along the first dimension: q, k and v
  };
  std::string theirs, ours;
  Form form = Form::Same;
  std::int64_t third = 0;   // of Form::Third: the first one
  std::int64_t thirds = 1;  // and how many
};
using TensorNames = std::vector<TensorName>;

// CLIPModel, SiglipModel or Siglip2Model of transformers, for a model of this configuration: those with
// ImagePool::Probe are SigLIPs. `linear_patch`: Siglip2Model's way to make tokens of patches.
TensorNames hugging_face_names(const model::ClocConfig& config, bool linear_patch = false);

// OwlViTForObjectDetection and Owlv2ForObjectDetection of transformers: encoders and heads. Its logit_scale
// and visual_projection are CLIP's, which no detection reads, and not among them.
TensorNames hugging_face_owl_names(const model::OwlVitConfig& config);

// A text encoder of open_clip or OpenAI, whose names begin with `prefix`.
TensorNames open_clip_text_names(const model::ClocConfig& config, const std::string& prefix);

// An image encoder of open_clip's or OpenAI's own kind.
TensorNames open_clip_vision_names(const model::ClocConfig& config);

// An image encoder of timm with a latent query for its pool (`visual.trunk.`).
TensorNames timm_vision_names(const model::ClocConfig& config);

// Takes all of them out of `source`, by our names. Throws Error{Mismatch} for one that is missing or of a
// shape that cannot be brought into our form.
std::map<std::string, at::Tensor> take_by_our_names(CheckpointSource& source, const TensorNames& names);

// The way back: all of them by their names. `ours` holds each.
std::map<std::string, at::Tensor> by_their_names(const std::map<std::string, at::Tensor>& ours,
                                                 const TensorNames& names);

}  // namespace cloc::inference
