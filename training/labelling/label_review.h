// SPDX-License-Identifier: Apache-2.0
// What is done with all machine labels of a project at once: accepted by score, removed, compared with the
// regions that people made. Used by the commands; the window reviews them by core/assist/machine_labels.h.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/progress.h"
#include "core/store/project.h"

namespace cloc::labelling {

struct ReviewedLabels {
  std::int64_t images = 0, regions = 0;  // that were changed
};

// Accepts the machine labels whose score is at least `score`, in steps that can be undone. Throws
// store::Conflict when another program changes them meanwhile, Error{Io, Cancelled}: the steps before stand.
ReviewedLabels accept_labels(store::Project& project, double score, const ProgressSink& progress = {},
                             const CancelToken& cancel = {});

// Removes those that nobody has accepted, and the marks of their images, so that a run labels them anew.
// Steps and errors as above.
ReviewedLabels clear_labels(store::Project& project, const ProgressSink& progress = {},
                            const CancelToken& cancel = {});

// Machine labels of a least score against the other regions of their images.
struct Agreement {
  double threshold = 0;
  std::int64_t boxes = 0;   // machine labels
  std::int64_t truths = 0;  // other regions of images that were labelled
  std::int64_t right = 0;   // boxes over a region of its own: IoU >= 0.5, the best boxes choose first
  std::int64_t named = 0;   // right ones of regions whose label's name or caption is in the phrase, or is it
  double precision() const;
  double recall() const;
  double named_precision() const;
  double named_recall() const;
};

// Of labelled images alone; accepted machine labels count as machine labels. Regions marked as crowds are no
// truths. One for each of `thresholds`.
std::vector<Agreement> compare_labels(const store::Project& project, const std::vector<double>& thresholds,
                                      const ProgressSink& progress = {}, const CancelToken& cancel = {});

}  // namespace cloc::labelling
