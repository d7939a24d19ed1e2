// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_log.h"

#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::jobs {

using nlohmann::json;

json to_json(const Progress& progress) {
  json fields{{"stage", progress.stage},
              {"done", progress.done},
              {"total", progress.total},
              {"per_second", progress.per_second}};
  if (progress.time_left) fields["seconds_left"] = progress.time_left->count();
  return fields;
}

JobLog::JobLog(const std::filesystem::path& path, std::FILE* echo)
    : file_(std::fopen(path.c_str(), "abe")), echo_(echo) {
  if (file_ != nullptr) return;
  throw Error(ErrorKind::Io, "Cannot open " + path.string() + ": " + std::generic_category().message(errno) +
                                 ". Check that the project's folder can be written.");
}

JobLog::~JobLog() {
  std::fclose(file_);
}

void JobLog::write(const char* event, json fields) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  fields["event"] = event;
  fields["time"] = std::chrono::duration<double>(now).count();
  const auto line = fields.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  const bool written = std::fwrite(line.data(), 1, line.size(), file_) == line.size();
  if (std::fflush(file_) != 0 || !written) ++lost_lines_;
  if (echo_ == nullptr) return;
  std::fwrite(line.data(), 1, line.size(), echo_);
  std::fflush(echo_);
}

std::vector<json> JobLogReader::poll() {
  std::vector<json> events;
  std::ifstream file(path_, std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(offset_))) return events;
  for (std::string line; std::getline(file, line);) {
    if (file.eof()) break;  // no newline yet: the rest of it comes later
    offset_ += line.size() + 1;
    auto event = json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (event.is_object()) {
      events.push_back(std::move(event));
    } else {
      ++broken_lines_;
    }
  }
  return events;
}

}  // namespace cloc::jobs
