// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/cancellable_task.h"

#include <exception>
#include <utility>

namespace cloc::ui {

CancellableTask::CancellableTask(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
}

CancellableTask::~CancellableTask() {
  cancel_.cancel();
  pool_.waitForDone();  // the worker posts to this
}

void CancellableTask::start(Work work, std::function<void()> done) {
  cancel_.cancel();
  cancel_ = CancelToken();
  const auto post = [this, number = ++number_](std::function<void()> tell) {
    QMetaObject::invokeMethod(
        this,
        [this, number, tell = std::move(tell)] {
          if (number == number_) tell();
        },
        Qt::QueuedConnection);
  };
  setRunning(true);
  pool_.start([this, post, work = std::move(work), done = std::move(done), cancel = cancel_] {
    if (cancel.cancelled()) return;
    try {
      work(
          [&](const Progress& at) {
            post([this, done = at.done, total = at.total] { emit progressed(done, total); });
          },
          cancel);
      post([this, done] {
        setRunning(false);
        done();
      });
    } catch (const std::exception& error) {
      post([this, message = QString::fromUtf8(error.what())] {
        setRunning(false);
        emit failed(message);
      });
    }
  });
}

void CancellableTask::cancel() {
  cancel_.cancel();
  ++number_;
  setRunning(false);
}

void CancellableTask::setRunning(bool running) {
  if (running == running_) return;
  running_ = running;
  emit runningChanged(running);
}

}  // namespace cloc::ui
