// SPDX-License-Identifier: Apache-2.0
#include "core/index/proposals.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/base/error.h"

namespace cloc::index {
namespace {

// Neighbours in the grid cover half of each other, but for rounding.
constexpr float kCovered = 0.45f;

void check(int width, int height, const GridOptions& options) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorKind::InvalidInput, "Cannot make region proposals: " + what);
  };
  if (width < 1 || height < 1) {
    refuse("the image is " + std::to_string(width) + " x " + std::to_string(height) +
           " pixels. Check the file.");
  }
  if (!(options.overlap >= 0 && options.overlap <= 0.9f)) {
    refuse("the overlap is " + std::to_string(options.overlap) + ". Give a number from 0 to 0.9.");
  }
  for (const float scale : options.scales) {
    if (!(scale > 0 && scale <= 1))
      refuse("a scale is " + std::to_string(scale) + ". Give numbers in (0, 1].");
  }
}

// As few boxes as keep the overlap while reaching from edge to edge.
int steps_along(float scale, float overlap) {
  return scale >= 1 ? 1 : 1 + static_cast<int>(std::ceil((1 - scale) / (scale * (1 - overlap)) - 1e-4f));
}

}  // namespace

std::vector<PixelBox> grid_proposals(int width, int height, const GridOptions& options) {
  check(width, height, options);
  const auto w = static_cast<float>(width), h = static_cast<float>(height);
  std::vector<PixelBox> boxes;
  if (options.whole_image) boxes.push_back({0, 0, w, h});
  for (const float scale : options.scales) {
    const float box_w = w * scale, box_h = h * scale;
    if (box_w < options.min_side || box_h < options.min_side) continue;
    if (scale >= 1 && options.whole_image) continue;
    const int steps = steps_along(scale, options.overlap);
    const auto at = [steps](int step, float room) { return steps == 1 ? 0.f : room * step / (steps - 1); };
    for (int row = 0; row < steps; ++row) {
      for (int column = 0; column < steps; ++column) {
        const float x = at(column, w - box_w), y = at(row, h - box_h);
        boxes.push_back(clip(PixelBox{x, y, x + box_w, y + box_h}, w, h));
      }
    }
  }
  return boxes;
}

namespace {

// The mean of the boxes that overlap `box` by an IoU of at least `vote`, weighted by their scores.
PixelBox voted(const PixelBox& box, const std::vector<Proposal>& all, float vote) {
  double sum = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  for (const auto& one : all) {
    if (!one.box.finite() || iou(one.box, box) < vote) continue;
    const auto weight = static_cast<double>(one.score);
    sum += weight;
    x1 += weight * one.box.x1;
    y1 += weight * one.box.y1;
    x2 += weight * one.box.x2;
    y2 += weight * one.box.y2;
  }
  if (sum <= 0) return box;
  return {static_cast<float>(x1 / sum), static_cast<float>(y1 / sum), static_cast<float>(x2 / sum),
          static_cast<float>(y2 / sum)};
}

}  // namespace

std::vector<Proposal> best_proposals(std::vector<Proposal> proposals, int width, int height,
                                     const ProposalChoice& choice) {
  std::stable_sort(proposals.begin(), proposals.end(),
                   [](const Proposal& a, const Proposal& b) { return a.score > b.score; });
  std::vector<Proposal> kept;
  for (auto& one : proposals) {
    if (kept.size() == choice.most || (one.score < choice.least_score && kept.size() >= choice.least)) break;
    if (!one.box.finite()) continue;
    one.box = clip(one.box, static_cast<float>(width), static_cast<float>(height));
    if (one.box.width() < choice.min_side || one.box.height() < choice.min_side) continue;
    const auto drops = [&](const Proposal& better) { return iou(better.box, one.box) > choice.overlap; };
    if (std::none_of(kept.begin(), kept.end(), drops)) kept.push_back(one);
  }
  if (choice.vote < 1) {
    for (auto& one : kept) one.box = voted(one.box, proposals, choice.vote);
  }
  return kept;
}

std::vector<std::size_t> without_near_duplicates(std::span<const PixelBox> boxes,
                                                 std::span<const float> embeddings, float duplicate_cosine) {
  const std::size_t dim = boxes.empty() ? 0 : embeddings.size() / boxes.size();
  std::vector<std::size_t> kept;
  for (std::size_t candidate = 0; candidate < boxes.size(); ++candidate) {
    const auto repeats = [&](std::size_t other) {
      const float common = intersection_area(boxes[candidate], boxes[other]);
      if (duplicate_cosine >= 1 || common < kCovered * boxes[candidate].area()) return false;
      const float* a = embeddings.data() + candidate * dim;
      return std::inner_product(a, a + dim, embeddings.data() + other * dim, 0.f) > duplicate_cosine;
    };
    if (std::none_of(kept.begin(), kept.end(), repeats)) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace cloc::index
