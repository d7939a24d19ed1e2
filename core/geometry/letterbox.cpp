// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/letterbox.h"

#include <string>

#include "core/base/error.h"

namespace cloc {

Letterbox::Letterbox(int image_width, int image_height, int input_size)
    : image_width_(image_width), image_height_(image_height), input_size_(input_size) {
  if (image_width < 1 || image_height < 1 || input_size < 1) {
    throw Error(ErrorKind::InvalidInput, "Cannot letterbox " + std::to_string(image_width) + " x " +
                                             std::to_string(image_height) + " pixels into " +
                                             std::to_string(input_size) + ": every size must be at least 1.");
  }
  const double scale = static_cast<double>(input_size) / std::max(image_width, image_height);
  content_width_ = std::clamp(static_cast<int>(std::lround(image_width * scale)), 1, input_size);
  content_height_ = std::clamp(static_cast<int>(std::lround(image_height * scale)), 1, input_size);
  offset_x_ = (input_size - content_width_) / 2;
  offset_y_ = (input_size - content_height_) / 2;
}

Letterbox Letterbox::squashed(int image_width, int image_height, int input_size, int overhang) {
  Letterbox out(image_width, image_height, input_size);
  out.content_width_ = out.content_height_ = input_size + overhang;
  out.offset_x_ = out.offset_y_ = 0;
  return out;
}

NormBox Letterbox::to_normalised(const PixelBox& box) const {
  // Each axis has its own scale: rounding the short side to whole pixels changes it a little.
  const auto x = [&](float v) {
    return (offset_x_ + v * static_cast<float>(content_width_) / static_cast<float>(image_width_)) /
           static_cast<float>(input_size_);
  };
  const auto y = [&](float v) {
    return (offset_y_ + v * static_cast<float>(content_height_) / static_cast<float>(image_height_)) /
           static_cast<float>(input_size_);
  };
  return {x(box.x1), y(box.y1), x(box.x2), y(box.y2)};
}

PixelBox Letterbox::to_pixels(const NormBox& box) const {
  const auto x = [&](float v) {
    return (v * static_cast<float>(input_size_) - offset_x_) * static_cast<float>(image_width_) /
           static_cast<float>(content_width_);
  };
  const auto y = [&](float v) {
    return (v * static_cast<float>(input_size_) - offset_y_) * static_cast<float>(image_height_) /
           static_cast<float>(content_height_);
  };
  return {x(box.x1), y(box.y1), x(box.x2), y(box.y2)};
}

}  // namespace cloc
