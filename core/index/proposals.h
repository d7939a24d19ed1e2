// SPDX-License-Identifier: Apache-2.0
// Boxes of an image that no one has drawn: a grid, or the best of what a model's proposal head found; and
// which of them say nothing new once they are embedded. Used by inference::Session, indexing and evaluation.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/geometry/box.h"

namespace cloc::index {

struct GridOptions {
  // Sides of the boxes as parts of the image's sides, each in (0, 1].
  std::vector<float> scales = {1.f / 2, 1.f / 3};
  // How much of a box its neighbour covers at least, in [0, 0.9].
  float overlap = 0.5f;
  // Boxes with a side below this many pixels are left out.
  float min_side = 16;
  bool whole_image = true;
};

// Where regions come from when a project has no boxes: a grid of boxes of the image's shape at each scale,
// evenly spaced from edge to edge, largest scale first, after the whole image. [N] boxes inside [0, width] x
// [0, height], original pixels; 1 + 9 + 25 with the default options. The whole image is there however small
// it is. Throws Error{InvalidInput} for sizes below 1 and options out of range.
std::vector<PixelBox> grid_proposals(int width, int height, const GridOptions& options = {});

struct Proposal {
  PixelBox box;
  float score = 0;  // the IoU with an object that the box is expected to have, (0, 1); 0: of a grid
};

struct ProposalChoice {
  std::size_t most = 30, least = 5;
  float least_score = 0.05f;  // worse ones are only taken to make up `least`
  float overlap = 0.6f;       // a box is dropped when a better one overlaps it by an IoU above this
  // What is kept becomes the mean, by score, of all boxes that overlap it by this much: tokens of one object
  // err in different ways (box voting, Gidaris & Komodakis 2015, arXiv 1505.01749); 1: stays as it is.
  float vote = 0.7f;
  float min_side = 4;  // pixels: what is thinner is no box anybody would draw
};

// Greedy non-maximum suppression, best first; of equal scores the one that was given earlier. `width`,
// `height`: of the image, to which the boxes are clipped.
std::vector<Proposal> best_proposals(std::vector<Proposal> proposals, int width, int height,
                                     const ProposalChoice& choice = {});

// Which of an image's proposals are worth keeping: sky or a wall gives many boxes that look the same. One by
// one, in their order (grid_proposals gives the larger ones first), a box is left out when a kept one covers
// about half of it or more and is nearly the same, their cosine above `duplicate_cosine`; with 1 none is.
// `embeddings`: [N, dim] of unit length, for the N boxes. Returns the places of those kept, ascending.
std::vector<std::size_t> without_near_duplicates(std::span<const PixelBox> boxes,
                                                 std::span<const float> embeddings, float duplicate_cosine);

}  // namespace cloc::index
