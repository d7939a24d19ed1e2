// SPDX-License-Identifier: GPL-3.0-or-later
// Thumbnails of whole images, by their number in the store: in memory, and on disk through ThumbnailStore.
// The gallery asks for what is visible; answers come as ready(). See PictureCache for find() and request().
#pragma once

#include "core/store/project.h"
#include "ui/gallery/picture_cache.h"

namespace cloc::ui {

class ThumbnailFolder;

class ThumbnailCache : public PictureCache {
  Q_OBJECT

 public:
  // Long side of what is kept on disk, pixels.
  static constexpr int kSide = 256;

  explicit ThumbnailCache(DecoderSource decoder = image::load_picture_decoder,
                          const PictureCacheOptions& options = {}, QObject* parent = nullptr);
  ~ThumbnailCache() override;

  // From now on thumbnails are kept in `folder`, which is made when it is not there; in memory only when it
  // is empty. Forgets those of the project before.
  void open(const std::filesystem::path& folder);

  static PictureKey keyOf(store::ImageId image) { return {image, {}, {}, 0}; }

 signals:
  // Once a project: thumbnails are in memory only, and why.
  void diskUnavailable(const QString& message);

 private:
  struct Place {
    std::mutex mutex;
    std::shared_ptr<ThumbnailFolder> folder;
  };
  class Worker;

  ThumbnailCache(DecoderSource decoder, const PictureCacheOptions& options, QObject* parent,
                 std::shared_ptr<Place> place);

  std::shared_ptr<Place> place_;
};

}  // namespace cloc::ui
