// SPDX-License-Identifier: Apache-2.0
#include "training/logging/event_writer.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

#include <unistd.h>

#include "training/logging/event_encoding.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "events.out.tfevents.";

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string host_name() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

// TensorBoard reads the files in the order of their names, so ours must come after those of the folder, also
// when two start in the same second or the clock was set back.
std::int64_t next_time(const fs::path& folder) {
  auto time = static_cast<std::int64_t>(wall_time());
  std::error_code ignored;  // a folder that cannot be read is told of when the file is made
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(kPrefix)) continue;
    std::int64_t other = 0;
    const auto* digits = name.data() + kPrefix.size();
    if (std::from_chars(digits, name.data() + name.size(), other).ec == std::errc{})
      time = std::max(time, other + 1);
  }
  return time;
}

fs::path new_file(const fs::path& folder) {
  return folder / (std::string(kPrefix) + std::to_string(next_time(folder)) + "." + host_name() + "." +
                   std::to_string(::getpid()));
}

}  // namespace

EventWriter::EventWriter(const fs::path& folder, std::int64_t resume_step,
                         std::chrono::milliseconds flush_every)
    : file_(new_file(folder), OpenMode::CreateNew), flush_every_(flush_every), last_flush_(Clock::now()) {
  const double now = wall_time();
  file_.write(tf_record(version_event(now)));
  file_.write(tf_record(session_start_event(now, resume_step + 1)));
  flush();
}

void EventWriter::scalar(std::string_view tag, double value, std::int64_t step) {
  write(scalar_event(wall_time(), step, tag, static_cast<float>(value)));
}

void EventWriter::text(std::string_view tag, std::string_view text, std::int64_t step) {
  write(text_event(wall_time(), step, tag, text));
}

void EventWriter::flush() {
  file_.flush();
  last_flush_ = Clock::now();
}

void EventWriter::write(std::string_view event) {
  file_.write(tf_record(event));
  if (Clock::now() - last_flush_ >= flush_every_) flush();
}

}  // namespace cloc::training
