// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands show: a progress line, tables, reports, and Ctrl-C as a CancelToken.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/issue_report.h"
#include "core/base/progress.h"

namespace cloc::cli {

// Cancelled by Ctrl-C (once; a second one ends the program) and by SIGTERM.
CancelToken interrupt_token();

// "encoding images  120 / 500  31.5/s  12 s left": stage, how far, how fast, and how long it will take.
std::string progress_text(const Progress& progress);

// One line on stderr, written over again and again. When stderr is no terminal but a log, a line for each
// `log_every` that a stage goes on, and one for its end when it took 2 seconds or more.
ProgressSink progress_line(std::chrono::milliseconds log_every = std::chrono::seconds(30));

// For work that cannot say how far it is: when it is there for longer than a second, says on stderr what is
// being done, and on a terminal for how long already.
class SlowNotice {
 public:
  explicit SlowNotice(std::string what);
  ~SlowNotice();
  SlowNotice(const SlowNotice&) = delete;
  SlowNotice& operator=(const SlowNotice&) = delete;

 private:
  void watch(const std::string& what);

  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread watcher_;
};

// "1 h 05 min", "3 min 20 s", "12 s".
std::string duration_text(double seconds);

// Rows under a header, columns aligned; numbers to the right.
std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

// The cosine of a result, three digits.
std::string score_text(float score);

// On stdout; bytes that are no UTF-8 are replaced.
void print_json(const nlohmann::json& document);

// What was wrong with the input, counted, with a few examples, on stderr; nothing when there is nothing.
void print_issues(const IssueReport& issues);

}  // namespace cloc::cli
