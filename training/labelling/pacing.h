// SPDX-License-Identifier: Apache-2.0
// When the next request may go out: the rate limit and the pauses that the server asks for, shared by all
// threads that send, and the back-off of one of them.
#pragma once

#include <chrono>
#include <mutex>

#include "core/base/progress.h"
#include "core/base/random.h"

namespace cloc::labelling {

using PaceClock = std::chrono::steady_clock;

// Sleeps, but not for more than some 20 ms after `halt`. False when that ended it.
bool sleep_until(PaceClock::time_point when, const CancelToken& halt);

class RequestGate {
 public:
  // 0: no limit.
  explicit RequestGate(double requests_a_minute);

  // Takes the next free place in time and returns it.
  PaceClock::time_point next();
  // Nobody sends for so long: the server said so.
  void pause(std::chrono::milliseconds time);
  // When the last pause ends; in the past when there is none.
  PaceClock::time_point paused_until() const;

 private:
  PaceClock::duration step_;
  mutable std::mutex mutex_;
  PaceClock::time_point free_;
  PaceClock::time_point paused_until_;
};

// first * 2^(attempt - 1) times 0.5 to 1.5 by chance, at most `longest`. `attempt`: those that failed,
// from 1.
std::chrono::milliseconds backoff(int attempt, std::chrono::milliseconds first,
                                  std::chrono::milliseconds longest, Random* random);

}  // namespace cloc::labelling
