// SPDX-License-Identifier: Apache-2.0
// How far two models agree on the same images: whether a conversion kept the numbers, what half precision or
// another input size costs, how another training sees the same data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/geometry/box.h"
#include "core/inference/session.h"

namespace cloc::inference {

struct ComparedImage {
  std::filesystem::path path;
  std::vector<PixelBox> boxes;
  std::vector<std::string> captions;
};

// Of items of one sort: images, regions, texts.
struct Agreement {
  std::int64_t items = 0;
  // Between the two models' embeddings of the same item; absent when these have different sizes.
  std::optional<double> mean_cosine, least_cosine, largest_difference;
  std::int64_t k = 0;  // neighbours asked for: fewer where there are fewer
  // Which share of an item's k nearest (of images and regions: others of their sort; of texts: images) both
  // models name, on average; absent when there are none.
  std::optional<double> overlap;
};

struct ModelComparison {
  Agreement images, regions, texts;
  IssueReport issues;  // images that could not be read
};

// [0, 1]: the mean over the rows of |nearest k by a and by b| / k. Query i and candidate i are the same item,
// and left out, when `same`. queries and candidates of one model: [Q, D] and [C, D].
double neighbour_overlap(const Embeddings& queries_a, const Embeddings& candidates_a,
                         const Embeddings& queries_b, const Embeddings& candidates_b, std::int64_t k,
                         bool same);

// Throws Error{InvalidInput} when no image can be read, what Session throws, Error{Cancelled}.
ModelComparison compare_models(Session& a, Session& b, const std::vector<ComparedImage>& images,
                               std::int64_t k, const ProgressSink& progress, const CancelToken& cancel);

}  // namespace cloc::inference
