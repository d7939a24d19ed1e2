// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/studio_application.h"

#include <QIcon>
#include <QImage>
#include <QLinearGradient>
#include <QPainter>
#include <QThread>
#include <ctime>
#include <utility>

namespace cloc::ui {
namespace {

std::chrono::nanoseconds processorTime() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

bool onByDefault() {
#ifdef NDEBUG
  return qEnvironmentVariableIntValue("CLOC_WATCHDOG") > 0;
#else
  return true;
#endif
}

// Qt loads plugins and starts threads when a paint first needs them. While LibTorch is being loaded either
// waits for the loader's lock, for up to half a second: so now.
void warmUpPainting() {
  QIcon(QStringLiteral(":/cloc/icons/arrow-down.svg")).pixmap(11, 11);  // as the style sheet's images
  QImage image(512, 512, QImage::Format_ARGB32_Premultiplied);
  QLinearGradient gradient(0, 0, 512, 0);
  gradient.setStops({{0, Qt::black}, {1, Qt::white}});
  QPainter(&image).fillRect(image.rect(), gradient);  // large fills are shared among QtGui's own threads
}

}  // namespace

StudioApplication::StudioApplication(int& argc, char** argv)
    : QApplication(argc, argv), watching_(onByDefault()) {
  warmUpPainting();
}

bool StudioApplication::notify(QObject* receiver, QEvent* event) {
  // Events of other threads come through here too; a handler within a handler is part of it.
  if (!watching_ || depth_ > 0 || QThread::currentThread() != thread())
    return QApplication::notify(receiver, event);
  return watched(receiver, event);
}

bool StudioApplication::watched(QObject* receiver, QEvent* event) {
  // The receiver may not live after its event.
  const char* type = receiver->metaObject()->className();
  const QString name = receiver->objectName();
  const int kind = event->type();
  const auto wall = std::chrono::steady_clock::now();
  const auto cpu = processorTime();
  ++depth_;
  const bool accepted = QApplication::notify(receiver, event);
  --depth_;
  const auto took = std::chrono::steady_clock::now() - wall;
  if (took < limit_) return accepted;
  std::string who = type;
  if (!name.isEmpty()) who.append(1, ' ').append(name.toStdString());
  slow_.push_back({std::move(who), kind, took, processorTime() - cpu});
  qWarning("The window was held for %.0f ms (%.0f ms of processor time) by an event %d of %s.",
           slow_.back().wall.count(), slow_.back().cpu.count(), kind, slow_.back().receiver.c_str());
  return accepted;
}

}  // namespace cloc::ui
