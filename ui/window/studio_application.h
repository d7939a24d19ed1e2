// SPDX-License-Identifier: GPL-3.0-or-later
// The application object: starts what painting needs before anything else is loaded, and has a watchdog:
// every handler of the window's thread that takes longer than a limit is recorded with the receiver's class
// and the event. On in debug builds, and elsewhere with CLOC_WATCHDOG=1; then each one is also written to the
// log. Tests and benchmarks read the record.
#pragma once

#include <QApplication>
#include <chrono>
#include <string>
#include <vector>

namespace cloc::ui {

struct SlowHandler {
  std::string receiver;  // class and objectName
  int event = 0;         // QEvent::Type
  std::chrono::duration<double, std::milli> wall{0}, cpu{0};
};

class StudioApplication : public QApplication {
  Q_OBJECT

 public:
  static constexpr std::chrono::milliseconds kLimit{50};

  StudioApplication(int& argc, char** argv);

  bool notify(QObject* receiver, QEvent* event) override;

  void setWatching(bool on) { watching_ = on; }
  // Of handlers at least this long; nested ones belong to the outermost.
  void setLimit(std::chrono::milliseconds limit) { limit_ = limit; }
  const std::vector<SlowHandler>& slowHandlers() const { return slow_; }
  void clearSlowHandlers() { slow_.clear(); }

 private:
  bool watched(QObject* receiver, QEvent* event);

  bool watching_;
  int depth_ = 0;
  std::chrono::milliseconds limit_ = kLimit;
  std::vector<SlowHandler> slow_;
};

}  // namespace cloc::ui
