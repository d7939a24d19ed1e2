// SPDX-License-Identifier: Apache-2.0
// The square inputs that a model takes of an image: of the whole image, as the weights were trained
// (ImageFit), of all of it with nothing cut off, for boxes, and of one box alone. 8-bit RGB, from pixels as
// load_image gives them; for Session and for evaluation, which encode them.
#pragma once

#include <cstdint>

#include <opencv2/core.hpp>

#include "core/geometry/letterbox.h"
#include "core/image/resample.h"
#include "core/model/config.h"

namespace cloc::inference {

class ImageInput {
 public:
  explicit ImageInput(const model::ClocConfig& config);

  int side() const { return side_; }

  // Whether of_whole and of_regions are the same input of an image of that size: one pass of the encoder then
  // serves both.
  bool one_serves_both(int width, int height) const;
  // [side, side, 3] into `out`, the image as it is embedded whole.
  void of_whole(const cv::Mat& rgb, std::uint8_t* out) const;
  // Likewise with nothing cut off: where boxes are read, placed as `frame` says.
  void of_regions(const cv::Mat& rgb, std::uint8_t* out) const;
  Letterbox frame(int width, int height) const;
  // The part of the image that `box` touches, as an image of its own; resized by each side where the weights
  // were trained on crops, so that nothing of the box is cut off. Of a box outside of the image, which it may
  // lie in when the file was replaced by a smaller one, the nearest pixels, as RoI-Align reads there too.
  void of_crop(const cv::Mat& rgb, const PixelBox& box, std::uint8_t* out) const;

 private:
  void place(const cv::Mat& rgb, const Letterbox& frame, std::uint8_t* out) const;

  const int side_, unread_edge_;
  const model::ImageFit fit_;
  const bool ours_;  // Resampling::Area
  const image::ResampleFilter filter_;
  const model::CropStart crop_start_;
};

}  // namespace cloc::inference
