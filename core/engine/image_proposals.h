// SPDX-License-Identifier: Apache-2.0
// Boxes that the model proposes in one image: where it sees what the project has labels for. The index's grid
// (index/proposals.h), finer here, asks "what is at this place?"; the labels that fit any place best are then
// grounded ("where is this?"), which gives tight boxes.
#pragma once

#include <span>
#include <string>

#include "core/engine/engine.h"
#include "core/inference/session.h"

namespace cloc::engine {

struct ProposeOptions {
  int grounded = 16;       // labels that are grounded: the best of the grid
  bool with_grid = false;  // the grid's boxes too
};

// `names`: of the labels; `name_rows`: [names, dim], their embeddings. Without names, and with a model that
// does not ground, the grid's boxes alone.
ImageProposals propose_boxes(inference::Session& session, const inference::EncodedImage& image,
                             std::span<const std::string> names, std::span<const float> name_rows,
                             const ProposeOptions& options = {});

}  // namespace cloc::engine
