// SPDX-License-Identifier: GPL-3.0-or-later
// Lets the window's thread go first.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

namespace cloc::ui {

// For the calling thread, until it ends. In Linux a nice value is a thread's own; Qt's priorities have no
// effect there. Without it, on two processors with two threads decoding, one frame in a hundred of a
// scrolling gallery took 23 ms and more. Not lower: beside a busy training job pictures would hardly come any
// more (with 10, on a machine with four times more to do than it could, they took twice as long as with 5).
// Where it is refused, all works without.
inline void runInBackground() {
  constexpr int kNice = 5;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
}

}  // namespace cloc::ui
