// SPDX-License-Identifier: Apache-2.0
// Looks through a data set, or a project read as one, for what will make trouble later: missing and damaged
// images, boxes outside of them, regions drawn twice, labels that differ by case alone. What readers
// themselves refuse is in their own report.
#pragma once

#include "core/data/reader.h"

namespace cloc::data {

struct ValidateOptions {
  // Decodes every image: finds damaged files, takes as long as reading all of them.
  bool decode = false;
};

struct Validation {
  std::int64_t images = 0, regions = 0;
  IssueReport issues;
};

// Categories: "missing image file", "damaged image file" (decode only), "image of another size than recorded"
// (decode only), "region outside its image", "region drawn twice" (same label and caption, IoU 0.98 or more),
// "labels that differ by case alone", "label without regions". Throws what the reader throws;
// Error{Cancelled}.
Validation validate(DatasetReader& reader, const ValidateOptions& options = {},
                    const ProgressSink& progress = {}, const CancelToken& cancel = {});

}  // namespace cloc::data
