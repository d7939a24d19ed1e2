// SPDX-License-Identifier: GPL-3.0-or-later
// One thread that works off tasks in their order, for GalleryModel. A task gives back what is to be done with
// its result in the window's thread. Everything passes through one std::mutex, so that the thread sanitizer
// sees every hand-over (Qt's own locks are hidden from it).
//
//   worker.post([snapshot] {
//     auto result = slow(*snapshot);                       // in the worker's thread
//     return [this, result] { show(result); };             // in the window's; not called when the worker is
//     gone
//   });
#pragma once

#include <QObject>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cloc::ui {

class SerialWorker : public QObject {
  Q_OBJECT

 public:
  using Answer = std::function<void()>;  // may be empty
  using Task = std::function<Answer()>;  // must not throw

  explicit SerialWorker(QObject* parent = nullptr) : QObject(parent) {}
  ~SerialWorker() override;  // waits for the task under way; those that wait are dropped

  void post(Task task);

 private:
  void run();
  void deliver();

  std::thread thread_;
  std::mutex mutex_;  // held for moments only
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::vector<Answer> answers_;
  bool stopping_ = false;
};

}  // namespace cloc::ui
