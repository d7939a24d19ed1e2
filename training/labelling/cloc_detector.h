// SPDX-License-Identifier: Apache-2.0
// Our own CLOC as a RegionDetector, so that labelling needs no foreign weights, and a model can label what
// the next one is trained on.
//
// Candidates: for each phrase the box that the model grounds it in (the Prompter with the text prompt, and
// the BoxHead), which keeps its phrase; or the boxes that the model proposes by itself (Session::propose: of
// its proposal head, else a grid), each of which takes the phrase that fits it best; or both. Each candidate
// is embedded by the Prompter and scored against phrases.
//
// Score: the share that the phrase has in the softmax of L_CLOC (equation 2) over a vocabulary that it
// competes with: with z and t of unit length, and 1 / tau as learned,
//
//   score = exp(z.t / tau) / (exp(z.t / tau) + sum over v of exp(z.v / tau)),
//
// where v runs over the background vocabulary and the other phrases of the image, without those whose cosine
// with t is above 0.9 (the paper's text filter, 3.4): synonyms do not compete. So it is in (0, 1), what it
// was trained as a probability of, and comparable with a threshold: below 0.5 the rest of the vocabulary
// outweighs the phrase. How large the vocabulary is matters: give the names or the frequent phrases of the
// data set. How well the box fits what it shows is not in it, but for boxes of a proposal head: of these it
// is multiplied by the IoU that the head expects.
//
// The demo model on 300 scenes that it has not seen (seed 4242, 1,200 objects; threshold 0.1, as it comes);
// precision and recall of boxes, right with the phrase and an IoU of 0.5:
//
//   asked for                                  background               precision   recall
//   the names of what is there                 everyday words           0.88        0.81
//   the names of what is there                 the data set's names     0.90        0.79
//   those and ten absent names                 the data set's names     0.82        0.79
//   the regions' captions                      the captions of all      0.91        0.83
//   the names, by the grid alone               the data set's names     0.11        0.60
//   the names, by both                         the data set's names     0.15        0.84
//
// Of the third row, boxes scored below 0.1 are right in 1 %, from 0.1 to 0.3 in 31 %, to 0.5 in 50 %, to 0.7
// in 56 %, to 0.9 in 67 %, to 0.99 in 84 %, above in 97 %.
//
// Grounding gives one box for each phrase: of several objects of a name one is found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/labelling/region_detector.h"

namespace cloc::labelling {

enum class ClocCandidates {
  Grounded,  // a box for each phrase
  Proposed,  // without a proposal head boxes of the image's shape at a half, a third and a fifth of its size
  Both
};

struct ClocOptions {
  DetectionFilter filter = {};
  // Models without a Prompter do not ground, and propose whatever is said here.
  ClocCandidates candidates = ClocCandidates::Grounded;
  // What phrases compete with; empty: everyday words.
  std::vector<std::string> background = {};
  std::size_t images_at_once = 8;       // that go through the image encoder together
  int threads = 0;                      // that compute, 0: one for each processor
  std::size_t cached_phrases = 20'000;  // whose embeddings are kept over images
};

class ClocDetector final : public RegionDetector {
 public:
  // folder: a model of this program. Throws as Session::open does; Error{InvalidInput} for options that
  // cannot be.
  static std::unique_ptr<ClocDetector> open(const std::filesystem::path& folder,
                                            const ClocOptions& options = {});
  ~ClocDetector() override;

  // Phrases, the background's among them, that went through the text encoder so far.
  std::int64_t phrases_encoded() const;

 private:
  struct Content;
  ClocDetector(DetectorIdentity identity, const ClocOptions& options, std::unique_ptr<Content> content);
  std::vector<std::vector<Detection>> find(std::span<const cv::Mat> images,
                                           std::span<const std::vector<std::string>> phrases) override;

  std::unique_ptr<Content> content_;
};

}  // namespace cloc::labelling
