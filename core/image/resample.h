// SPDX-License-Identifier: Apache-2.0
// Resizing as Pillow does it, bit for bit: what CLIP's weights were trained behind. OpenCV's bicubic does not
// smooth when it shrinks, and gives other pixels and visibly other embeddings.
#pragma once

#include <opencv2/core.hpp>

namespace cloc::image {

enum class ResampleFilter {
  Bilinear,  // a triangle
  Bicubic    // Keys 1981 with a = -0.5
};

// Pillow's image.resize(size, filter) of `rgb` [H, W, 3] uint8. When it shrinks, the filter is stretched by
// the scale, so that every pixel counts (antialias). In two passes, rounded to 8 bits between: across first,
// but for images that lose more than twice as much height as width, as Pillow does since 13 (before, across
// first for all). Returns `rgb` itself when it is of that size. Throws Error{InvalidInput} for an empty
// image, another type or a size < 1.
cv::Mat resample(const cv::Mat& rgb, cv::Size size, ResampleFilter filter);
// The same, of which `window` alone is computed: pixels of the result, inside of it and not empty.
cv::Mat resample(const cv::Mat& rgb, cv::Size size, const cv::Rect& window, ResampleFilter filter);

}  // namespace cloc::image
