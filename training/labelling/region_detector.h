// SPDX-License-Identifier: Apache-2.0
// Finds phrases in images: what VESL (method, section 5) turns the noun phrases of a caption into boxes with.
// OWL-ViT and OWLv2 do it (owl_detector.h), and our own CLOC (cloc_detector.h). It knows nothing of where
// images and phrases come from, nor of what becomes of the boxes. Not thread-safe: one thread owns a
// detector.
//
//   auto detector = OwlDetector::open("owlv2-base-patch16-ensemble");
//   const auto found = detector->detect(images, phrases);   // phrases: a list for each image
//   for (const auto& one : found[0]) draw(one.box, phrases[0][one.phrase], one.score);
#pragma once

#include <span>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "training/labelling/detection.h"
#include "training/labelling/suppression.h"

namespace cloc::labelling {

// Which of the boxes that a detector found are kept.
struct DetectionFilter {
  float threshold = 0.1f;  // the least score, [0, 1]; the paper's
  Suppression suppression = {};
};

// Whose boxes they are, to be stored with them.
struct DetectorIdentity {
  std::string kind;  // "OWL-ViT", "OWLv2" or "CLOC"
  std::string name;  // the model's folder
  std::string hash;  // SHA-256 of its weights
};

class RegionDetector {
 public:
  virtual ~RegionDetector() = default;
  RegionDetector(const RegionDetector&) = delete;
  RegionDetector& operator=(const RegionDetector&) = delete;

  // images: 8-bit RGB [H, W, 3] of any size, as image::load_image gives them; phrases: a list for each, of
  // any length. Returns for each image what was found, best first; each box has the phrase that fits it best
  // alone. Images without phrases have no boxes and cost nothing. An image's boxes do not depend, but for
  // rounding, on the images beside it. Throws Error{InvalidInput} for numbers of images and lists that
  // differ, for an image of another type and for a phrase without a word in it; Error{Numeric} when a score
  // is not finite: the weights are damaged, or it is the image (ask for each alone, to know which);
  // Error{OutOfMemory}.
  std::vector<std::vector<Detection>> detect(std::span<const cv::Mat> images,
                                             std::span<const std::vector<std::string>> phrases);

  const DetectorIdentity& identity() const { return identity_; }
  const DetectionFilter& filter() const { return filter_; }

 protected:
  // Throws Error{InvalidInput} for a filter with numbers outside of [0, 1].
  RegionDetector(DetectorIdentity identity, const DetectionFilter& filter);

 private:
  // All candidates of images that have a phrase each, in any order and of any score; as many lists as images.
  virtual std::vector<std::vector<Detection>> find(std::span<const cv::Mat> images,
                                                   std::span<const std::vector<std::string>> phrases) = 0;

  const DetectorIdentity identity_;
  const DetectionFilter filter_;
};

}  // namespace cloc::labelling
