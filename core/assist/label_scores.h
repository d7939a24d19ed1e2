// SPDX-License-Identifier: Apache-2.0
// Which label fits a box, from two witnesses: the model's words (the box's embedding against the embeddings
// of the labels' names) and the user's own work (the labels of the labelled regions that look most like it).
// No index and no store in here; used by suggestions and by the search for mistakes.
//
// How they are combined. Each becomes a distribution over the labels:
//   words:       p(l) = softmax over l of  text_scale * cos(box, name of l)
//   neighbours:  p(l) = sum over neighbours i with label l of  w_i,
//                w_i ~ exp(neighbour_scale * (cos_i - cos_1)),  normalised
// and the answer is their mixture  (1 - trust) * words + trust * neighbours,  trust = most_trust * n / (n +
// 2) for n neighbours. A mixture and not a product, since each witness is silent about labels the other
// knows: a label that is new has no neighbours yet, and a name such as "class 17" says nothing to the model.
// A product would let the silent one veto.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/store/project.h"

namespace cloc::assist {

// The labels of a project and the unit embeddings of their names, [labels, dim]. Labels whose names are not
// embedded yet are left out.
struct LabelTexts {
  std::vector<store::LabelId> labels = {};
  std::vector<float> rows = {};
  std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
};

// A labelled region and how like the box it is.
struct Neighbour {
  store::LabelId label = 0;
  float score = 0;  // cosine
};

struct FusionOptions {
  float text_scale = 40;
  float neighbour_scale = 10;
  float most_trust = 0.3f;  // in the neighbours, see fusion_fit.h; 0: words alone, 1: neighbours alone as far
                            // as there are any
};

struct LabelScore {
  store::LabelId label = 0;
  float score = 0;       // of the mixture: the scores of all labels sum to 1
  float text = 0;        // cosine with the name; 0 when that is not embedded
  float words = 0;       // what the words alone give it, [0, 1]
  float neighbours = 0;  // their part of the vote, [0, 1]
};

// How far the name of `label` says what the box is: what the words alone give it, [0, 1]; 0 when it is not
// embedded. A name that does not fit an example ("class 17") is not to draw others near.
float name_weight(std::span<const float> embedding, const LabelTexts& texts, store::LabelId label,
                  const FusionOptions& options = {});
// Its row, or empty.
std::span<const float> name_row(const LabelTexts& texts, store::LabelId label);

// All labels that either witness knows, best first; of equal ones the smaller number first. `embedding`:
// [dim], of unit length. `neighbours`: best first. Empty when there are neither names nor neighbours. Throws
// Error{InvalidInput} when texts.rows is not [labels, dim].
std::vector<LabelScore> label_scores(std::span<const float> embedding, const LabelTexts& texts,
                                     std::span<const Neighbour> neighbours,
                                     const FusionOptions& options = {});

}  // namespace cloc::assist
