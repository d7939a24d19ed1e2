// SPDX-License-Identifier: Apache-2.0
// Runs a model over a labelled data set and measures what it has labels for (method, section 6): all
// zero-shot.
//
//   image classification    images whose regions all have one label, or none but a folder's:
//                           prompts "a photo of a NAME"
//   image-text retrieval    images with captions, R@1/5/10 both ways
//   region classification   labelled boxes against bare class names: mAcc, top-1, top-5
//   region-text retrieval   captioned boxes, R@10 both ways
//   grounding               captions that name one region of their image: Acc@0.5, mean IoU
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "core/model/cloc.h"
#include "core/text/tokenizer.h"
#include "training/evaluation/metrics.h"

namespace cloc::training {

struct EvaluationOptions {
  std::int64_t max_images = 0;  // the first so many; 0: all
  std::int64_t batch_size = 64;
  std::string image_prompt = "a photo of a {}";  // {}: the class name
};

// Parts are absent when the data set has nothing to measure them on.
struct EvaluationReport {
  std::int64_t images = 0, regions = 0;
  std::int64_t ambiguous_phrases = 0;  // not grounded: they name several regions of their image
  std::int64_t regions_without_caption = 0;
  std::optional<ClassificationResult> image_classification, region_classification;
  std::optional<ImageTextResult> image_text;
  std::optional<RegionTextResult> region_text;
  std::optional<GroundingResult> grounding;
  IssueReport issues;

  // What training calls best: region mAcc, else image-to-text R@1, else 0.
  double score() const;
  // Flat names and values, for logs.
  std::vector<std::pair<std::string, double>> scalars() const;
  nlohmann::json to_json() const;
  // Aligned columns: measure, value, number of items; then what was skipped.
  std::string to_table() const;
};

// The model stays in its mode and on its device. An image that cannot be read is reported and left out.
EvaluationReport evaluate(model::Cloc& model, const text::Tokenizer& tokenizer, const data::Dataset& dataset,
                          const EvaluationOptions& options, const ProgressSink& progress,
                          const CancelToken& cancel);

}  // namespace cloc::training
