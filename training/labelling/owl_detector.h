// SPDX-License-Identifier: Apache-2.0
// OWL-ViT and OWLv2 as a RegionDetector: every token of the image gives a box, with the phrase that fits it
// best. A box's score is the sigmoid of its phrase's logit, as transformers has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "training/labelling/region_detector.h"

namespace cloc::labelling {

struct OwlOptions {
  DetectionFilter filter = {};
  // Pixels a side, a multiple of the model's patches; 0: what its weights were trained for (960 of OWLv2
  // B/16, 1008 of L/14). The paper labels with 448.
  int input_size = 0;
  // That go through the network together. Attention takes 4 * heads * tokens^2 bytes for each of them.
  std::size_t images_at_once = 4;
  int threads = 0;                      // that compute, 0: one for each processor
  std::size_t cached_phrases = 20'000;  // whose embeddings are kept over images, 2 KB each
};

class OwlDetector final : public RegionDetector {
 public:
  // folder: of Hugging Face, see inference/owl_checkpoint.h, with its tokenizer (vocab.json and merges.txt,
  // or tokenizer.json); CLIP's own vocabulary, which ships, is taken where there is none. Throws as
  // read_owl_checkpoint and load_tokenizer do; Error{InvalidInput} for options that cannot be;
  // Error{Mismatch} for a tokenizer of another model.
  static std::unique_ptr<OwlDetector> open(const std::filesystem::path& folder,
                                           const OwlOptions& options = {});
  ~OwlDetector() override;

  // Phrases that went through the text encoder so far.
  std::int64_t phrases_encoded() const;

 private:
  struct Content;
  OwlDetector(DetectorIdentity identity, const OwlOptions& options, std::unique_ptr<Content> content);
  std::vector<std::vector<Detection>> find(std::span<const cv::Mat> images,
                                           std::span<const std::vector<std::string>> phrases) override;

  const std::size_t images_at_once_;
  std::unique_ptr<Content> content_;
};

}  // namespace cloc::labelling
