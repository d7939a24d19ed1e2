// SPDX-License-Identifier: GPL-3.0-or-later
// Small pictures, made by a few threads in the order in which the window wants them now. Each call of want()
// replaces what was wanted before, so what has been scrolled away is never decoded; what is under way is
// finished. Used by PictureCache, which remembers the results; it keeps nothing itself.
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/geometry/box.h"

namespace cloc::ui {

// Which picture: of an image by its number, or of a part of a file. Unused members stay as they are.
struct PictureKey {
  std::int64_t id = 0;
  std::string path;
  PixelBox box;
  float margin = 0;
  bool operator==(const PictureKey&) const = default;
};
std::size_t qHash(const PictureKey& key, std::size_t seed = 0);

struct PictureRequest {
  PictureKey key;
  std::filesystem::path path;
  int side = 0;  // long side wanted, device pixels
};

struct PictureResult {
  PictureKey key;
  int side = 0;    // as requested; the image may be smaller
  QImage image;    // null when it failed
  QSize original;  // of the file, pixels; empty where the worker does not know it
  QString error;   // for people; empty when it did not fail
};

// Makes pictures in one thread of the queue; made and destroyed there.
class PictureWorker {
 public:
  virtual ~PictureWorker() = default;
  // Fills image and original. Throws std::exception; its message becomes PictureResult::error.
  virtual void load(const PictureRequest& request, PictureResult& result) = 0;
};

class PictureQueue : public QObject {
  Q_OBJECT

 public:
  using WorkerFactory = std::function<std::unique_ptr<PictureWorker>()>;

  // `make` is called in each of the threads, when it gets its first request; an exception becomes that
  // request's error. The threads are there at once: one that is started while a large library is being loaded
  // waits for the loader, and would hold the window's thread.
  PictureQueue(WorkerFactory make, int threads, QObject* parent = nullptr);
  ~PictureQueue() override;  // waits for what is under way

  // The first is made first.
  void want(std::vector<PictureRequest> requests);
  // Forgets what is wanted; what is under way will not be reported.
  void clear();
  // Ends the threads; nothing is made any more.
  void stop();

 signals:
  void finished(const std::vector<cloc::ui::PictureResult>& results);

 private:
  void run();
  void deliver();

  WorkerFactory make_;
  std::vector<std::thread> threads_;

  std::mutex mutex_;  // held for moments only
  std::condition_variable changed_;
  std::deque<PictureRequest> wanted_;
  QHash<PictureKey, int> underWay_;  // with its side
  std::vector<PictureResult> finished_;
  std::uint64_t epoch_ = 0;
  bool posted_ = false, stopping_ = false;
};

}  // namespace cloc::ui
