// SPDX-License-Identifier: Apache-2.0
// How progress looks in a log; in a terminal, test_cli_index looks at it.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <functional>

#include <fcntl.h>
#include <unistd.h>

#include "app/cli/terminal.h"

using namespace cloc;

class TestTerminal : public QObject {
  Q_OBJECT

  // What `work` writes on stderr, line by line.
  static QStringList logged(const std::function<void()>& work) {
    const QTemporaryDir dir;
    const auto path = dir.filePath("log").toStdString();
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600), kept = ::dup(STDERR_FILENO);
    ::dup2(file, STDERR_FILENO);
    work();
    std::fflush(stderr);
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    ::close(file);
    std::ifstream in(path);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return QString::fromStdString(text).split('\n', Qt::SkipEmptyParts);
  }

 private slots:
  void progressSaysHowFarHowFastAndHowLong() {
    const Progress progress{"encoding images", 120, 500, 31.54, std::chrono::seconds(12)};
    QCOMPARE(cli::progress_text(progress), std::string("encoding images  120 / 500  31.5/s  12 s left"));
    QCOMPARE(cli::progress_text({"reading", 7, 0, 3.5, {}}), std::string("reading  7  3.5/s"));
  }

  void aLogGetsALineNowAndThenAndOneForTheEnd() {
    const auto lines = logged([] {
      const auto sink = cli::progress_line(std::chrono::milliseconds(100));
      for (int i = 0; i <= 50; ++i) {
        sink({"encoding images", i, 50, 10, {}});  // 5 seconds' work, by its rate
        QTest::qSleep(10);
      }
    });
    QVERIFY2(lines.size() >= 3 && lines.size() <= 7, qPrintable(lines.join('\n')));
    QVERIFY(lines.first().startsWith("encoding images  ") && !lines.join(' ').contains('\r'));
    QVERIFY(lines.last().startsWith("encoding images  50 / 50"));
  }

  void aLogGetsNothingOfWhatIsShort() {
    QVERIFY(logged([] {
              const auto sink = cli::progress_line();
              for (int i = 0; i <= 50; ++i) sink({"encoding images", i, 50, 100, {}});
              const cli::SlowNotice notice("opening");
            }).isEmpty());
  }

  void whatCannotSayHowFarItIsIsNamedAfterASecond() {
    const auto lines = logged([] {
      const cli::SlowNotice notice("opening the index");
      QTest::qSleep(1300);
    });
    QCOMPARE(lines, QStringList{"opening the index"});
  }
};

QTEST_GUILESS_MAIN(TestTerminal)
#include "test_terminal.moc"
