// SPDX-License-Identifier: Apache-2.0
#include "core/inference/token_proposals.h"

#include <torch/torch.h>

#include <utility>

namespace cloc::inference {

std::vector<index::Proposal> proposals_of(const model::TokenProposals& tokens, std::int64_t row,
                                          const PlacedImage& image, const index::GridOptions& grid,
                                          const index::ProposalChoice& choice) {
  std::vector<index::Proposal> found;
  if (!tokens.boxes.defined()) {
    for (const auto& box : index::grid_proposals(image.width, image.height, grid)) found.push_back({box, 0});
    return found;
  }
  const auto boxes = tokens.boxes[row].to(torch::kCPU, torch::kFloat).contiguous();
  const auto scores = tokens.logits[row].to(torch::kCPU, torch::kFloat).sigmoid().contiguous();
  const auto* corner = boxes.data_ptr<float>();
  for (std::int64_t token = 0; token < boxes.size(0); ++token, corner += 4) {
    const NormBox box{corner[0], corner[1], corner[2], corner[3]};
    found.push_back({image.frame.to_pixels(box), scores.data_ptr<float>()[token]});
  }
  return index::best_proposals(std::move(found), image.width, image.height, choice);
}

}  // namespace cloc::inference
