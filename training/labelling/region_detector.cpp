// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/region_detector.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace cloc::labelling {
namespace {

std::string of_all(std::size_t place, std::size_t count) {
  return std::to_string(place + 1) + " of " + std::to_string(count);
}

void check(std::span<const cv::Mat> images, std::span<const std::vector<std::string>> phrases) {
  if (images.size() != phrases.size()) {
    throw Error(ErrorKind::InvalidInput, "There are " + std::to_string(images.size()) + " images and " +
                                             std::to_string(phrases.size()) +
                                             " lists of phrases; give a list for each image.");
  }
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (images[i].empty() || images[i].type() != CV_8UC3) {
      throw Error(ErrorKind::InvalidInput,
                  "Image " + of_all(i, images.size()) + " is empty or not 8-bit RGB.");
    }
    for (std::size_t p = 0; p < phrases[i].size(); ++p) {
      if (phrases[i][p].find_first_not_of(" \t\r\n\f\v") != std::string::npos) continue;
      throw Error(ErrorKind::InvalidInput, "Phrase " + of_all(p, phrases[i].size()) + " of image " +
                                               of_all(i, images.size()) +
                                               " is empty; leave such phrases out.");
    }
  }
}

}  // namespace

RegionDetector::RegionDetector(DetectorIdentity identity, const DetectionFilter& filter)
    : identity_(std::move(identity)), filter_(filter) {
  filter_.suppression.validate();
  if (!(filter_.threshold >= 0 && filter_.threshold <= 1)) {
    throw Error(ErrorKind::InvalidInput, "The least score of a box is " + std::to_string(filter_.threshold) +
                                             "; give a number from 0 to 1.");
  }
}

std::vector<std::vector<Detection>> RegionDetector::detect(
    std::span<const cv::Mat> images, std::span<const std::vector<std::string>> phrases) {
  check(images, phrases);
  std::vector<std::vector<Detection>> all(images.size());
  std::vector<std::size_t> places;
  std::vector<cv::Mat> asked;
  std::vector<std::vector<std::string>> lists;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (phrases[i].empty()) continue;
    places.push_back(i);
    asked.push_back(images[i]);
    lists.push_back(phrases[i]);
  }
  if (asked.empty()) return all;
  auto found = find(asked, lists);
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& boxes = found[i];
    for (const auto& one : boxes) {
      if (std::isfinite(one.score)) continue;
      throw Error(ErrorKind::Numeric, identity_.kind + " (" + identity_.name + ") gave image " +
                                          of_all(places[i], images.size()) +
                                          " a score that is not finite: its weights are damaged. Use another "
                                          "detector, or get its file again.");
    }
    std::erase_if(boxes, [&](const Detection& one) { return one.score < filter_.threshold; });
    all[places[i]] = suppressed(std::move(boxes), filter_.suppression);
  }
  return all;
}

}  // namespace cloc::labelling
