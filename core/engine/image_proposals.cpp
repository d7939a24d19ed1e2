// SPDX-License-Identifier: Apache-2.0
#include "core/engine/image_proposals.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/index/proposals.h"

namespace cloc::engine {
namespace {

constexpr std::size_t kBatch = 64;     // boxes at once
constexpr std::size_t kGrounded = 16;  // labels that are grounded: those that fit any place best
constexpr float kSmallest = 4;         // pixels: what is thinner is no box anybody would draw

inference::Embeddings embed(inference::Session& session, const inference::EncodedImage& image,
                            std::span<const PixelBox> boxes) {
  inference::Embeddings all{0, session.embed_dim(), {}};
  for (std::size_t begin = 0; begin < boxes.size(); begin += kBatch) {
    const auto part =
        session.embed_boxes(image, boxes.subspan(begin, std::min(kBatch, boxes.size() - begin)));
    all.values.insert(all.values.end(), part.values.begin(), part.values.end());
    all.count += part.count;
  }
  return all;
}

// The places of the names whose best box is best, best first.
std::vector<std::size_t> best_names(const inference::Embeddings& boxes, std::size_t names,
                                    std::span<const float> name_rows, std::size_t count) {
  const auto dim = static_cast<std::size_t>(boxes.dim);
  std::vector<float> best(names, -2);
  for (std::int64_t box = 0; box < boxes.count; ++box) {
    const auto row = boxes.row(box);
    for (std::size_t name = 0; name < names; ++name)
      best[name] = std::max(best[name], inference::dot(row, name_rows.subspan(name * dim, dim)));
  }
  std::vector<std::size_t> order(names);
  std::iota(order.begin(), order.end(), std::size_t{0});
  count = std::min(count, names);
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) { return best[a] > best[b]; });
  order.resize(count);
  return order;
}

}  // namespace

ImageProposals propose_boxes(inference::Session& session, const inference::EncodedImage& image,
                             std::span<const std::string> names, std::span<const float> name_rows) {
  const index::GridOptions grid{.scales = {1.f / 2, 1.f / 3, 1.f / 5}, .whole_image = false};
  std::vector<PixelBox> boxes;
  for (const auto& one : session.propose(image, grid)) boxes.push_back(one.box);
  auto embedded = embed(session, image, boxes);
  const bool grounds = session.grounds() && !names.empty();
  ImageProposals proposals;
  if (!grounds || session.proposes()) {
    proposals.boxes = boxes;
    proposals.rows = embedded.values;
  }
  if (!grounds || boxes.empty()) return proposals;
  std::vector<std::string> phrases;
  for (const auto name : best_names(embedded, names.size(), name_rows, kGrounded))
    phrases.push_back(names[name]);
  std::vector<PixelBox> found;
  for (const auto& one : session.ground(image, phrases)) {
    if (one.box.valid() && one.box.width() >= kSmallest && one.box.height() >= kSmallest)
      found.push_back(one.box);
  }
  embedded = embed(session, image, found);
  proposals.boxes.insert(proposals.boxes.end(), found.begin(), found.end());
  proposals.rows.insert(proposals.rows.end(), embedded.values.begin(), embedded.values.end());
  return proposals;
}

}  // namespace cloc::engine
