// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>

#include <nlohmann/json.hpp>
#include <unistd.h>

namespace cloc::cli {
namespace {

// Set before the handler is installed and never destroyed: a signal may come at any time.
CancelToken* interrupted = nullptr;

void on_signal(int signal) {
  interrupted->cancel();
  std::signal(signal, SIG_DFL);
}

bool is_number(const std::string& text) {
  return text.find_first_not_of("0123456789.-+ %") == std::string::npos;
}

// Terminal columns of a UTF-8 text, near enough: code points.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

CancelToken interrupt_token() {
  if (interrupted == nullptr) {
    interrupted = new CancelToken;
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
  }
  return *interrupted;
}

std::string progress_text(const Progress& progress) {
  std::string line = progress.stage + "  " + std::to_string(progress.done);
  if (progress.total > 0) line += " / " + std::to_string(progress.total);
  char rate[48];
  std::snprintf(rate, sizeof rate, "  %.1f/s", progress.per_second);
  line += rate;
  if (progress.time_left && progress.done < progress.total)
    line += "  " + duration_text(progress.time_left->count()) + " left";
  return line;
}

ProgressSink progress_line(std::chrono::milliseconds log_every) {
  using Clock = std::chrono::steady_clock;
  return [log_every, stage = std::string(), last = Clock::time_point()](const Progress& p) mutable {
    const bool finished = p.total > 0 && p.done >= p.total;
    if (::isatty(STDERR_FILENO) != 0) {
      std::fprintf(stderr, "\r\033[K%s%s", progress_text(p).c_str(), finished ? "\n" : "");
      std::fflush(stderr);
      return;
    }
    const auto now = Clock::now();
    if (p.stage != stage) {
      stage = p.stage;
      last = now;
    }
    // A log wants lines for what takes long, not for every step on the way.
    const bool took_long = p.per_second > 0 && static_cast<double>(p.done) / p.per_second >= 2;
    if (finished ? !took_long : now - last < log_every) return;
    last = now;
    std::fprintf(stderr, "%s\n", progress_text(p).c_str());
    std::fflush(stderr);
  };
}

SlowNotice::SlowNotice(std::string what) : watcher_([this, what = std::move(what)] { watch(what); }) {}

SlowNotice::~SlowNotice() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  watcher_.join();
}

void SlowNotice::watch(const std::string& what) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  std::unique_lock lock(mutex_);
  int seconds = 0;
  while (!ended_.wait_for(lock, std::chrono::seconds(1), [this] { return end_; })) {
    ++seconds;
    if (terminal) {
      std::fprintf(stderr, "\r\033[K%s  %s", what.c_str(), duration_text(seconds).c_str());
    } else if (seconds == 1) {
      std::fprintf(stderr, "%s\n", what.c_str());
    }
    std::fflush(stderr);
  }
  if (terminal && seconds > 0) std::fprintf(stderr, "\r\033[K");
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::lround(std::max(0.0, seconds)));
  char text[48];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
  } else if (whole >= 60) {
    std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld s", whole);
  }
  return text;
}

std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  widths.reserve(header.size());
  for (const auto& title : header) widths.push_back(width(title));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  const auto add = [&](const std::vector<std::string>& row, bool numbers_right) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string gap(widths[i] - width(row[i]), ' ');
      line += numbers_right && is_number(row[i]) ? gap + row[i] : row[i] + gap;
      line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  add(header, false);
  for (const auto& row : rows) add(row, true);
  return out;
}

std::string score_text(float score) {
  char text[16];
  std::snprintf(text, sizeof text, "%.3f", score);
  return text;
}

void print_json(const nlohmann::json& document) {
  std::printf("%s\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void print_issues(const IssueReport& issues) {
  for (const auto& [category, count] : issues.counts()) {
    std::fprintf(stderr, "%s: %lld\n", category.c_str(), static_cast<long long>(count));
    int shown = 0;
    for (const auto& issue : issues.examples()) {
      if (issue.category == category && shown++ < 3) {
        std::fprintf(stderr, "  %s: %s\n", issue.where.c_str(), issue.what.c_str());
      }
    }
  }
}

}  // namespace cloc::cli
