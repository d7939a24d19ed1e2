// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/thumbnail_cache.h"

#include <QBuffer>
#include <QCoreApplication>

#include "core/base/error.h"
#include "ui/gallery/thumbnail_store.h"

namespace cloc::ui {
namespace {

// Artefacts are not seen at this size; 90 would take half as much again.
constexpr int kJpegQuality = 85;
// Of thumbnails on screens with two device pixels to one.
constexpr double kEnlargement = 2;

QByteArray toJpeg(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "JPG", kJpegQuality);
  return bytes;
}

}  // namespace

class ThumbnailCache::Worker : public PictureWorker {
 public:
  Worker(DecoderSource decoder, std::shared_ptr<Place> place)
      : decoderSource_(std::move(decoder)), place_(std::move(place)) {}

  void load(const PictureRequest& request, PictureResult& result) override {
    useFolder();
    const QImage thumbnail = store_ ? throughStore(request.path) : decode(request.path);
    result.image = scaledTo(thumbnail.convertToFormat(QImage::Format_RGB32), request.side, kEnlargement);
  }

 private:
  QImage decode(const std::filesystem::path& path) {
    if (!decoder_) decoder_ = decoderSource_();
    return toImage(decoder_->load_thumbnail(path, kSide));
  }

  QImage throughStore(const std::filesystem::path& path) {
    const auto stamp = store::file_stamp(path);
    if (!stamp) {
      throw Error(ErrorKind::NotFound,
                  QCoreApplication::translate("cloc::ui::ThumbnailCache",
                                              "%1 is not there. It may have been moved or deleted: put it "
                                              "back, or remove the image from the project.")
                      .arg(QString::fromStdString(path.string()))
                      .toStdString());
    }
    QImage thumbnail;
    if (const auto jpeg = store_->find(path, *stamp)) thumbnail.loadFromData(*jpeg, "JPG");
    if (!thumbnail.isNull()) return thumbnail;
    // None, or a damaged one.
    thumbnail = decode(path);
    store_->put(path, *stamp, toJpeg(thumbnail));
    return thumbnail;
  }

  // The window may have opened another project.
  void useFolder() {
    std::shared_ptr<ThumbnailFolder> folder;
    {
      const std::lock_guard lock(place_->mutex);
      folder = place_->folder;
    }
    if (folder == folder_) return;
    folder_ = folder;
    store_ = folder_ ? std::make_unique<ThumbnailStore>(folder_) : nullptr;
  }

  DecoderSource decoderSource_;
  std::shared_ptr<const image::PictureDecoder> decoder_;
  std::shared_ptr<Place> place_;
  std::shared_ptr<ThumbnailFolder> folder_;
  std::unique_ptr<ThumbnailStore> store_;
};

ThumbnailCache::ThumbnailCache(DecoderSource decoder, const PictureCacheOptions& options, QObject* parent)
    : ThumbnailCache(std::move(decoder), options, parent, std::make_shared<Place>()) {}

ThumbnailCache::ThumbnailCache(DecoderSource decoder, const PictureCacheOptions& options, QObject* parent,
                               std::shared_ptr<Place> place)
    : PictureCache([decoder, place] { return std::make_unique<Worker>(decoder, place); }, options, parent),
      place_(std::move(place)) {}

ThumbnailCache::~ThumbnailCache() {
  stop();
}

void ThumbnailCache::open(const std::filesystem::path& folder) {
  std::shared_ptr<ThumbnailFolder> opened;
  if (!folder.empty()) {
    // Posted; this object outlives its threads.
    opened = std::make_shared<ThumbnailFolder>(folder, [this](const QString& message) {
      QMetaObject::invokeMethod(
          this, [this, message] { emit diskUnavailable(message); }, Qt::QueuedConnection);
    });
  }
  {
    const std::lock_guard lock(place_->mutex);
    place_->folder = std::move(opened);
  }
  clear();
}

}  // namespace cloc::ui
