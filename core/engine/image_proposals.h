// SPDX-License-Identifier: Apache-2.0
// Boxes that the model proposes in one image: where it sees what the project has labels for. The boxes that
// it sees objects in (Session::propose; of a model without a proposal head a grid, finer than the index's)
// ask "what is at this place?"; the labels that fit any place best are then grounded ("where is this?"),
// which gives tight boxes of these labels.
#pragma once

#include <span>
#include <string>

#include "core/engine/engine.h"
#include "core/inference/session.h"

namespace cloc::engine {

// `names`: of the labels; `name_rows`: [names, dim], their embeddings. Without names, and with a model that
// does not ground, the boxes that ask alone; these are also there when a proposal head made them.
ImageProposals propose_boxes(inference::Session& session, const inference::EncodedImage& image,
                             std::span<const std::string> names, std::span<const float> name_rows);

}  // namespace cloc::engine
