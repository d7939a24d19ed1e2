// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/picture_source.h"

#include <QString>

namespace cloc::ui {
namespace {

constexpr std::int64_t kPreviewFromPixels = 6'000'000;
constexpr int kPreviewSide = 1280;

bool isJpeg(const std::filesystem::path& path) {
  const auto extension = QString::fromStdString(path.extension().string()).toLower();
  return extension == QLatin1String(".jpg") || extension == QLatin1String(".jpeg");
}

}  // namespace

image::Picture DecoderPictureSource::load(const std::filesystem::path& path) const {
  return image::load_picture_decoder()->load(path);
}

std::optional<image::Picture> DecoderPictureSource::preview(const std::filesystem::path& path) const {
  if (!isJpeg(path)) return {};
  const auto decoder = image::load_picture_decoder();
  const auto size = decoder->probe_size(path);
  if (!size || static_cast<std::int64_t>(size->width) * size->height < kPreviewFromPixels) return {};
  return decoder->load_thumbnail(path, kPreviewSide);
}

}  // namespace cloc::ui
