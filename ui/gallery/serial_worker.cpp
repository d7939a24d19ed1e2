// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/serial_worker.h"

#include <utility>

#include "ui/gallery/background_thread.h"

namespace cloc::ui {

SerialWorker::~SerialWorker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    tasks_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SerialWorker::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  changed_.notify_all();
}

void SerialWorker::run() {
  runInBackground();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    if (stopping_) return;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    Answer answer = task();
    task = {};  // what it holds is let go here, not in the window's thread
    lock.lock();
    if (!answer) continue;
    answers_.push_back(std::move(answer));
    // This object outlives its thread.
    QMetaObject::invokeMethod(
        this, [this] { deliver(); }, Qt::QueuedConnection);
  }
}

void SerialWorker::deliver() {
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    answers.swap(answers_);
  }
  for (const auto& answer : answers) answer();
}

}  // namespace cloc::ui
