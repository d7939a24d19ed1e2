// SPDX-License-Identifier: Apache-2.0
// How far the two witnesses of label_scores.h are to be trusted in this project, learned from its labelled
// regions: where the names say much to the model (demo data) neighbours would only blur them, where they say
// nothing ("class 17") neighbours are all there is. Deleted interpolation (Jelinek, Mercer 1980): for regions
// whose label is known, each left out of its own neighbours, the mixture's weight is the one under which
// their labels are likeliest, by expectation maximisation:
//   trust <- (sum over regions of  trust n_i / ((1 - trust) w_i + trust n_i)  + prior) / (regions + strength)
// w_i, n_i: what words and neighbours give the region's own label. The prior is worth some regions, so that
// a project with few labels begins with the default.
#pragma once

#include <vector>

#include "core/assist/label_scores.h"
#include "core/assist/labelled_entries.h"

namespace cloc::assist {

class FusionFit {
 public:
  // The scores of a region by both witnesses (LabelScore::words, neighbours), and the label it has. The
  // oldest go when there are kMost.
  void add(const std::vector<LabelScore>& scores, store::LabelId label);
  std::size_t count() const { return seen_.size(); }
  // `options` with the trust that fits.
  FusionOptions fitted(FusionOptions options) const;
  static constexpr std::size_t kMost = 400;

 private:
  struct Seen {
    float words = 0, neighbours = 0;
  };
  std::vector<Seen> seen_;
  std::size_t next_ = 0;  // to be replaced
};

// From some regions of all, evenly spread over the entries.
FusionFit fit_fusion(const LabelledEntries& labelled, const index::SavedIndex& index, const LabelTexts& texts,
                     std::int64_t neighbours, const FusionOptions& options);

}  // namespace cloc::assist
