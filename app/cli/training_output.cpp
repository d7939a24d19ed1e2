// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/training_output.h"

#include <cstdio>
#include <string>

#include <unistd.h>

#include "app/cli/terminal.h"

namespace cloc::cli {
namespace {

std::string step_line(const training::StepReport& r) {
  char line[256], proposals[32] = "";
  if (r.proposals > 0) std::snprintf(proposals, sizeof proposals, ", proposals %.3f", r.proposals);
  std::snprintf(
      line, sizeof line,
      "step %lld / %lld  loss %.3f (clip %.3f, regions %.3f, boxes %.4f%s)  in batch %.1f %%  %.1f images/s  "
      "waiting %.0f %%  %s left",
      static_cast<long long>(r.step), static_cast<long long>(r.steps), r.total, r.clip, r.region_text,
      r.grounding, proposals, 100 * r.region_accuracy, r.images_per_second, 100 * r.waiting_share,
      duration_text(r.time_left.count()).c_str());
  return line;
}

}  // namespace

training::TrainObserver training_observer() {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  training::TrainObserver seen;
  seen.on_step = [terminal](const training::StepReport& report) {
    if (terminal) {
      std::fprintf(stderr, "\r\033[K%s", step_line(report).c_str());
    } else if (report.step % 50 == 0 || report.step == report.steps) {
      std::fprintf(stderr, "%s\n", step_line(report).c_str());
    }
  };
  seen.on_evaluation = [](std::int64_t step, const training::EvaluationReport& report) {
    std::fprintf(stderr, "\nValidation after step %lld\n%s", static_cast<long long>(step),
                 report.to_table().c_str());
  };
  seen.on_message = [](const std::string& message) { std::fprintf(stderr, "\n%s\n", message.c_str()); };
  return seen;
}

}  // namespace cloc::cli
