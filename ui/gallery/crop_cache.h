// SPDX-License-Identifier: GPL-3.0-or-later
// Cuttings of images around a box, in memory: what the result strip shows. See PictureCache for find() and
// request().
#pragma once

#include <QRectF>

#include "ui/gallery/picture_cache.h"

namespace cloc::ui {

class CropCache : public PictureCache {
  Q_OBJECT

 public:
  explicit CropCache(DecoderSource decoder = image::load_picture_decoder,
                     const PictureCacheOptions& options = {}, QObject* parent = nullptr);
  ~CropCache() override;

  // `box` in original pixels, grown on each side by `margin` of its own sides; `side` in device pixels.
  static PictureRequest crop(const std::filesystem::path& path, const PixelBox& box, float margin, int side);
  static PictureRequest wholeImage(const std::filesystem::path& path, int side);
};

// Where `box` lies in the crop that was made with `margin` from an image of `original` pixels, as parts of
// the crop in [0, 1].
QRectF boxInCrop(const PixelBox& box, float margin, const QSize& original);

}  // namespace cloc::ui
