// SPDX-License-Identifier: Apache-2.0
#include "core/base/progress.h"

#include <utility>

#include "core/base/error.h"

namespace cloc {

void CancelToken::throw_if_cancelled() const {
  if (cancelled()) throw Error(ErrorKind::Cancelled, "Cancelled.");
}

ProgressMeter::ProgressMeter(std::string stage, std::int64_t total, ProgressSink sink)
    : sink_(std::move(sink)), start_(Clock::now()), last_report_(start_) {
  progress_.stage = std::move(stage);
  progress_.total = total;
  report(start_);
}

void ProgressMeter::advance(std::int64_t units) {
  progress_.done += units;
  const auto now = Clock::now();
  const bool finished = progress_.total > 0 && progress_.done >= progress_.total;
  if (finished || now - last_report_ >= std::chrono::milliseconds(100)) report(now);
}

void ProgressMeter::report(Clock::time_point now) {
  last_report_ = now;
  if (!sink_) return;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  progress_.per_second = seconds > 0 ? static_cast<double>(progress_.done) / seconds : 0;
  progress_.time_left.reset();
  if (progress_.total > 0 && progress_.per_second > 0) {
    progress_.time_left = std::chrono::duration<double>(
        static_cast<double>(progress_.total - progress_.done) / progress_.per_second);
  }
  sink_(progress_);
}

}  // namespace cloc
