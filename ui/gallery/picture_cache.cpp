// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/picture_cache.h"

#include <algorithm>
#include <cmath>

namespace cloc::ui {
namespace {

std::int64_t cost(const PictureResult& picture) {
  return 512 + picture.image.sizeInBytes();
}

}  // namespace

PictureCache::PictureCache(PictureQueue::WorkerFactory make, const PictureCacheOptions& options,
                           QObject* parent)
    : QObject(parent), queue_(std::move(make), options.threads), memoryBytes_(options.memoryBytes) {
  connect(&queue_, &PictureQueue::finished, this, &PictureCache::take);
}

PictureCache::~PictureCache() = default;

const PictureResult* PictureCache::find(const PictureKey& key) {
  const auto found = entries_.constFind(key);
  if (found == entries_.cend()) return nullptr;
  uses_.splice(uses_.begin(), uses_, *found);
  return &uses_.front();
}

void PictureCache::request(std::vector<PictureRequest> requests) {
  const auto there = [&](const PictureRequest& request) {
    const auto found = entries_.constFind(request.key);
    return found != entries_.cend() && ((*found)->side == request.side || !(*found)->error.isEmpty());
  };
  std::erase_if(requests, there);
  queue_.want(std::move(requests));
}

void PictureCache::remove(const PictureKey& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  bytes_ -= cost(**found);
  uses_.erase(*found);
  entries_.erase(found);
}

void PictureCache::forget(const PictureKey& key) {
  remove(key);
}

void PictureCache::forgetFailed() {
  std::vector<PictureKey> failed;
  for (const auto& picture : uses_) {
    if (!picture.error.isEmpty()) failed.push_back(picture.key);
  }
  for (const auto& key : failed) remove(key);
}

void PictureCache::clear() {
  queue_.clear();
  uses_.clear();
  entries_.clear();
  bytes_ = 0;
}

void PictureCache::take(const std::vector<PictureResult>& results) {
  std::vector<PictureKey> keys;
  keys.reserve(results.size());
  for (const auto& result : results) {
    remove(result.key);
    uses_.push_front(result);
    entries_.insert(result.key, uses_.begin());
    bytes_ += cost(result);
    keys.push_back(result.key);
  }
  while (bytes_ > memoryBytes_ && uses_.size() > 1) {
    const PictureKey oldest = uses_.back().key;
    remove(oldest);
  }
  emit ready(keys);
}

QImage toImage(const image::Picture& picture) {
  const QImage rgb(picture.bytes.get(), picture.width, picture.height,
                   static_cast<qsizetype>(picture.bytes_per_row), QImage::Format_RGB888);
  return rgb.convertToFormat(QImage::Format_RGB32);  // a copy: `rgb` only borrows the bytes
}

QImage scaledTo(const QImage& image, int side, double enlargement) {
  const int now = std::max(image.width(), image.height());
  const int longSide = std::min(side, static_cast<int>(std::lround(now * enlargement)));
  if (now == 0 || longSide == now) return image;
  const QSize size = image.size().scaled(longSide, longSide, Qt::KeepAspectRatio).expandedTo({1, 1});
  return image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
      .convertToFormat(QImage::Format_RGB32);
}

}  // namespace cloc::ui
