// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "ui/base/pool_work.h"

using namespace cloc;
using namespace cloc::ui;

class TestUiBase : public QObject {
  Q_OBJECT

 private slots:
  void workIsDoneElsewhereAndToldHere() {
    QThread* worked = nullptr;
    std::optional<QThread*> told;
    runOnPool(
        this, [&] { worked = QThread::currentThread(); },
        [&](const QString& problem) {
          QVERIFY(problem.isEmpty());
          told = QThread::currentThread();
        });
    QTRY_VERIFY(told.has_value());
    QCOMPARE(*told, thread());
    QVERIFY(worked != thread());
  }

  void whatTheWorkThrowsIsTold() {
    QString said;
    runOnPool(
        this, [] { throw Error(ErrorKind::Io, "The disk is full."); },
        [&](const QString& problem) { said = problem; });
    QTRY_COMPARE(said, QStringLiteral("The disk is full."));
  }

  void aReceiverThatHasGoneIsNotTold() {
    auto receiver = std::make_unique<QObject>();
    QSemaphore go, done;
    bool told = false;
    runOnPool(
        receiver.get(),
        [&] {
          go.acquire();
          done.release();
        },
        [&](const QString&) { told = true; });
    receiver.reset();
    go.release();
    done.acquire();
    QTest::qWait(50);
    QVERIFY(!told);
  }
};

QTEST_GUILESS_MAIN(TestUiBase)
#include "test_ui_base.moc"
