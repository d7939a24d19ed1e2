// SPDX-License-Identifier: Apache-2.0
// The progress protocol of worker processes: one JSON object a line, in PROJECT/runs/<job>/log.jsonl and, by
// the same token, on the worker's standard output.
//
//   {"event":"started","time":..,"job":3,"kind":"index","pid":4711}
//   {"event":"progress","time":..,"stage":"indexing","done":64,"total":500,"per_second":31.5,"seconds_left":14}
//   {"event":"message","time":..,"text":"Saved step-00000200."}
//   {"event":"finished","time":..,"result":{..}}                  or "interrupted", or
//   {"event":"failed","time":..,"kind":"not found","text":".."}
//
// time: seconds since 1970. total is 0 and seconds_left is absent when not known.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/progress.h"

namespace cloc::jobs {

// {"stage", "done", "total", "per_second", "seconds_left"}: also what the store keeps as a job's progress.
nlohmann::json to_json(const Progress& progress);

// Appends. Not thread-safe.
class JobLog {
 public:
  // echo: a stream that gets the same lines, or null. Throws Error{Io} naming the path.
  JobLog(const std::filesystem::path& path, std::FILE* echo);
  ~JobLog();
  JobLog(const JobLog&) = delete;
  JobLog& operator=(const JobLog&) = delete;

  // Adds "event" and "time". A log that cannot be written (full disk) must not end the work: the lines are
  // lost, which lost_lines() counts.
  void write(const char* event, nlohmann::json fields);
  std::int64_t lost_lines() const { return lost_lines_; }

 private:
  std::FILE* file_;
  std::FILE* echo_;
  std::int64_t lost_lines_ = 0;
};

// Follows a log that another process writes.
class JobLogReader {
 public:
  explicit JobLogReader(std::filesystem::path path) : path_(std::move(path)) {}
  // The events that were completed since the last call; none while there is no file. Lines that are no JSON
  // object (a worker killed in the middle of one) are passed over and counted.
  std::vector<nlohmann::json> poll();
  std::int64_t broken_lines() const { return broken_lines_; }

 private:
  std::filesystem::path path_;
  std::uintmax_t offset_ = 0;
  std::int64_t broken_lines_ = 0;
};

}  // namespace cloc::jobs
