// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/pacing.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace cloc::labelling {

bool sleep_until(PaceClock::time_point when, const CancelToken& halt) {
  constexpr std::chrono::milliseconds kSlice{20};
  for (auto now = PaceClock::now(); now < when; now = PaceClock::now()) {
    if (halt.cancelled()) return false;
    std::this_thread::sleep_for(std::min<PaceClock::duration>(kSlice, when - now));
  }
  return !halt.cancelled();
}

RequestGate::RequestGate(double requests_a_minute)
    : step_(requests_a_minute > 0 ? std::chrono::duration_cast<PaceClock::duration>(
                                        std::chrono::duration<double>(60.0 / requests_a_minute))
                                  : PaceClock::duration::zero()) {}

PaceClock::time_point RequestGate::next() {
  const std::lock_guard lock(mutex_);
  const auto place = std::max({PaceClock::now(), free_, paused_until_});
  free_ = place + step_;
  return place;
}

void RequestGate::pause(std::chrono::milliseconds time) {
  const std::lock_guard lock(mutex_);
  paused_until_ = std::max(paused_until_, PaceClock::now() + time);
}

PaceClock::time_point RequestGate::paused_until() const {
  const std::lock_guard lock(mutex_);
  return paused_until_;
}

std::chrono::milliseconds backoff(int attempt, std::chrono::milliseconds first,
                                  std::chrono::milliseconds longest, Random* random) {
  const double wait =
      static_cast<double>(first.count()) * std::exp2(std::min(attempt - 1, 30)) * random->uniform(0.5, 1.5);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(std::min(wait, static_cast<double>(longest.count()))));
}

}  // namespace cloc::labelling
