// SPDX-License-Identifier: Apache-2.0
#include "core/inference/token_proposals.h"

#include <torch/torch.h>

namespace cloc::inference {

std::vector<index::Proposal> token_proposals(const model::TokenProposals& tokens, std::int64_t row,
                                             const Letterbox& frame) {
  const auto boxes = tokens.boxes[row].to(torch::kCPU, torch::kFloat).contiguous();
  const auto scores = tokens.logits[row].to(torch::kCPU, torch::kFloat).sigmoid().contiguous();
  std::vector<index::Proposal> found;
  const auto* corner = boxes.data_ptr<float>();
  for (std::int64_t token = 0; token < boxes.size(0); ++token, corner += 4) {
    const NormBox box{corner[0], corner[1], corner[2], corner[3]};
    found.push_back({frame.to_pixels(box), scores.data_ptr<float>()[token]});
  }
  return found;
}

}  // namespace cloc::inference
