// SPDX-License-Identifier: Apache-2.0
#include "core/inference/image_input.h"

#include <algorithm>

#include "core/image/image.h"
#include "core/image/resample.h"

namespace cloc::inference {
namespace {

using model::ImageFit;
using model::Resampling;

// Where a side of `length` pixels is cut to `side`.
int crop_begin(int length, int side, model::CropStart start) {
  const int too_many = length - side;
  const int half = too_many / 2;
  const bool rounds_up = start == model::CropStart::HalfEven && too_many % 2 == 1 && half % 2 == 1;
  return half + (rounds_up ? 1 : 0);
}

}  // namespace

ImageInput::ImageInput(const model::ClocConfig& config)
    : side_(static_cast<int>(config.vision.input_size)),
      unread_edge_(static_cast<int>(config.unread_edge)),
      fit_(config.image_fit),
      ours_(config.resampling == Resampling::Area),
      filter_(config.resampling == Resampling::Bilinear ? image::ResampleFilter::Bilinear
                                                        : image::ResampleFilter::Bicubic),
      crop_start_(config.crop_start) {}

bool ImageInput::one_serves_both(int width, int height) const {
  return fit_ != ImageFit::CentreCrop || width == height;
}

Letterbox ImageInput::frame(int width, int height) const {
  return fit_ == ImageFit::Squash ? Letterbox::squashed(width, height, side_, unread_edge_)
                                  : Letterbox(width, height, side_);
}

void ImageInput::of_whole(const cv::Mat& rgb, std::uint8_t* out) const {
  if (one_serves_both(rgb.cols, rgb.rows)) return of_regions(rgb, out);
  // The longer side as torchvision's Resize and Hugging Face's image processors round it: down.
  const auto longer = [&](int length, int shorter) {
    return static_cast<int>(static_cast<double>(side_) * length / shorter);
  };
  const bool wide = rgb.cols > rgb.rows;
  const cv::Size size =
      wide ? cv::Size(longer(rgb.cols, rgb.rows), side_) : cv::Size(side_, longer(rgb.rows, rgb.cols));
  const cv::Rect middle(crop_begin(size.width, side_, crop_start_),
                        crop_begin(size.height, side_, crop_start_), side_, side_);
  image::resample(rgb, size, middle, filter_).copyTo(cv::Mat(side_, side_, CV_8UC3, out));
}

void ImageInput::of_regions(const cv::Mat& rgb, std::uint8_t* out) const {
  place(rgb, frame(rgb.cols, rgb.rows), out);
}

void ImageInput::of_crop(const cv::Mat& rgb, const PixelBox& box, std::uint8_t* out) const {
  const auto nearest = [](float& low, float& high, int length) {
    low = std::clamp(low, 0.f, static_cast<float>(length - 1));
    high = std::clamp(high, low + 1, static_cast<float>(length));
  };
  auto inside = box;
  nearest(inside.x1, inside.x2, rgb.cols);
  nearest(inside.y1, inside.y2, rgb.rows);
  const cv::Mat part = image::crop(rgb, inside);
  place(part,
        fit_ == ImageFit::Letterbox ? Letterbox(part.cols, part.rows, side_)
                                    : Letterbox::squashed(part.cols, part.rows, side_, unread_edge_),
        out);
}

void ImageInput::place(const cv::Mat& rgb, const Letterbox& frame, std::uint8_t* out) const {
  if (unread_edge_ > 0) {
    const cv::Size size(frame.content_width(), frame.content_height());
    const cv::Rect read(0, 0, side_, side_);
    image::resample(rgb, size, read, filter_).copyTo(cv::Mat(side_, side_, CV_8UC3, out));
    return;
  }
  if (ours_) return image::letterbox_into(rgb, frame, out);
  cv::Mat content = image::pad_letterbox(frame, out);
  image::resample(rgb, content.size(), filter_).copyTo(content);
}

}  // namespace cloc::inference
