// SPDX-License-Identifier: Apache-2.0
#include "training/losses/proposals.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "training/losses/losses.h"

namespace cloc::training {
namespace {

// [P], without gradient. a, b: [P, 4], corners in order.
at::Tensor iou_of(const at::Tensor& a, const at::Tensor& b) {
  const torch::NoGradGuard no_grad;
  const auto area = [](const at::Tensor& low, const at::Tensor& high) {
    return (high - low).clamp_min(0).prod(1);
  };
  const auto a_low = a.slice(1, 0, 2), a_high = a.slice(1, 2, 4), b_low = b.slice(1, 0, 2),
             b_high = b.slice(1, 2, 4);
  const auto common = area(torch::maximum(a_low, b_low), torch::minimum(a_high, b_high));
  return common / (area(a_low, a_high) + area(b_low, b_high) - common).clamp_min(1e-9);
}

double divisor(std::int64_t count) {
  return static_cast<double>(std::max<std::int64_t>(1, count));
}

}  // namespace

TokenTargets token_targets(const at::Tensor& boxes, const at::Tensor& image_index, std::int64_t images,
                           std::int64_t rows, std::int64_t columns) {
  const auto tokens = rows * columns;
  TokenTargets targets{torch::zeros({images, tokens, 4}), torch::zeros({images, tokens}, torch::kBool),
                       torch::zeros({images, tokens}), torch::zeros({images}, torch::kBool)};
  std::vector<std::int64_t> owner(static_cast<std::size_t>(images * tokens), -1);
  std::vector<float> smallest(static_cast<std::size_t>(images * tokens), std::numeric_limits<float>::max());
  const auto box = boxes.accessor<float, 2>();
  const auto image = image_index.accessor<std::int64_t, 1>();
  auto target = targets.boxes.accessor<float, 3>();
  auto object = targets.object.accessor<bool, 2>();
  auto labelled = targets.labelled.accessor<bool, 1>();
  for (std::int64_t o = 0; o < boxes.size(0); ++o) {
    const auto n = image[o];
    const float x1 = box[o][0], y1 = box[o][1], x2 = box[o][2], y2 = box[o][3];
    const float area = (x2 - x1) * (y2 - y1);
    labelled[n] = true;
    const auto take = [&](std::int64_t row, std::int64_t column) {
      const auto token = row * columns + column;
      auto& least = smallest[static_cast<std::size_t>(n * tokens + token)];
      if (area >= least) return;
      least = area;
      owner[static_cast<std::size_t>(n * tokens + token)] = o;
      object[n][token] = true;
      for (int side = 0; side < 4; ++side) target[n][token][side] = box[o][side];
    };
    const auto cell = [](float place, std::int64_t cells) {
      const auto index = static_cast<std::int64_t>(place * static_cast<float>(cells));
      return std::clamp<std::int64_t>(index, 0, cells - 1);
    };
    for (auto row = cell(y1, rows); row <= cell(y2, rows); ++row) {
      const float y = (static_cast<float>(row) + 0.5f) / static_cast<float>(rows);
      for (auto column = cell(x1, columns); column <= cell(x2, columns); ++column) {
        const float x = (static_cast<float>(column) + 0.5f) / static_cast<float>(columns);
        if (x >= x1 && x <= x2 && y >= y1 && y <= y2) take(row, column);
      }
    }
    take(cell((y1 + y2) / 2, rows), cell((x1 + x2) / 2, columns));
  }
  std::vector<std::int64_t> size(static_cast<std::size_t>(boxes.size(0)), 0);
  for (const auto o : owner) {
    if (o >= 0 && size[static_cast<std::size_t>(o)]++ == 0) ++targets.objects;
  }
  auto* share = targets.share.data_ptr<float>();
  for (std::size_t token = 0; token < owner.size(); ++token) {
    if (owner[token] >= 0)
      share[token] = 1.f / static_cast<float>(size[static_cast<std::size_t>(owner[token])]);
  }
  return targets;
}

at::Tensor proposal_loss(const model::TokenProposals& proposals, const TokenTargets& targets,
                         std::int64_t labelled_tokens, std::int64_t objects) {
  const auto predicted = proposals.boxes.index({targets.object}),
             boxes = targets.boxes.index({targets.object});
  auto fits = torch::zeros_like(proposals.logits).detach();
  fits.index_put_({targets.object}, iou_of(predicted.detach(), boxes).to(fits.scalar_type()));
  const auto wrong =
      at::binary_cross_entropy_with_logits(proposals.logits, fits, {}, {}, at::Reduction::None);
  const auto score = (wrong * targets.labelled.unsqueeze(1)).sum() / divisor(labelled_tokens);
  const auto misfit = 1 - giou_of(predicted, boxes);
  return score + (misfit * targets.share.index({targets.object})).sum() / divisor(objects);
}

}  // namespace cloc::training
