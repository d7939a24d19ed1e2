// SPDX-License-Identifier: Apache-2.0
// The pictures that the small random OWL-ViT and OWLv2 of tests/inference/data/owl were made with
// (tests/inference/make_owl_fixtures.py).
#pragma once

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace cloc::test {

inline constexpr int kOwlPictures = 5;  // 16:9 and 9:16, then square, smaller than the input, and very wide

// expected: of a family's expected.safetensors. 8-bit RGB [H, W, 3] each.
inline std::vector<cv::Mat> owl_pictures(const std::map<std::string, at::Tensor>& expected) {
  std::vector<cv::Mat> pictures;
  for (int k = 0; k < kOwlPictures; ++k) {
    const auto pixels = expected.at("picture." + std::to_string(k)).contiguous();
    pictures.push_back(cv::Mat(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), CV_8UC3,
                               pixels.data_ptr<std::uint8_t>())
                           .clone());
  }
  return pictures;
}

}  // namespace cloc::test
