// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/jobs/run_job.h"

namespace cloc::test {

// Work for a job: counts to params["to"], a step each 5 ms, and keeps the count in its folder's file "count",
// so that a run after an interruption goes on. The file is replaced as a whole: tests read it meanwhile.
inline nlohmann::json count(jobs::JobContext& job) {
  const auto file = job.folder / "count";
  int number = 0;
  std::ifstream(file) >> number;
  const int first = number, last = job.params.at("to");
  ProgressMeter meter("counting", last, job.progress);
  meter.advance(number);
  job.message("from " + std::to_string(first));
  while (number < last) {
    job.cancel.throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    write_text_file(file, std::to_string(++number));
    meter.advance(1);
  }
  return {{"counted", number - first}};
}

}  // namespace cloc::test
