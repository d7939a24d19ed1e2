// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/crop_cache.h"

#include <QRectF>

namespace cloc::ui {
namespace {

// Many regions are small; a blurred picture tells more than a stamp.
constexpr double kEnlargement = 4;
constexpr float kWhole = -1;  // margin of a key that means the whole image

class Worker : public PictureWorker {
 public:
  explicit Worker(DecoderSource decoder) : decoderSource_(std::move(decoder)) {}

  void load(const PictureRequest& request, PictureResult& result) override {
    if (!decoder_) decoder_ = decoderSource_();
    const auto picture = request.key.margin == kWhole ? decoder_->load_thumbnail(request.path, request.side)
                                                      : decoder_->load_crop(request.path, request.key.box,
                                                                            request.key.margin, request.side);
    result.original = {picture.original_width, picture.original_height};
    result.image = scaledTo(toImage(picture), request.side, kEnlargement);
  }

 private:
  DecoderSource decoderSource_;
  std::shared_ptr<const image::PictureDecoder> decoder_;
};

PixelBox grown(const PixelBox& box, float margin) {
  return {box.x1 - box.width() * margin, box.y1 - box.height() * margin, box.x2 + box.width() * margin,
          box.y2 + box.height() * margin};
}

}  // namespace

CropCache::CropCache(DecoderSource decoder, const PictureCacheOptions& options, QObject* parent)
    : PictureCache([decoder = std::move(decoder)] { return std::make_unique<Worker>(decoder); }, options,
                   parent) {}

CropCache::~CropCache() {
  stop();
}

PictureRequest CropCache::crop(const std::filesystem::path& path, const PixelBox& box, float margin,
                               int side) {
  return {{0, path.native(), box, margin}, path, side};
}

PictureRequest CropCache::wholeImage(const std::filesystem::path& path, int side) {
  return {{0, path.native(), {}, kWhole}, path, side};
}

QRectF boxInCrop(const PixelBox& box, float margin, const QSize& original) {
  const auto width = static_cast<float>(original.width()), height = static_cast<float>(original.height());
  const PixelBox part = clip(grown(box, margin), width, height);
  const PixelBox inside = clip(box, width, height);
  if (!part.valid()) return {};
  return QRectF(QPointF((inside.x1 - part.x1) / part.width(), (inside.y1 - part.y1) / part.height()),
                QPointF((inside.x2 - part.x1) / part.width(), (inside.y2 - part.y1) / part.height()));
}

}  // namespace cloc::ui
