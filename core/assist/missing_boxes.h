// SPDX-License-Identifier: Apache-2.0
// Which proposed boxes are objects that nobody has drawn: those that no region and no mark of an earlier
// review explains, and whose neighbours among the labelled regions agree with the words on a label. Used by
// find_mistakes() for the index's proposals, and for what the model proposes in images that have regions.
//
// A box is explained by a region that it overlaps (IoU), and by one of the label that it would get when
// either covers half of the other: a box around an apple and the table is no second apple.
#pragma once

#include <span>
#include <vector>

#include "core/assist/label_scores.h"
#include "core/assist/labelled_entries.h"
#include "core/assist/mistakes.h"
#include "core/store/lookup.h"

namespace cloc::assist {

class MissingBoxes {
 public:
  // All are kept by reference.
  MissingBoxes(const store::Project& project, const LabelledEntries& labelled, const LabelTexts& texts,
               const MistakeOptions& options);

  // Of one image, in any order of images; `rows`: [boxes, dim], of unit length. The best of those that lie
  // over each other, best first. None in an image that is verified or gone.
  std::vector<Mistake> judge(store::ImageId image, std::span<const PixelBox> boxes,
                             std::span<const float> rows);
  // Boxes that were judged: no region overlaps them.
  std::int64_t judged() const { return judged_; }

 private:
  bool judge_box(std::span<const float> row, const std::vector<LabelledEntries::Found>& found,
                 Mistake& mistake) const;

  store::Lookup lookup_;
  const LabelledEntries& labelled_;
  const LabelTexts& texts_;
  const MistakeOptions& options_;
  std::int64_t judged_ = 0;
};

// Whether one of the two covers at least half of the other.
bool half_inside(const PixelBox& a, const PixelBox& b);

}  // namespace cloc::assist
