// SPDX-License-Identifier: Apache-2.0
#include "training/logging/metrics_log.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;

// The step of a line, nullopt for what is not a record.
std::optional<std::int64_t> step_of(const std::string& line) {
  const auto record = nlohmann::json::parse(line, nullptr, false);
  if (!record.is_object()) return std::nullopt;
  const auto step = record.find("step");
  if (step == record.end() || !step->is_number_integer()) return std::nullopt;
  return step->get<std::int64_t>();
}

template <class OnKept>
MetricsLog::Resumed sort_lines(const fs::path& path, std::int64_t resume_step, const OnKept& on_kept) {
  MetricsLog::Resumed result;
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  for (std::string line; std::getline(in, line);) {
    const auto step = step_of(line);
    if (!step || in.eof()) {  // at the end of the file: its newline is missing, so it may be cut
      ++result.unreadable;
    } else if (*step > resume_step) {
      ++result.later;
    } else {
      ++result.kept;
      on_kept(line);
    }
  }
  if (in.bad()) throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check the disk.");
  return result;
}

MetricsLog::Resumed cut_back(const fs::path& path, std::int64_t resume_step) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return {};
  const auto seen = sort_lines(path, resume_step, [](const std::string&) {});
  if (seen.later == 0 && seen.unreadable == 0) return seen;
  AtomicFile shorter(path);
  sort_lines(path, resume_step, [&](const std::string& line) {
    shorter.write(line);
    shorter.write("\n");
  });
  shorter.commit();
  return seen;
}

}  // namespace

MetricsLog::MetricsLog(fs::path path, std::int64_t resume_step)
    : resumed_(cut_back(path, resume_step)), file_(std::move(path), OpenMode::Append) {}

void MetricsLog::write(std::int64_t step, const std::string& group,
                       const std::vector<std::pair<std::string, double>>& values) {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  nlohmann::ordered_json record;
  record["step"] = step;
  record["group"] = group;
  record["time"] =
      static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count()) / 1000.0;
  for (const auto& [name, value] : values) {
    if (record.contains(name))
      throw Error(ErrorKind::Internal, "A metric is given twice: " + group + "/" + name);
    record[name] = value;
    if (!std::isfinite(value)) record[name] = nullptr;
  }
  file_.write(record.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  file_.flush();
}

}  // namespace cloc::training
