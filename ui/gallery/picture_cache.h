// SPDX-License-Identifier: GPL-3.0-or-later
// Small pictures in memory, the least recently used going first when a number of bytes is reached. Base of
// ThumbnailCache and CropCache, which know how a picture is made. In the window's thread; never waits.
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <list>
#include <memory>
#include <vector>

#include "core/image/decoder.h"
#include "ui/gallery/picture_queue.h"

namespace cloc::ui {

// Called in a pool thread, when the first picture is wanted: loading the decoders takes a quarter of a
// second.
using DecoderSource = std::function<std::shared_ptr<const image::PictureDecoder>()>;

struct PictureCacheOptions {
  std::int64_t memoryBytes = std::int64_t{192} << 20;
  int threads = 2;
};

class PictureCache : public QObject {
  Q_OBJECT

 public:
  PictureCache(PictureQueue::WorkerFactory make, const PictureCacheOptions& options, QObject* parent);
  ~PictureCache() override;

  // nullptr when it is not there (yet). Counts as a use. Valid until the event loop runs again.
  const PictureResult* find(const PictureKey& key);
  // What is wanted now, the most urgent first; whatever was wanted before and is not among these is dropped.
  // Passes over what is there in this size, and what has failed: that is tried again only after forget().
  void request(std::vector<PictureRequest> requests);

  void forget(const PictureKey& key);
  // So that what has failed is tried again when it is asked for.
  void forgetFailed();
  void clear();
  std::int64_t bytes() const { return bytes_; }

 signals:
  // find() has them now, with an image or an error.
  void ready(const std::vector<cloc::ui::PictureKey>& keys);

 protected:
  // Before a subclass's members that the threads use are destroyed.
  void stop() { queue_.stop(); }

 private:
  void take(const std::vector<PictureResult>& results);
  void remove(const PictureKey& key);

  using Uses = std::list<PictureResult>;  // the most recent first

  PictureQueue queue_;
  std::int64_t memoryBytes_, bytes_ = 0;
  Uses uses_;
  QHash<PictureKey, Uses::iterator> entries_;
};

// The 8-bit picture as an image of its own, in the format that is painted fastest.
QImage toImage(const image::Picture& picture);
// Smoothly, so that its long side is `side`, but not larger than `enlargement` times what it is.
QImage scaledTo(const QImage& image, int side, double enlargement);

}  // namespace cloc::ui
