// SPDX-License-Identifier: Apache-2.0
// The square inputs that OWLv2's weights were trained behind. Apart from resample.h, which is Pillow's way,
// since this one is scikit-image's: smoothed by a Gaussian, then read linearly, in floating point throughout.
#pragma once

#include <opencv2/core.hpp>

namespace cloc::image {

// `rgb` [H, W, 3] uint8, scaled to [0, 1], padded with black at the right and lower edge to a square, and
// that resized to `side` pixels: [side, side, 3] into `out`. With f = max(H, W) / side: when f > 1, first
// smoothed by a Gaussian of deviation (f - 1) / 2, cut at 4 deviations; then read linearly between pixel
// centres; edges are mirrored. That is transformers' Owlv2ImageProcessorPil before it normalises.
// (transformers padded with 0.5 before October 2025, which cost accuracy: the original pads with 0.) Throws
// Error{InvalidInput} for an empty image, another type or side < 1.
void padded_square_into(const cv::Mat& rgb, int side, float* out);

}  // namespace cloc::image
