// SPDX-License-Identifier: Apache-2.0
// Writes a run's curves where TensorBoard finds them: RUN/events.out.tfevents.<time>.<host>.<process>, one
// file for each time the run is started or resumed. For the eye; metrics.jsonl is the record that programs
// read.
//
// Not thread-safe: one thread writes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "training/logging/append_file.h"

namespace cloc::training {

class EventWriter {
 public:
  // folder: of the run; it exists. resume_step: steps done so far, 0 for a new run: TensorBoard forgets what
  // earlier files say of later steps, which will be done again. Throws Error{Io} naming the file, as do the
  // others.
  EventWriter(const std::filesystem::path& folder, std::int64_t resume_step,
              std::chrono::milliseconds flush_every = std::chrono::seconds(30));

  // tag: "train/loss"; what is before the slash groups the curves. Kept as a float, not finite ones too.
  void scalar(std::string_view tag, double value, std::int64_t step);
  // Markdown.
  void text(std::string_view tag, std::string_view text, std::int64_t step);
  // Also done every `flush_every`, when something is written, and at the end.
  void flush();

  const std::filesystem::path& path() const { return file_.path(); }

 private:
  using Clock = std::chrono::steady_clock;
  void write(std::string_view event);

  AppendFile file_;
  std::chrono::milliseconds flush_every_;
  Clock::time_point last_flush_;
};

}  // namespace cloc::training
