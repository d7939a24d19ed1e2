// SPDX-License-Identifier: Apache-2.0
// The program itself as a process: run to its end, or watched through a terminal of its own.
#pragma once

#include <QProcess>
#include <QStringList>
#include <QTest>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

namespace cloc::test {

struct Answer {
  int code = -1;  // -1: it died of a signal
  std::string out, err;
};

inline Answer finished(QProcess& process, int timeout_ms = 120000) {
  process.waitForFinished(timeout_ms);
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
          process.readAllStandardOutput().toStdString(), process.readAllStandardError().toStdString()};
}

inline Answer cli(const QStringList& arguments) {
  QProcess process;
  process.start(QStringLiteral(CLOC_CLI), arguments);
  process.closeWriteChannel();
  return finished(process);
}

// The program with a terminal as its stderr, where it shows its progress.
class CliInTerminal {
 public:
  explicit CliInTerminal(const QStringList& arguments) : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    ::grantpt(master_);
    ::unlockpt(master_);
    const char* const name = ::ptsname(master_);
    slave_ = ::open(name, O_RDWR | O_NOCTTY);  // held: what was written stays when the program ends
    ::fcntl(master_, F_SETFL, O_NONBLOCK);
    process_.setStandardErrorFile(QString::fromLocal8Bit(name), QIODevice::Append);
    process_.start(QStringLiteral(CLOC_CLI), arguments);
    process_.closeWriteChannel();
  }
  ~CliInTerminal() {
    process_.kill();
    process_.waitForFinished();
    ::close(slave_);
    ::close(master_);
  }
  CliInTerminal(const CliInTerminal&) = delete;
  CliInTerminal& operator=(const CliInTerminal&) = delete;

  // All that it has shown so far.
  const std::string& shown() {
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(master_, buffer, sizeof buffer)) > 0;)
      shown_.append(buffer, static_cast<std::size_t>(count));
    return shown_;
  }
  bool shows(const std::string& text) { return shown().find(text) != std::string::npos; }
  void signal(int number) { ::kill(static_cast<pid_t>(process_.processId()), number); }
  // Its end; err is what it has shown.
  Answer end() {
    auto answer = finished(process_);
    answer.err = shown();
    return answer;
  }

 private:
  QProcess process_;
  int master_, slave_;
  std::string shown_;
};

}  // namespace cloc::test
