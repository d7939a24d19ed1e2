// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/pool_work.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <exception>
#include <utility>

namespace cloc::ui {

void runOnPool(QObject* receiver, std::function<void()> work,
               std::function<void(const QString& problem)> done) {
  QThreadPool::globalInstance()->start(
      [guard = QPointer(receiver), work = std::move(work), done = std::move(done)] {
        QString problem;
        try {
          work();
        } catch (const std::exception& error) {
          problem = QString::fromUtf8(error.what());
        }
        // Through the application: the receiver may be destroyed while this is on its way.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [guard, problem, done] {
              if (guard) done(problem);
            },
            Qt::QueuedConnection);
      });
}

}  // namespace cloc::ui
