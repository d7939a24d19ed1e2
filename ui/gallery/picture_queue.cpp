// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/picture_queue.h"

#include <QHashFunctions>
#include <algorithm>
#include <exception>
#include <utility>

#include "ui/gallery/background_thread.h"

namespace cloc::ui {

std::size_t qHash(const PictureKey& key, std::size_t seed) {
  return qHashMulti(seed, key.id, std::hash<std::string>()(key.path), key.box.x1, key.box.y1, key.box.x2,
                    key.box.y2, key.margin);
}

PictureQueue::PictureQueue(WorkerFactory make, int threads, QObject* parent)
    : QObject(parent), make_(std::move(make)) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

PictureQueue::~PictureQueue() {
  stop();
}

void PictureQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wanted_.clear();
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void PictureQueue::want(std::vector<PictureRequest> requests) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    wanted_.clear();
    for (auto& request : requests) {
      const auto underWay = underWay_.constFind(request.key);
      if (underWay != underWay_.cend() && *underWay == request.side) continue;
      wanted_.push_back(std::move(request));
    }
    if (wanted_.empty()) return;
  }
  changed_.notify_all();
}

void PictureQueue::clear() {
  const std::lock_guard lock(mutex_);
  wanted_.clear();
  underWay_.clear();
  finished_.clear();
  ++epoch_;
}

void PictureQueue::run() {
  runInBackground();
  std::unique_ptr<PictureWorker> worker;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !wanted_.empty(); });
    if (stopping_) return;
    const PictureRequest request = std::move(wanted_.front());
    wanted_.pop_front();
    underWay_.insert(request.key, request.side);
    const auto epoch = epoch_;
    lock.unlock();

    PictureResult result;
    result.key = request.key;
    result.side = request.side;
    try {
      if (!worker) worker = make_();
      worker->load(request, result);
    } catch (const std::exception& error) {
      result.image = QImage();
      result.error = QString::fromUtf8(error.what());
    }

    lock.lock();
    if (epoch != epoch_) continue;
    underWay_.remove(request.key);
    finished_.push_back(std::move(result));
    // One event for all that is done until the window's thread comes to it. This object outlives its threads.
    if (!std::exchange(posted_, true)) {
      QMetaObject::invokeMethod(
          this, [this] { deliver(); }, Qt::QueuedConnection);
    }
  }
}

void PictureQueue::deliver() {
  std::vector<PictureResult> results;
  {
    const std::lock_guard lock(mutex_);
    posted_ = false;
    results.swap(finished_);
  }
  if (!results.empty()) emit finished(results);
}

}  // namespace cloc::ui
