// SPDX-License-Identifier: Apache-2.0
// The map between an image's pixels and the square model input: the long side is resized to the input size,
// the short side is padded equally on both sides (Table A of the paper: no part of the image, and no box, is
// cut off).
#pragma once

#include "core/geometry/box.h"

namespace cloc {

class Letterbox {
 public:
  // Sizes in pixels, all at least 1. Throws Error{InvalidInput} otherwise.
  Letterbox(int image_width, int image_height, int input_size);
  // Without padding: each side is resized to the input size by a scale of its own, as SigLIP's inputs are.
  // `overhang`: so many pixels larger, which reach past the right and lower edge of the input and are cut
  // off.
  static Letterbox squashed(int image_width, int image_height, int input_size, int overhang = 0);

  int input_size() const { return input_size_; }
  // The resized image inside the input, in model pixels: whole numbers, as the resize makes them.
  int content_width() const { return content_width_; }
  int content_height() const { return content_height_; }
  int offset_x() const { return offset_x_; }
  int offset_y() const { return offset_y_; }

  NormBox to_normalised(const PixelBox& box) const;
  // May reach outside the image where the box reaches into the padding; `clip` it to the image for display.
  PixelBox to_pixels(const NormBox& box) const;

 private:
  int image_width_, image_height_, input_size_;
  int content_width_, content_height_, offset_x_, offset_y_;
};

}  // namespace cloc
