// SPDX-License-Identifier: Apache-2.0
// What an evaluation has of a data set before anything is measured: a row for each image, region and phrase,
// embedded batch by batch. Private to training/evaluation.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/geometry/letterbox.h"
#include "core/image/image.h"
#include "training/evaluation/evaluate.h"

namespace cloc::training {

// An image that could be read, and how its pixels lie in the model's input.
struct ReadImage {
  const data::ImageRecord* record = nullptr;
  Letterbox frame;
  image::ImageSize original;
};

// What was read of the data set: one row for each item, embeddings unnormalised.
struct Collected {
  std::vector<at::Tensor> image, region, predicted, grounding_score;
  std::vector<ReadImage> read;
  std::vector<std::string> captions;
  std::vector<std::int64_t> image_of_caption, image_label;
  std::vector<std::int64_t> region_label;
  std::vector<std::string> region_caption;
  std::vector<std::size_t> region_image;  // into `read`
  std::vector<PixelBox> region_box;
  std::vector<NormBox> grounded_truth;
  std::vector<std::size_t> grounded_region;  // the region of each
  std::vector<ProposedImage> proposed;       // as `read`, with options.proposals
  std::vector<at::Tensor> proposal;          // their embeddings
  std::int64_t images = 0, ambiguous_phrases = 0;

  RegionPlace place_of(std::size_t row) const {
    const auto& path = read[region_image[row]].record->path;
    return {std::filesystem::absolute(path).lexically_normal(), region_box[row]};
  }
};

// [texts, D], not normalised, on `device`; some `batch_size` at a time.
at::Tensor embed_texts(model::Cloc& model, const text::Tokenizer& tokenizer,
                       const std::vector<std::string>& texts, const at::Device& device,
                       std::int64_t batch_size);

// Runs the model over batches of images and appends what it gives.
class Collector {
 public:
  // All must outlive it. An image that cannot be read is added to `issues` and left out.
  Collector(model::Cloc& model, const text::Tokenizer& tokenizer, const EvaluationOptions& options,
            IssueReport& issues);
  ~Collector();
  void batch(std::span<const data::ImageRecord> records, Collected& out);

 private:
  class Content;
  std::unique_ptr<Content> content_;
};

}  // namespace cloc::training
