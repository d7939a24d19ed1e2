// SPDX-License-Identifier: Apache-2.0
#include "core/inference/owl_input.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/image/padded_square.h"
#include "core/image/resample.h"

namespace cloc::inference {

OwlInput::OwlInput(const model::OwlVitConfig& config, int side)
    : clip_(config.clip),
      pads_(config.version == model::OwlVersion::OwlV2),
      side_(side == 0 ? static_cast<int>(config.clip.vision.input_size) : side) {
  if (side_ < 1 || side_ % clip_.vision.patch_size != 0) {
    throw Error(ErrorKind::InvalidInput, "An image size of " + std::to_string(side_) +
                                             " is no multiple of the detector's patches of " +
                                             std::to_string(clip_.vision.patch_size) + " pixels.");
  }
}

at::Tensor OwlInput::of(std::span<const cv::Mat> images) const {
  const auto count = static_cast<std::int64_t>(images.size());
  const std::int64_t side = side_;
  if (!pads_) {
    auto pixels = torch::empty({count, side, side, 3}, torch::kByte);
    const auto filter = clip_.resampling == model::Resampling::Bilinear ? image::ResampleFilter::Bilinear
                                                                        : image::ResampleFilter::Bicubic;
    for (std::int64_t i = 0; i < count; ++i) {
      cv::Mat square(side_, side_, CV_8UC3, pixels[i].data_ptr<std::uint8_t>());
      image::resample(images[static_cast<std::size_t>(i)], square.size(), filter).copyTo(square);
    }
    return model::normalise_images(pixels, clip_);
  }
  auto pixels = torch::empty({count, side, side, 3}, torch::kFloat);
  for (std::int64_t i = 0; i < count; ++i)
    image::padded_square_into(images[static_cast<std::size_t>(i)], side_, pixels[i].data_ptr<float>());
  const auto mean = torch::tensor(at::ArrayRef<double>(clip_.image_mean), torch::kFloat);
  const auto deviation = torch::tensor(at::ArrayRef<double>(clip_.image_std), torch::kFloat);
  return ((pixels - mean) / deviation).permute({0, 3, 1, 2}).contiguous();
}

std::optional<PixelBox> OwlInput::to_pixels(const CentredBox& box, int width, int height) const {
  const auto w = static_cast<float>(width), h = static_cast<float>(height);
  const float across = pads_ ? std::max(w, h) : w, down = pads_ ? std::max(w, h) : h;
  const float x = box.x * across, y = box.y * down;
  if (!(x >= 0 && x < w && y >= 0 && y < h)) return std::nullopt;
  const float half_width = box.width * across / 2, half_height = box.height * down / 2;
  const auto found = clip(PixelBox{x - half_width, y - half_height, x + half_width, y + half_height}, w, h);
  if (!found.valid()) return std::nullopt;
  return found;
}

}  // namespace cloc::inference
