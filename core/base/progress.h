// SPDX-License-Identifier: Apache-2.0
// How long work tells where it is and how it is stopped: the same in the terminal, in a job and in the
// window.
//
//   void make_thumbnails(..., const ProgressSink& progress, const CancelToken& cancel) {
//     ProgressMeter meter("thumbnails", images.size(), progress);
//     for (const auto& image : images) {
//       cancel.throw_if_cancelled();   // throws Error{Cancelled}
//       ...
//       meter.advance(1);              // reports at most every 100 ms, and once at the end
//     }
//   }
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cloc {

struct Progress {
  std::string stage;                                       // what is being done, e.g. "encoding images"
  std::int64_t done = 0;                                   // units finished
  std::int64_t total = 0;                                  // units in all; 0 when not known
  double per_second = 0;                                   // units a second since the stage began
  std::optional<std::chrono::duration<double>> time_left;  // absent when not known
};

// Called from the thread that works. An empty sink is allowed and ignored.
using ProgressSink = std::function<void(const Progress&)>;

// A flag that any thread may set and the working thread looks at. Copies share the flag.
class CancelToken {
 public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
  // Async-signal-safe.
  void cancel() const noexcept { flag_->store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept { return flag_->load(std::memory_order_relaxed); }
  void throw_if_cancelled() const;

 private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

// Counts one stage and reports it. Not thread-safe: one thread advances it.
class ProgressMeter {
 public:
  ProgressMeter(std::string stage, std::int64_t total, ProgressSink sink);
  void advance(std::int64_t units);

 private:
  using Clock = std::chrono::steady_clock;
  void report(Clock::time_point now);

  Progress progress_;
  ProgressSink sink_;
  Clock::time_point start_;
  Clock::time_point last_report_;
};

}  // namespace cloc
