// SPDX-License-Identifier: Apache-2.0
#include "core/assist/missing_boxes.h"

#include <algorithm>
#include <utility>

#include "core/assist/review.h"

namespace cloc::assist {

bool half_inside(const PixelBox& a, const PixelBox& b) {
  return intersection_area(a, b) >= 0.5f * std::min(a.area(), b.area());
}

MissingBoxes::MissingBoxes(const store::Project& project, const LabelledEntries& labelled,
                           const LabelTexts& texts, const MistakeOptions& options)
    : lookup_(project), labelled_(labelled), texts_(texts), options_(options) {}

std::vector<Mistake> MissingBoxes::judge(store::ImageId image, std::span<const PixelBox> boxes,
                                         std::span<const float> rows) {
  std::vector<Mistake> kept;
  if (boxes.empty()) return kept;
  const auto dim = rows.size() / boxes.size();
  const auto now = lookup_.image(image);
  if (!now || now->verified) return kept;
  const auto marked = nothing_missing(now->attributes);
  const auto there = labelled_.regions_of(image);
  std::vector<PixelBox> open;
  std::vector<float> queries;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto covers = [&](const PixelBox& box) { return iou(box, boxes[i]) >= options_.free_overlap; };
    if (std::any_of(marked.begin(), marked.end(), covers) ||
        std::any_of(there.begin(), there.end(), [&](const auto& region) { return covers(region.box); }))
      continue;
    open.push_back(boxes[i]);
    const auto row = rows.subspan(i * dim, dim);
    queries.insert(queries.end(), row.begin(), row.end());
  }
  judged_ += static_cast<std::int64_t>(open.size());
  if (open.empty()) return kept;
  const auto found = labelled_.nearest(queries, options_.neighbours);
  std::vector<Mistake> all;
  for (std::size_t i = 0; i < open.size(); ++i) {
    Mistake mistake{MistakeKind::Missing, 0, image, {}, open[i], now->path};
    if (!judge_box(std::span(queries).subspan(i * dim, dim), found[i], mistake)) continue;
    const bool explained = std::any_of(there.begin(), there.end(), [&](const auto& region) {
      return region.label_id == mistake.suggested && half_inside(region.box, open[i]);
    });
    if (!explained) all.push_back(std::move(mistake));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Mistake& a, const Mistake& b) { return a.score > b.score; });
  for (auto& mistake : all) {
    const bool worse = std::any_of(kept.begin(), kept.end(), [&](const Mistake& better) {
      return iou(better.box, mistake.box) >= options_.free_overlap ||
             (better.suggested == mistake.suggested && half_inside(better.box, mistake.box));
    });
    if (!worse) kept.push_back(std::move(mistake));
  }
  return kept;
}

bool MissingBoxes::judge_box(std::span<const float> row, const std::vector<LabelledEntries::Found>& found,
                             Mistake& mistake) const {
  if (found.empty()) return false;  // words alone name everything something
  const auto scores = label_scores(row, texts_, to_neighbours(found), options_.fusion);
  const auto& best = scores.front();
  mistake.suggested = best.label;
  mistake.suggested_text = best.text;
  mistake.asked = static_cast<int>(found.size());
  for (const auto& one : found) {
    if (one.item->label != best.label) continue;
    ++mistake.votes;
    mistake.similarity += one.score;
  }
  if (mistake.votes == 0) return false;
  mistake.similarity /= static_cast<float>(mistake.votes);
  mistake.score = best.score * mistake.similarity;
  return mistake.score >= options_.least_missing;
}

}  // namespace cloc::assist
