// SPDX-License-Identifier: Apache-2.0
// What may be wrong in a project's annotations, as ranked lists with the evidence for each entry: labels that
// the look of the region speaks against, outliers, near duplicates, and boxes that are missing. A search of
// minutes in large projects: it reports progress, can be cancelled, and changes nothing.
//
// Each labelled region asks its nearest labelled regions through the index, in batches; one such question
// feeds three of the lists:
//   labels      by  max over other labels l of p(l) - p(own),  p as label_scores.h; listed when positive
//   outliers    by  (median - cosine) / deviation,  the cosine to the centroid of the label's regions (each
//               without itself), the median and its absolute deviation (times 1.4826) over them
//   duplicates  across images: by the cosine of the two; in one image: by the IoU of two boxes of one label
//   missing     proposals that no region overlaps and whose neighbours have one label, by the label's score
//               times the mean cosine of its neighbours
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/assist/label_scores.h"
#include "core/assist/labelled_entries.h"

namespace cloc::assist {

enum class MistakeKind { Label, Outlier, Duplicate, Missing };
inline constexpr int kMistakeKinds = 4;

struct MistakeOptions {
  std::int64_t neighbours = 20;
  FusionOptions fusion = {};
  bool fit_fusion = true;           // fusion.most_trust is learned from the project's labels (fusion_fit.h)
  std::int64_t least_in_label = 8;  // regions of a label below which nothing is an outlier of it
  float least_deviations = 3;       // of outliers
  float same_box = 0.9f;            // IoU above which two boxes of one label are the same
  float same_look = 0.985f;         // cosine above which regions of two images are the same
  float least_missing = 0.5f;       // score of missing boxes
  float free_overlap = 0.3f;        // IoU with a region from which on a proposal is not missing
  std::int64_t limit = 5000;        // entries of each list: the best
};

struct Mistake {
  MistakeKind kind = MistakeKind::Label;
  float score = 0;  // what the list is ranked by
  store::ImageId image_id = 0;
  std::optional<store::RegionId> region_id = {};  // absent for a missing box
  PixelBox box;
  std::filesystem::path path = {};
  std::optional<store::LabelId> label = {};  // that it has
  // Of Label and Missing; of an Outlier when another label fits it better than its own.
  std::optional<store::LabelId> suggested = {};
  // The evidence. Votes: how many of `asked` neighbours have the suggested label, and its own. Similarity: of
  // an outlier to its label's centroid, and what is usual; of a duplicate to its double (IoU in one image);
  // of a missing box to its neighbours. Text: cosine with the names of its own and the suggested label.
  int votes = 0, own_votes = 0, asked = 0;
  float similarity = 0, usual = 0;
  float own_text = 0, suggested_text = 0;
  // Of a duplicate: the other one, which came first.
  std::optional<store::RegionId> other_region = {};
  store::ImageId other_image = 0;
  std::filesystem::path other_path = {};
  PixelBox other_box = {};
  std::optional<store::LabelId> other_label = {};
};

struct MistakeReport {
  std::vector<Mistake> lists[kMistakeKinds];  // by MistakeKind; best first
  std::int64_t regions = 0, proposals = 0;    // that were looked at
  std::int64_t not_indexed = 0;               // labelled regions that the index does not know
  const std::vector<Mistake>& list(MistakeKind kind) const { return lists[static_cast<int>(kind)]; }
};

// `texts` may be empty: neighbours alone speak then. What was judged right (review.h) and verified images
// (for missing boxes) are left out. Throws Error{Cancelled}.
MistakeReport find_mistakes(const store::Project& project,
                            const std::shared_ptr<const index::SavedIndex>& index, const LabelTexts& texts,
                            const MistakeOptions& options = {}, const ProgressSink& progress = {},
                            const CancelToken& cancel = {});

}  // namespace cloc::assist
