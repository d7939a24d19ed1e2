// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/metrics_reader.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <string>

#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace cloc::ui {
namespace {

using nlohmann::json;

// False for what is no record.
bool addLine(const std::string& line, MetricsChunk& chunk) {
  const auto record = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!record.is_object()) return false;
  const auto step = record.find("step");
  const auto group = record.find("group");
  if (step == record.end() || !step->is_number() || group == record.end() || !group->is_string())
    return false;
  const auto prefix = QString::fromStdString(group->get<std::string>()) + QLatin1Char('/');
  const double x = step->get<double>();
  for (const auto& [name, value] : record.items()) {
    if (name == "step" || name == "group" || name == "time") continue;
    if (!value.is_number() && !value.is_null()) continue;
    auto& points = chunk.points[prefix + QString::fromStdString(name)];
    points.append({x, value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>()});
  }
  return true;
}

}  // namespace

MetricsChunk MetricsReader::poll(std::int64_t most) {
  MetricsChunk chunk;
  struct ::stat info {};
  if (::stat(file_.c_str(), &info) != 0) return chunk;
  if (!begun_ || info.st_ino != inode_ || info.st_size < offset_) {
    chunk.restarted = begun_;
    begun_ = true;
    inode_ = info.st_ino;
    offset_ = 0;
  }
  if (info.st_size == offset_) return chunk;
  std::ifstream file(file_, std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(offset_))) return chunk;
  std::int64_t lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (file.eof()) break;  // no newline yet
    offset_ += static_cast<std::int64_t>(line.size()) + 1;
    if (!addLine(line, chunk)) ++chunk.broken_lines;
    if (++lines == most) {
      chunk.more = true;
      break;
    }
  }
  return chunk;
}

}  // namespace cloc::ui
