// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tile_loader.h"

#include <QMetaObject>
#include <QThreadPool>
#include <algorithm>
#include <exception>
#include <functional>
#include <set>
#include <utility>

#include "core/base/error.h"

namespace cloc::ui {
namespace {

constexpr int kTileJobs = 2;

// Pools of the canvas alone: a decode takes seconds and must not stand before tiles, nor before other work of
// the program.
QThreadPool& decodePool() {
  static QThreadPool pool;
  static const bool once = [] {
    pool.setMaxThreadCount(3);  // the open picture beside two decodes that nobody waits for any more
    pool.setObjectName(QStringLiteral("canvas decode"));
    return true;
  }();
  (void)once;
  return pool;
}

QThreadPool& tilePool() {
  static QThreadPool pool;
  static const bool once = [] {
    pool.setMaxThreadCount(kTileJobs);
    pool.setObjectName(QStringLiteral("canvas tiles"));
    return true;
  }();
  (void)once;
  return pool;
}

enum Priority { kPrefetch = 0, kOpen = 10 };

}  // namespace

// Lets pool threads post to a loader that may be gone by then. The lock is held for a post, never for work.
struct TileLoader::Mailbox {
  std::mutex mutex;
  TileLoader* loader = nullptr;

  void post(std::function<void(TileLoader&)> work) {
    const std::lock_guard lock(mutex);
    if (loader == nullptr) return;
    QMetaObject::invokeMethod(
        loader, [receiver = loader, work = std::move(work)] { work(*receiver); }, Qt::QueuedConnection);
  }
};

TileLoader::TileLoader(std::shared_ptr<const PictureSource> source, QObject* parent)
    : QObject(parent), source_(std::move(source)), mailbox_(std::make_shared<Mailbox>()) {
  mailbox_->loader = this;
}

TileLoader::~TileLoader() {
  for (const auto& [path, job] : jobs_) job.cancel.cancel();
  const std::lock_guard lock(mailbox_->mutex);
  mailbox_->loader = nullptr;
}

void TileLoader::setLimits(const Limits& limits) {
  limits_ = limits;
  trimPictures();
}

void TileLoader::open(const std::filesystem::path& path) {
  // What was being loaded for the picture before is of no use now, unless it is nearly there: a decode that
  // runs cannot be stopped, one that waits can.
  for (const auto& [other, job] : jobs_) {
    if (other != path) job.cancel.cancel();
  }
  path_ = path;
  message_.clear();
  if (const auto kept = pictures_.find(path); kept != pictures_.end()) {
    show(kept->second, false);
    return;
  }
  pyramid_.reset();
  clearTiles();
  state_ = State::Loading;
  const auto job = jobs_.find(path);
  if (job == jobs_.end() || job->second.cancel.cancelled()) {
    startJob(path, false);
  }  // else it is being prefetched
  emit stateChanged();
}

void TileLoader::reload() {
  pictures_.erase(path_);
  if (!path_.empty()) open(path_);
}

void TileLoader::close() {
  for (const auto& [path, job] : jobs_) job.cancel.cancel();
  path_.clear();
  message_.clear();
  pyramid_.reset();
  clearTiles();
  state_ = State::Empty;
  emit stateChanged();
}

void TileLoader::prefetch(const std::filesystem::path& path) {
  if (pictures_.contains(path)) return;
  const auto job = jobs_.find(path);
  if (job != jobs_.end() && !job->second.cancel.cancelled()) return;
  startJob(path, true);
}

bool TileLoader::isKept(const std::filesystem::path& path) const {
  return pictures_.contains(path);
}

void TileLoader::startJob(const std::filesystem::path& path, bool prefetch) {
  const Job job{CancelToken(), prefetch};
  jobs_[path] = job;
  const auto work = [source = source_, mailbox = mailbox_, path, prefetch, cancel = job.cancel,
                     display = display_] {
    const auto deliver = [&](const image::Picture& decoded, bool preview) {
      Picture picture;
      picture.pyramid = TilePyramid::build(decoded, cancel);
      const auto curve = makeToneCurve(display, picture.pyramid->valueRange(), picture.pyramid->sixteenBit());
      picture.top = picture.pyramid->tile({picture.pyramid->levelCount() - 1, 0, 0}, *curve);
      mailbox->post(
          [path, picture, preview](TileLoader& loader) { loader.pictureLoaded(path, picture, preview); });
    };
    const auto fail = [&](State state, const QString& message) {
      mailbox->post(
          [path, state, message](TileLoader& loader) { loader.pictureFailed(path, state, message); });
    };
    try {
      if (cancel.cancelled()) return;
      if (!prefetch) {
        if (const auto preview = source->preview(path)) deliver(*preview, true);
      }
      if (cancel.cancelled()) return;
      deliver(source->load(path), false);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Cancelled) return;
      fail(error.kind() == ErrorKind::NotFound ? State::Missing : State::Failed,
           QString::fromUtf8(error.what()));
    } catch (const std::bad_alloc&) {
      fail(State::Failed,
           tr("There is not enough memory for this image. Close other programs and try again."));
    } catch (const std::exception& error) {
      fail(State::Failed, QString::fromUtf8(error.what()));
    }
  };
  decodePool().start(work, prefetch ? kPrefetch : kOpen);
}

void TileLoader::pictureLoaded(const std::filesystem::path& path, const Picture& picture, bool preview) {
  if (preview) {
    // The whole picture may have come from a prefetch meanwhile.
    if (path == path_ && state_ == State::Loading) show(picture, true);
    return;
  }
  const auto job = jobs_.find(path);
  const bool wasPrefetch = job != jobs_.end() && job->second.prefetch;
  if (job != jobs_.end()) {
    job->second.cancel.cancel();  // a second job for the same file has nothing left to do
    jobs_.erase(job);
  }
  auto& kept = pictures_[path];
  kept = picture;
  kept.used = ++clock_;
  if (path == path_ && (state_ == State::Loading || preview_)) show(kept, false);
  trimPictures();
  if (wasPrefetch) emit prefetched();
}

void TileLoader::pictureFailed(const std::filesystem::path& path, State state, const QString& message) {
  const auto job = jobs_.find(path);
  const bool wasPrefetch = job != jobs_.end() && job->second.prefetch;
  if (job != jobs_.end()) jobs_.erase(job);
  if (wasPrefetch) emit prefetched();
  if (path != path_ || (state_ != State::Loading && !preview_)) return;
  pyramid_.reset();
  clearTiles();
  preview_ = false;
  state_ = state;
  message_ = message;
  emit stateChanged();
}

void TileLoader::show(const Picture& picture, bool preview) {
  if (const auto kept = pictures_.find(path_); kept != pictures_.end()) kept->second.used = ++clock_;
  pyramid_ = picture.pyramid;
  preview_ = preview;
  state_ = State::Ready;
  clearTiles();
  curve_ = makeToneCurve(display_, pyramid_->valueRange(), pyramid_->sixteenBit());
  // Perhaps made with other settings: good enough until it is made again.
  insertTile({pyramid_->levelCount() - 1, 0, 0}, 0, picture.top);
  emit stateChanged();
}

void TileLoader::trimPictures() {
  const auto sum = [this] {
    std::int64_t bytes = 0;
    for (const auto& [path, picture] : pictures_) {
      if (path != path_) bytes += picture.pyramid->bytes();
    }
    return bytes;
  };
  while (sum() > limits_.pictureBytes) {
    auto oldest = pictures_.end();
    for (auto at = pictures_.begin(); at != pictures_.end(); ++at) {
      if (at->first == path_) continue;
      if (oldest == pictures_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (oldest == pictures_.end()) return;
    pictures_.erase(oldest);
  }
}

void TileLoader::setDisplay(const DisplaySettings& settings) {
  if (settings == display_) return;
  display_ = settings;
  ++version_;
  if (!pyramid_) return;
  curve_ = makeToneCurve(display_, pyramid_->valueRange(), pyramid_->sixteenBit());
  emit stateChanged();
}

std::optional<TileLoader::Tile> TileLoader::tile(const TileKey& key) {
  const auto found = tiles_.find(key);
  if (found == tiles_.end()) return {};
  recent_.splice(recent_.begin(), recent_, found->second.place);
  return Tile{found->second.image, found->second.version == version_};
}

std::optional<TileLoader::Parent> TileLoader::parentOf(const TileKey& key) {
  if (!pyramid_) return {};
  for (TileKey at{key.level + 1, key.column / 2, key.row / 2}; at.level < pyramid_->levelCount();
       at = {at.level + 1, at.column / 2, at.row / 2}) {
    if (const auto found = tile(at)) return Parent{at, found->image};
  }
  return {};
}

void TileLoader::want(const std::vector<TileKey>& keys, const void* viewer) {
  wanted_.clear();
  if (keys.empty()) {
    wishes_.erase(viewer);
  } else {
    wishes_[viewer] = keys;
  }
  if (!pyramid_) return;
  // The last level is what is drawn where nothing else is there, so it goes first and is never let go.
  const TileKey top{pyramid_->levelCount() - 1, 0, 0};
  const auto missing = [this](const TileKey& key) {
    const auto found = tiles_.find(key);
    return (found == tiles_.end() || found->second.version != version_) &&
           std::find(making_.begin(), making_.end(), key) == making_.end();
  };
  std::vector<TileKey> all;
  if (wishes_.size() == 1) {
    all = wishes_.begin()->second;
  } else {
    std::size_t longest = 0;
    for (const auto& [by, wishes] : wishes_) longest = std::max(longest, wishes.size());
    std::set<TileKey> seen;
    for (std::size_t i = 0; i < longest; ++i) {
      for (const auto& [by, wishes] : wishes_) {
        if (i < wishes.size() && seen.insert(wishes[i]).second) all.push_back(wishes[i]);
      }
    }
  }
  for (auto key = all.rbegin(); key != all.rend(); ++key) {
    if (missing(*key) && *key != top) wanted_.push_back(*key);
  }
  if (missing(top)) wanted_.push_back(top);
  makeNextTiles();
}

void TileLoader::makeNextTiles() {
  while (inFlight_ < kTileJobs && !wanted_.empty()) {
    const TileKey key = wanted_.back();
    wanted_.pop_back();
    making_.push_back(key);
    ++inFlight_;
    tilePool().start([mailbox = mailbox_, pyramid = pyramid_, curve = curve_, key, generation = generation_,
                      version = version_] {
      const QImage image = pyramid->tile(key, *curve);
      mailbox->post([key, generation, version, image](TileLoader& loader) {
        loader.tileMade(key, generation, version, image);
      });
    });
  }
}

void TileLoader::tileMade(const TileKey& key, std::uint64_t generation, std::uint64_t version,
                          const QImage& image) {
  --inFlight_;
  if (generation == generation_ && pyramid_) {
    std::erase(making_, key);
    insertTile(key, version, image);
    if (version != version_) wanted_.push_back(key);  // the settings changed while it was made
  }
  makeNextTiles();
  if (generation == generation_) emit tileReady(key);
}

void TileLoader::insertTile(const TileKey& key, std::uint64_t version, const QImage& image) {
  if (const auto old = tiles_.find(key); old != tiles_.end()) {
    tileBytes_ -= old->second.image.sizeInBytes();
    recent_.erase(old->second.place);
    tiles_.erase(old);
  }
  recent_.push_front(key);
  tiles_[key] = {image, version, recent_.begin()};
  tileBytes_ += image.sizeInBytes();
  const TileKey top{pyramid_->levelCount() - 1, 0, 0};
  for (auto at = recent_.end(); tileBytes_ > limits_.tileBytes && at != recent_.begin();) {
    --at;
    if (*at == top || *at == key) continue;
    const auto victim = tiles_.find(*at);
    tileBytes_ -= victim->second.image.sizeInBytes();
    tiles_.erase(victim);
    at = recent_.erase(at);
  }
}

void TileLoader::clearTiles() {
  tiles_.clear();
  recent_.clear();
  wishes_.clear();
  wanted_.clear();
  making_.clear();
  tileBytes_ = 0;
  ++generation_;
}

}  // namespace cloc::ui
