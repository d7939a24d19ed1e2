// SPDX-License-Identifier: Apache-2.0
// From a batch to a loss and gradients: runs the model's parts on what the batch holds and applies equations
// 1 to 4.
#pragma once

#include <torch/types.h>

#include "core/model/cloc.h"
#include "training/batch_loader.h"
#include "training/distributed/processes.h"
#include "training/recipe.h"

namespace cloc::training {

// All that the losses need to see of a batch; images, regions and texts in the batch's order, not normalised.
struct BatchEmbeddings {
  at::Tensor image;      // [N, D]
  at::Tensor caption;    // [C, D]
  at::Tensor region;     // [R, D]
  at::Tensor phrase;     // [U, D]
  at::Tensor predicted;  // [R, 4] boxes of the grounding head; undefined when it is not trained
  at::Tensor proposals;  // [N, T, 5]: model::TokenProposals' boxes and logits; undefined likewise
};

struct StepResult {
  at::Tensor total;  // [], carries the graph; of several processes this one's share
  // Of the whole batch, all processes together.
  double loss = 0, clip = 0, region_text = 0, grounding = 0, text_push = 0, proposals = 0, lambda = 0;
  double filtered_share = 0;   // of the negative region pairs
  double region_accuracy = 0;  // share of regions whose own caption ranks first among the batch's, of the
                               // first thousand of each process
  std::int64_t images = 0, regions = 0;
};

BatchEmbeddings embed(model::Cloc& model, const Batch& batch, const Recipe& recipe);

// Equations 1 to 4, and what the recipe adds to them. `processes`: those that hold the other parts of the
// batch, whose images and regions are negatives of this one's; nullptr: it is whole. Each process gets a
// share of the loss; the shares, and the parameters' gradients, add up to the whole batch's.
StepResult compute_losses(model::Cloc& model, const BatchEmbeddings& embeddings, const Batch& batch,
                          const Recipe& recipe, Processes* processes = nullptr);

// Adds the batch's gradients to the parameters: of several processes this one's share of them. With
// recipe.accumulation = k the images are computed in k parts, each twice: first without a graph for the
// embeddings, then again with the gradients that the loss over all of them has, so that the result equals the
// whole batch's, with all its negatives (Gao et al. 2021, arXiv 2101.06983).
StepResult backward(model::Cloc& model, const Batch& batch, const Recipe& recipe,
                    Processes* processes = nullptr);

}  // namespace cloc::training
