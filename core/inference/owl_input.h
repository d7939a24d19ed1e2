// SPDX-License-Identifier: Apache-2.0
// The square inputs that OWL-ViT and OWLv2 take of images, as their processors in transformers make them, and
// the way back from boxes in those to pixels.
#pragma once

#include <torch/types.h>

#include <optional>
#include <span>

#include <opencv2/core.hpp>

#include "core/geometry/box.h"
#include "core/model/owl_vit.h"

namespace cloc::inference {

// As the box head gives it: parts of the square input.
struct CentredBox {
  float x = 0, y = 0, width = 0, height = 0;  // x and y of its centre
};

class OwlInput {
 public:
  // side: pixels of the input, 0: what the weights were trained for. Throws Error{InvalidInput} when it is no
  // multiple of the patch size.
  OwlInput(const model::OwlVitConfig& config, int side);

  int side() const { return side_; }
  // images: 8-bit RGB of any size. Returns [images, 3, side, side] float, normalised. OWL-ViT: each side
  // resized by Pillow's bicubic filter; OWLv2: image/padded_square.h.
  at::Tensor of(std::span<const cv::Mat> images) const;
  // In an image of that size, clipped to it. Nothing when the centre lies outside of it, in OWLv2's padding,
  // where boxes are found too, or when nothing is left.
  std::optional<PixelBox> to_pixels(const CentredBox& box, int width, int height) const;

 private:
  const model::ClocConfig clip_;
  const bool pads_;
  const int side_;
};

}  // namespace cloc::inference
