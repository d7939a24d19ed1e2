// SPDX-License-Identifier: GPL-3.0-or-later
// One long piece of work of a widget on a thread of its own (a count over the whole project): with progress,
// cancelled when another is begun, when it is told to, or when it is destroyed. Functions are called in the
// window's thread and return at once; so do the answers.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <functional>

#include "core/base/progress.h"

namespace cloc::ui {

class CancellableTask : public QObject {
  Q_OBJECT

 public:
  explicit CancellableTask(QObject* parent = nullptr);
  ~CancellableTask() override;  // cancels, and waits until the work has seen it

  // `work` looks at the token. Then `done` in the window's thread; or failed(), when it throws; neither when
  // it was cancelled.
  using Work = std::function<void(const ProgressSink& progress, const CancelToken& cancel)>;
  void start(Work work, std::function<void()> done);
  void cancel();
  bool isRunning() const { return running_; }

 signals:
  // Also when it was cancelled.
  void runningChanged(bool running);
  void progressed(qint64 done, qint64 total);
  void failed(const QString& message);

 private:
  void setRunning(bool running);

  QThreadPool pool_;
  CancelToken cancel_;
  quint64 number_ = 0;  // of the newest
  bool running_ = false;
};

}  // namespace cloc::ui
