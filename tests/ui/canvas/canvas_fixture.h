// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures made in memory, and a source that hands them out, for the tests of the canvas.
#pragma once

#include <QImage>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/error.h"
#include "core/image/decoder.h"
#include "ui/canvas/picture_source.h"

namespace cloc::ui::testing {

// `value(x, y, channel)` of each pixel; up to 255, or 65535 for the 16-bit formats.
inline image::Picture makePicture(int width, int height, image::PixelFormat format,
                                  const std::function<int(int, int, int)>& value) {
  const int channels = format == image::PixelFormat::Grey16 ? 1 : 3;
  const int size = format == image::PixelFormat::Rgb8 ? 1 : 2;
  image::Picture picture;
  picture.width = picture.original_width = width;
  picture.height = picture.original_height = height;
  picture.format = format;
  // Rows with a gap, as decoders may give them.
  picture.bytes_per_row = static_cast<std::int64_t>(width) * channels * size + 6;
  std::shared_ptr<std::uint8_t[]> bytes(
      new std::uint8_t[static_cast<std::size_t>(picture.bytes_per_row * height)]);
  for (int y = 0; y < height; ++y) {
    auto* row = bytes.get() + picture.bytes_per_row * y;
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        const int at = x * channels + c;
        if (size == 1) {
          row[at] = static_cast<std::uint8_t>(value(x, y, c));
        } else {
          reinterpret_cast<std::uint16_t*>(row)[at] = static_cast<std::uint16_t>(value(x, y, c));
        }
      }
    }
  }
  picture.bytes = std::shared_ptr<const std::uint8_t>(bytes, bytes.get());
  return picture;
}

inline image::Picture plainPicture(int width, int height, int grey = 128) {
  return makePicture(width, height, image::PixelFormat::Rgb8, [grey](int, int, int) { return grey; });
}

inline image::Picture pictureOf(const QImage& image) {
  const QImage rgb = image.convertToFormat(QImage::Format_RGB32);
  return makePicture(rgb.width(), rgb.height(), image::PixelFormat::Rgb8, [&](int x, int y, int c) {
    const QRgb pixel = reinterpret_cast<const QRgb*>(rgb.constScanLine(y))[x];
    return c == 0 ? qRed(pixel) : c == 1 ? qGreen(pixel) : qBlue(pixel);
  });
}

// Set pictures (and delays) before they are asked for; loads are counted.
class MemorySource final : public PictureSource {
 public:
  void put(const std::string& path, image::Picture picture) {
    const std::lock_guard lock(mutex_);
    pictures_[path] = std::move(picture);
  }
  void putPreview(const std::string& path, image::Picture picture) {
    const std::lock_guard lock(mutex_);
    previews_[path] = std::move(picture);
  }
  void remove(const std::string& path) {
    const std::lock_guard lock(mutex_);
    pictures_.erase(path);
  }

  image::Picture load(const std::filesystem::path& path) const override {
    ++loads;
    std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    const std::lock_guard lock(mutex_);
    if (path.string() == "broken.png") {
      throw Error(ErrorKind::Corrupt, "broken.png is cut off. Copy it again from where it came from.");
    }
    const auto found = pictures_.find(path.string());
    if (found == pictures_.end()) throw Error(ErrorKind::NotFound, "There is no file " + path.string() + ".");
    return found->second;
  }
  std::optional<image::Picture> preview(const std::filesystem::path& path) const override {
    const std::lock_guard lock(mutex_);
    const auto found = previews_.find(path.string());
    if (found == previews_.end()) return {};
    return found->second;
  }

  mutable std::atomic<int> loads = 0;
  std::atomic<int> delay = 0;  // milliseconds

 private:
  mutable std::mutex mutex_;
  std::map<std::string, image::Picture> pictures_, previews_;
};

}  // namespace cloc::ui::testing
