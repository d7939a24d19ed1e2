// SPDX-License-Identifier: Apache-2.0
// Runs a model over a labelled data set and measures what it has labels for (method, section 6): all
// zero-shot.
//
//   image classification    images whose regions all have one label, or none but a folder's:
//                           prompts "a photo of a NAME"
//   image-text retrieval    images with captions, R@1/5/10 both ways
//   region classification   labelled boxes against bare class names: mAcc, top-1, top-5
//   ... by templates        both classifications once more, with the names in sentences whose embeddings are
//                           averaged: FG-CLIP's and CLIP's protocol, of which top-1 and top-5 are quoted
//   region-text retrieval   captioned boxes, R@10 both ways
//   grounding               captions that name one region of their image: Acc@0.5, mean IoU
//   proposals               where asked for: how well boxes that nobody drew cover the true ones, and whether
//   a
//                           region's caption finds one that overlaps it by an IoU of 0.5, R@1/10
//
// Beside the figures it keeps what a person looks at to understand them: each class, the classes that are
// taken for one another, the phrases that were grounded worst. to_json() is what ui/evaluation reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "core/geometry/box.h"
#include "core/model/cloc.h"
#include "core/text/tokenizer.h"
#include "training/evaluation/metrics.h"
#include "training/evaluation/proposal_measures.h"
#include "training/pixel_source.h"

namespace cloc::training {

// What regions are asked for by.
enum class RegionPrompt {
  Box,
  Point,  // the middle of the box alone; not with crops
  Pair,   // every two captioned regions of an image at once, whose text is "this and that"; not with crops
  MeanOfPair  // the same by the mean of both regions' embeddings, for comparison
};

struct EvaluationOptions {
  std::int64_t max_images = 0;  // the first so many; 0: all
  std::int64_t batch_size = 64;
  std::string image_prompt = "a photo of a {}";  // {}: the class name
  // Where the images' pixels are; none: in their files. A pack is only for models that letterbox images as
  // ours do.
  const PixelSource* pixels = nullptr;
  RegionPrompt prompt = RegionPrompt::Box;
  std::size_t proposals = 0;  // at most so many an image are measured; 0: not at all
  // Classes are measured by these too, beside the figures above and never mixed with them (templates.h).
  std::vector<std::string> templates = {};
};

// Where to look; boxes are in pixels of the original image.
struct RegionPlace {
  std::filesystem::path image;  // absolute
  PixelBox box;
};

// Regions of the class `truth` that were taken for `predicted`; the same class: that were right.
struct Confusion {
  static constexpr std::size_t kMostWrong = 200;  // pairs kept
  static constexpr std::size_t kMostExamples = 5;
  std::string truth, predicted;
  std::int64_t count = 0;
  std::vector<RegionPlace> examples;  // the data set's first
};

struct WorstGrounding {
  static constexpr std::size_t kMost = 50;  // phrases kept
  std::string phrase;
  RegionPlace truth;
  PixelBox predicted;  // clipped to the image, as inference::Session gives it; may have no area
  double iou = 0;      // what the mean IoU was made of: before clipping
  float score = 0;     // as inference::Grounding's; NaN when an embedding is not finite
};

// Parts are absent when the data set has nothing to measure them on.
struct EvaluationReport {
  std::int64_t images = 0, regions = 0;
  std::int64_t ambiguous_phrases = 0;  // not grounded: they name several regions of their image
  std::int64_t regions_without_caption = 0;
  std::optional<ClassificationResult> image_classification, region_classification;
  std::optional<ClassificationResult> image_templates, region_templates;  // with options.templates
  std::optional<ImageTextResult> image_text;
  std::optional<RegionTextResult> region_text;
  std::optional<GroundingResult> grounding;
  std::optional<ProposalResult> proposals;          // with options.proposals
  std::optional<RetrievalResult> text_to_proposal;  // likewise; queries without a right proposal are misses
  std::vector<std::string> class_names;             // of region_classification->per_class
  std::optional<std::vector<Confusion>> confusion;  // see confused_classes; with region_classification
  std::optional<std::vector<WorstGrounding>> worst_groundings;  // worst first; with grounding
  IssueReport issues;

  // What training calls best: region mAcc, else image-to-text R@1, else 0.
  double score() const;
  // Flat names and values, for logs.
  std::vector<std::pair<std::string, double>> scalars() const;
  // Images, regions, measures and what was skipped: small.
  nlohmann::json figures_to_json() const;
  // Also "classes", "confusion" and "worst_groundings", where there are such: hundreds of kilobytes for
  // thousands of classes. Paths that are no UTF-8 stay as they are: dump with error_handler_t::replace.
  nlohmann::json to_json() const;
  // Aligned columns: measure, value, number of items; then what was skipped.
  std::string to_table() const;
};

// The model stays in its mode and on its device. An image that cannot be read is reported and left out.
EvaluationReport evaluate(model::Cloc& model, const text::Tokenizer& tokenizer, const data::Dataset& dataset,
                          const EvaluationOptions& options, const ProgressSink& progress,
                          const CancelToken& cancel);

}  // namespace cloc::training
