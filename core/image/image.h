// SPDX-License-Identifier: Apache-2.0
// Image files in and out, and the pixels of the model's input. Used by the readers, the loader, indexing, the
// command line and the window. Every image in the program is an 8-bit RGB cv::Mat [height, width, 3] (not
// OpenCV's usual BGR) as the user sees it: after the EXIF turn, origin top left. It is not a viewer's store:
// no cache, no pyramid.
//
// All functions may be called from several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include <opencv2/core.hpp>

#include "core/geometry/box.h"
#include "core/geometry/letterbox.h"

namespace cloc::image {

struct ImageSize {
  int width = 0, height = 0;  // pixels after the EXIF turn
  bool operator==(const ImageSize&) const = default;
};

// Reads a JPEG, PNG, WebP, GIF, TIFF or BMP file (and what else the OpenCV at hand can) as 8-bit RGB.
//   animations  (GIF, WebP, PNG) and files of several pages give their first frame
//   grey        becomes three equal channels
//   alpha       is composited on white
//   16 bits     are divided by 257: 65535 becomes 255
//   other depths (float, 32 bits, signed) are stretched from their least finite value to their greatest
//   CMYK JPEG   is converted by OpenCV; colour profiles are ignored
// Throws an Error that names the file: NotFound; InvalidInput for a folder; Io when it cannot be read;
// Corrupt for an empty file, one that is no image, and one that is cut: a JPEG without its end marker or a
// PNG without IEND is refused even when OpenCV would fill the rest with grey (damage in the middle of a JPEG
// is not seen by OpenCV, nor here); Unsupported for more pixels than OpenCV's limit (2^30 unless
// OPENCV_IO_MAX_IMAGE_PIXELS says otherwise); OutOfMemory.
cv::Mat load_image(const std::filesystem::path& path);

// As load_image, but 16-bit grey and RGB files stay what they are (CV_16UC1, CV_16UC3): for a viewer that
// lets the user choose the range of values shown.
cv::Mat load_native_image(const std::filesystem::path& path);

// The same as load_image of a file already in memory; `name` stands for it in messages.
cv::Mat decode_image(std::span<const std::uint8_t> file, const std::string& name);

// An image, perhaps made smaller while it was decoded.
struct ReducedImage {
  cv::Mat rgb;         // [h, w, 3], h and w at most those of `original`
  ImageSize original;  // pixels that boxes refer to
};

// As load_image, but a JPEG is decoded at 1/2, 1/4 or 1/8 of its size where its long side stays at least
// `long_side` pixels: several times faster for photos. Give the result to letterbox_into with
// Letterbox(original size, input size).
ReducedImage load_reduced_image(const std::filesystem::path& path, int long_side);

// The size of an image, from the first bytes of a JPEG or PNG and by decoding anything else. Empty when the
// file is not there or is no image. Does not promise that the rest of the file is whole.
std::optional<ImageSize> probe_size(const std::filesystem::path& path);

// What the square input is padded with: CLIP's mean colour, so that padding is about 0 after normalisation.
inline constexpr std::uint8_t kPaddingRgb[3] = {122, 116, 104};

// The square model input [input_size, input_size, 3] of `rgb` [H, W, 3] uint8: long side resized to
// input_size (area averaging when it shrinks, bicubic when it grows), the rest kPaddingRgb; placed exactly as
// Letterbox says. Throws Error{InvalidInput} for an empty image, another type, or input_size < 1.
cv::Mat letterbox_image(const cv::Mat& rgb, int input_size);

// The same into memory of the caller: input_size * input_size * 3 bytes, rows without gaps, without another
// copy.
void letterbox_into(const cv::Mat& rgb, int input_size, std::uint8_t* out);
// `rgb` may be any reduced version of the image that `letterbox` was made for.
void letterbox_into(const cv::Mat& rgb, const Letterbox& letterbox, std::uint8_t* out);

// The padding alone, into memory as above. Returns the part of it that the image belongs into, to be written
// by the caller, who resizes in another way.
cv::Mat pad_letterbox(const Letterbox& letterbox, std::uint8_t* out);

// Decodes an image for a model: load_reduced_image and letterbox_into in one. Returns the original's size,
// which boxes refer to. Throws as load_image does; `out` is then as it was.
ImageSize load_letterboxed(const std::filesystem::path& path, int input_size, std::uint8_t* out);

// The pixels that `box` touches, clipped to the image: a view into `image`, not a copy. Throws
// Error{InvalidInput} when the box is not valid() or does not meet the image.
cv::Mat crop(const cv::Mat& image, const PixelBox& box);

// Writes `rgb` [H, W, 3] uint8 as PNG or JPEG (quality 92) by the extension of `path`, whole or not at all.
// Throws Error{InvalidInput} for another extension or an empty image, Error{Io} as AtomicFile.
void save_image(const std::filesystem::path& path, const cv::Mat& rgb);

}  // namespace cloc::image
