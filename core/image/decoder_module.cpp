// SPDX-License-Identifier: Apache-2.0
// libcloc_pictures.so: the decoders of core/image behind the interface of decoder.h.
#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "core/image/decoder.h"
#include "core/image/image.h"

namespace cloc::image {
namespace {

Picture to_picture(const cv::Mat& pixels, ImageSize original) {
  // The shared pointer keeps a header of the matrix, and so its memory.
  auto owner = std::make_shared<cv::Mat>(pixels);
  Picture picture;
  picture.width = pixels.cols;
  picture.height = pixels.rows;
  picture.original_width = original.width;
  picture.original_height = original.height;
  picture.format = pixels.type() == CV_8UC3    ? PixelFormat::Rgb8
                   : pixels.type() == CV_16UC1 ? PixelFormat::Grey16
                                               : PixelFormat::Rgb16;
  picture.bytes_per_row = static_cast<std::int64_t>(pixels.step[0]);
  picture.bytes = std::shared_ptr<const std::uint8_t>(owner, owner->data);
  return picture;
}

cv::Mat shrunk(const cv::Mat& pixels, int long_side) {
  const int side = std::max(pixels.cols, pixels.rows);
  if (side <= long_side) return pixels;
  const double scale = static_cast<double>(long_side) / side;
  cv::Mat small;
  cv::resize(pixels, small,
             {std::max(1, static_cast<int>(std::lround(pixels.cols * scale))),
              std::max(1, static_cast<int>(std::lround(pixels.rows * scale)))},
             0, 0, cv::INTER_AREA);
  return small;
}

class OpenCvDecoder final : public PictureDecoder {
 public:
  Picture load(const std::filesystem::path& path) const override {
    const auto pixels = load_native_image(path);
    return to_picture(pixels, {pixels.cols, pixels.rows});
  }

  Picture load_thumbnail(const std::filesystem::path& path, int long_side) const override {
    const auto reduced = load_reduced_image(path, long_side);
    return to_picture(shrunk(reduced.rgb, long_side), reduced.original);
  }

  Picture load_crop(const std::filesystem::path& path, const PixelBox& box, float margin,
                    int long_side) const override {
    const PixelBox grown{box.x1 - box.width() * margin, box.y1 - box.height() * margin,
                         box.x2 + box.width() * margin, box.y2 + box.height() * margin};
    auto reduced = load_reduced_image(path, whole_side(path, grown, long_side));
    const float scale = static_cast<float>(reduced.rgb.cols) / static_cast<float>(reduced.original.width);
    const auto part =
        crop(reduced.rgb, {grown.x1 * scale, grown.y1 * scale, grown.x2 * scale, grown.y2 * scale});
    // A copy, so that the picture does not keep the whole image.
    return to_picture(shrunk(part.clone(), long_side), reduced.original);
  }

  std::optional<Size> probe_size(const std::filesystem::path& path) const override {
    const auto size = image::probe_size(path);
    if (!size) return {};
    return Size{size->width, size->height};
  }

 private:
  // How long the image's long side must be for `box` to have `long_side` pixels.
  static int whole_side(const std::filesystem::path& path, const PixelBox& box, int long_side) {
    const auto size = image::probe_size(path);
    if (!size || !box.valid()) return long_side;
    const auto side = static_cast<float>(std::max(size->width, size->height));
    return static_cast<int>(std::min(
        side, std::ceil(static_cast<float>(long_side) * side / std::max(box.width(), box.height()))));
  }
};

}  // namespace
}  // namespace cloc::image

extern "C" cloc::image::PictureDecoder* cloc_new_picture_decoder() {
  cv::setNumThreads(1);  // whoever decodes many pictures has threads of its own
  return new cloc::image::OpenCvDecoder();
}
