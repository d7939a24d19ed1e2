// SPDX-License-Identifier: Apache-2.0
// Decoded pixels for the window, and who decodes them, without a word of OpenCV: its decoders take a quarter
// of a second to load, so the window is not linked with them and loads this module (libcloc_pictures.so)
// after the first paint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/geometry/box.h"

namespace cloc::image {

enum class PixelFormat { Rgb8, Grey16, Rgb16 };

// A picture as the user sees it: after the EXIF turn, origin top left. Cheap to copy; never changed.
struct Picture {
  int width = 0, height = 0;                    // of these pixels
  int original_width = 0, original_height = 0;  // of the file: what boxes refer to
  PixelFormat format = PixelFormat::Rgb8;
  std::int64_t bytes_per_row = 0;
  std::shared_ptr<const std::uint8_t> bytes;  // rows of RGB, or of one grey channel; 16-bit in native order
};

// All functions may be called from several threads at once, and throw as core/image/image.h's load_image
// does.
class PictureDecoder {
 public:
  virtual ~PictureDecoder() = default;

  // Every pixel. 16-bit files stay 16-bit; everything else is 8-bit RGB as load_image gives it.
  virtual Picture load(const std::filesystem::path& path) const = 0;
  // 8-bit RGB whose long side is `long_side` pixels, or the file's own when that is less.
  virtual Picture load_thumbnail(const std::filesystem::path& path, int long_side) const = 0;
  // 8-bit RGB of the part that `box` touches, in original pixels, grown on each side by `margin` of the box's
  // own sides (0.1: a tenth) and clipped to the image; made smaller until its long side is at most
  // `long_side`. Throws Error{InvalidInput} when the box is not valid() or does not meet the image.
  virtual Picture load_crop(const std::filesystem::path& path, const PixelBox& box, float margin,
                            int long_side) const = 0;
  // After the EXIF turn; absent when the file is not there or is no image.
  struct Size {
    int width = 0, height = 0;
  };
  virtual std::optional<Size> probe_size(const std::filesystem::path& path) const = 0;
};

// Loads the module the first time, which takes a quarter of a second: not for the window's thread. Throws
// Error{NotFound}.
std::shared_ptr<const PictureDecoder> load_picture_decoder();

}  // namespace cloc::image
