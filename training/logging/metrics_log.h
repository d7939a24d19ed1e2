// SPDX-License-Identifier: Apache-2.0
// RUN/metrics.jsonl: what a run measured, one JSON object a line, for programs (the training view, scripts,
// pandas):
//
//   {"step":120,"group":"train","time":1700000000.125,"loss":2.31,"learning_rate":0.0005}
//
// time: seconds since 1970. A value that is not finite is null, since JSON has no NaN. Lines appear whole, as
// they are written. Not thread-safe: one thread writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "training/logging/append_file.h"

namespace cloc::training {

class MetricsLog {
 public:
  // What became of the lines that were there.
  struct Resumed {
    std::int64_t kept = 0;
    std::int64_t later = 0;       // of steps after resume_step, removed: they will be done again
    std::int64_t unreadable = 0;  // not a record, removed: e.g. the half line of a crash
  };

  // resume_step: steps done so far, 0 for a new run. When lines must go, the file is replaced as a whole, so
  // a crash loses nothing. Throws Error{Io} naming the file, as does `write`.
  MetricsLog(std::filesystem::path path, std::int64_t resume_step);

  // group: "train", "validation", ... Throws Error{Internal} when a name is given twice or is step, group or
  // time.
  void write(std::int64_t step, const std::string& group,
             const std::vector<std::pair<std::string, double>>& values);

  const Resumed& resumed() const { return resumed_; }

 private:
  Resumed resumed_;  // before file_: the old lines are dealt with before the file is opened
  AppendFile file_;
};

}  // namespace cloc::training
