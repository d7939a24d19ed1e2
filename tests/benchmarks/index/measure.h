// SPDX-License-Identifier: Apache-2.0
// Clocks and figures that index_benchmark.cpp and stock_faiss.cpp share, so that both measure alike.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace cloc::benchmark {

template <class Work>
double seconds_of(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Latency {
  double p50 = 0, p99 = 0, total = 0;  // ms, ms, s
};

// Calls work(i) for each i below `count`, one after the other, after a few unmeasured ones.
template <class Work>
Latency latency_of(std::size_t count, Work&& work) {
  for (std::size_t i = 0; i < std::min<std::size_t>(count, 4); ++i) work(i);
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i) times.push_back(1e3 * seconds_of([&] { work(i); }));
  Latency latency;
  for (const double time : times) latency.total += time / 1e3;
  std::sort(times.begin(), times.end());
  latency.p50 = times[times.size() / 2];
  latency.p99 = times[std::min(times.size() - 1, times.size() * 99 / 100)];
  return latency;
}

// A line of /proc/self/status such as "VmHWM", in 10^6 bytes.
inline double status_megabytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != name + ":") continue;
    double kibibytes = 0;
    status >> kibibytes;
    return kibibytes * 1024 / 1e6;
  }
  return 0;
}

// The part of `truth` that is among `found`: [Q, k] ids each, -1 where there is none.
inline double recall(std::span<const std::int64_t> found, std::span<const std::int64_t> truth,
                     std::size_t k) {
  std::size_t same = 0, all = 0;
  for (std::size_t first = 0; first < truth.size(); first += k) {
    const auto list = found.subspan(first, k);
    for (const std::int64_t id : truth.subspan(first, k)) {
      if (id < 0) continue;
      ++all;
      same += std::find(list.begin(), list.end(), id) != list.end();
    }
  }
  return all == 0 ? 1 : static_cast<double>(same) / static_cast<double>(all);
}

}  // namespace cloc::benchmark
