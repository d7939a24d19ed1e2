// SPDX-License-Identifier: Apache-2.0
// The measures that a model is judged by: retrieval, zero-shot and region classification, region-text
// retrieval, grounding. Embeddings and boxes in, plain numbers out; which data, which model and which prompts
// is the caller's business. Used by evaluation and validation during training.
//
// The rules, the same for all:
//  * Scores are cosines: embeddings need not be normalised. They are computed in single precision, whatever
//  autocast
//    or TF32 setting is on, block by block: the N x M matrix never exists.
//  * A tie counts against the model: an item of the gallery that is wrong and scores within 1e-6 of the best
//  right one
//    ranks before it. So a model that maps everything to one point scores 0, not 1.
//  * An embedding that is not finite is counted; as a query it is a miss, in the gallery it is never found.
//  * A measure over nothing is NaN: null in JSON, "n/a" in the table.
//  * Shares are in [0, 1].
// All throw Error{InvalidInput} for shapes, indices or counts that do not fit together, and Error{Cancelled}.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/geometry/box.h"

namespace cloc::training {

struct RankingOptions {
  std::int64_t query_block = 1024, gallery_block = 8192;  // rows at once: 32 MB of scores
  ProgressSink progress;                                  // in queries
  CancelToken cancel;
};

// recall[i]: the share of the scored queries with a right item among the first ks[i].
struct RetrievalResult {
  std::vector<std::int64_t> ks;
  std::vector<double> recall;
  std::int64_t queries = 0, gallery = 0;      // scored; searched
  std::int64_t queries_without_positive = 0;  // not scored
  std::int64_t non_finite_queries = 0, non_finite_gallery = 0;
  std::int64_t tied_queries = 0;  // whose best right item tied with a wrong one

  // The recall at k. Throws Error{InvalidInput} when it was not asked for.
  double at(std::int64_t k) const;
};

// query: [Q, D], gallery: [G, D], floating, on one device. positives_of_query[q]: the right items' rows in
// the gallery; none means that q is not scored. ks: at least 1 each; more than G is allowed.
RetrievalResult retrieval_recall(const at::Tensor& query, const at::Tensor& gallery,
                                 const std::vector<std::vector<std::int64_t>>& positives_of_query,
                                 const std::vector<std::int64_t>& ks, const RankingOptions& options = {});

struct ImageTextResult {
  RetrievalResult image_to_text;  // any of the image's captions
  RetrievalResult text_to_image;
};

// image: [I, D], caption: [T, D], image_of_caption: [T], the row of each caption's image. The protocol of
// COCO and Flickr30k: a caption is right for its own image alone, also when another image has the same words.
ImageTextResult image_text_recall(const at::Tensor& image, const at::Tensor& caption,
                                  const std::vector<std::int64_t>& image_of_caption,
                                  const std::vector<std::int64_t>& ks, const RankingOptions& options = {});

struct ClassCount {
  std::int64_t items = 0, top1 = 0, top5 = 0;  // of this class; right at 1 and at 5
};

struct ClassificationResult {
  double mean_class_accuracy =
      0;  // mAcc: top-1 of each class that has items, averaged. CLOC's and CLIPSelf's figure
  double top1 = 0, top5 = 0;                            // over items (micro). top1 is FG-CLIP's figure
  std::int64_t items = 0;                               // scored
  std::int64_t unlabelled = 0;                          // label below 0: not scored
  std::int64_t classes = 0, classes_without_items = 0;  // in all; left out of the mean
  std::int64_t non_finite = 0, tied = 0;                // as in RetrievalResult
  std::vector<ClassCount> per_class;                    // [classes]
  // [N], the class that each item was taken for; the item's own exactly where top1 counts it. A class that
  // ties with the item's own goes before it, and of several that tie the first is meant. -1: there was
  // nothing finite to compare.
  std::vector<std::int64_t> predicted;
};

// Zero-shot classification of images, or of labelled regions (COCO-80, LVIS-1203): the class whose text
// embedding is nearest. item: [N, D], class_text: [C, D], labels: [N], below 0 for none.
ClassificationResult zero_shot_classification(const at::Tensor& item, const at::Tensor& class_text,
                                              const std::vector<std::int64_t>& labels,
                                              const RankingOptions& options = {});

// The items of class `truth` that were taken for the class `predicted`; the same class: that were right.
struct ClassPair {
  std::int64_t truth = 0, predicted = 0, count = 0;
  std::vector<std::int64_t> examples;  // the first few of them, rows
};

// What was taken for what: of the wrong pairs the `most_wrong` that are most frequent, and the right items of
// every class in them; by count, then by truth and predicted. Items whose label or prediction is below 0 are
// left out. labels and predicted: [N], as in zero_shot_classification. Memory and time grow with the pairs
// that occur, not with classes x classes.
std::vector<ClassPair> confused_classes(const std::vector<std::int64_t>& labels,
                                        const std::vector<std::int64_t>& predicted, std::size_t most_wrong,
                                        std::size_t most_examples);

// The different captions in the order they first came, and which of them each was. Encode each once.
struct UniqueCaptions {
  std::vector<std::string> texts;
  std::vector<std::int64_t> index;  // [captions given], into texts
};
UniqueCaptions unique_captions(std::span<const std::string> captions);

struct RegionTextResult {
  // Every region's caption is in the gallery, repeated captions as often as they occur: N against N.
  RetrievalResult region_to_text;
  // The gallery holds each caption once.
  RetrievalResult region_to_unique_text;
  // Every caption asks, repeated ones as often as they occur.
  RetrievalResult text_to_region;
};

// Regions of a whole data set against their captions. Identical captions (the same string, byte for byte)
// describe one another's regions: all of them are right. region: [N, D]; text: [U, D], the embeddings of
// UniqueCaptions::texts; caption_of_region: [N] = UniqueCaptions::index.
RegionTextResult region_text_recall(const at::Tensor& region, const at::Tensor& text,
                                    const std::vector<std::int64_t>& caption_of_region,
                                    const std::vector<std::int64_t>& ks, const RankingOptions& options = {});

struct GroundingResult {
  double accuracy_50 = 0, accuracy_75 = 0;  // share with IoU >= 0.5 and >= 0.75
  double mean_iou = 0, mean_giou = 0;
  std::int64_t items = 0;          // scored
  std::int64_t invalid_truth = 0;  // the true box is not valid(): not scored
  std::int64_t non_finite = 0;     // the predicted box is not finite: IoU 0, GIoU -1, the worst there is
  std::int64_t without_area = 0;   // finite, but with corners in the wrong order or equal: IoU 0
};

// predicted[i] for truth[i], both normalised. Phrase grounding (RefCOCO: one box a phrase).
GroundingResult grounding_accuracy(std::span<const NormBox> predicted, std::span<const NormBox> truth);

// The rows of the `most` scored phrases with the lowest IoU, lowest first; of equal ones those with the
// greater score first, NaN last. A predicted box that is not finite is left out: there is nothing to show of
// it. score: how sure the model was, one for each box.
std::vector<std::size_t> worst_groundings(std::span<const NormBox> predicted, std::span<const NormBox> truth,
                                          std::span<const float> score, std::size_t most);

}  // namespace cloc::training
