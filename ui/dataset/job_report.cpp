// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/job_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "ui/dataset/dataset_text.h"

namespace cloc::ui {
namespace {

using nlohmann::json;

QString text(const json& object, const char* field) {
  return QString::fromStdString(object.value(field, std::string()));
}

void readLabelling(const json& root, JobReport& report) {
  const auto& result = root.at("result");
  report.kind = JobReport::Kind::Label;
  report.path = text(root.at("params"), "shards");
  report.how = text(result, "pipeline");
  struct Figure {
    const char* name;
    bool always;
  };
  constexpr Figure figures[] = {{"labelled", true},         {"already", false},
                                {"without_boxes", false},   {"without_caption", false},
                                {"other_language", false},  {"unreadable", false},
                                {"failed", false},          {"left", false},
                                {"phrases", true},          {"boxes", true},
                                {"boxes_with_label", true}, {"replaced", false},
                                {"accepted_already", false}};
  for (const auto& [name, always] : figures) {
    const auto number = always ? result.at(name).get<std::int64_t>() : result.value(name, std::int64_t{0});
    if (always || number > 0) report.figures.emplace_back(QLatin1String(name), number);
  }
}

void readTransfer(const json& root, JobReport& report) {
  const auto& result = root.at("result");
  const bool imports = root.at("kind").get<std::string>() == "import";
  report.kind = imports ? JobReport::Kind::Import : JobReport::Kind::Export;
  report.path = text(root.at("params"), imports ? "data" : "out");
  report.how = text(root, "format_name");
  const auto names =
      imports ? std::vector{"images_added",    "images_already_there", "images_changed", "regions_added",
                            "regions_removed", "captions_added",       "labels_added"}
              : std::vector{"images", "regions"};
  for (const char* name : names)
    report.figures.emplace_back(QLatin1String(name), result.value(name, std::int64_t{0}));
  if (const auto losses = result.find("losses"); losses != result.end()) {
    for (const auto& [word, number] : losses->items()) {
      if (const auto kind = lossKind(QString::fromStdString(word)))
        report.losses << lossText(*kind, number.get<std::int64_t>());
    }
  }
}

JobReport parse(const json& root) {
  JobReport report;
  if (root.at("kind").get<std::string>() == "label") {
    readLabelling(root, report);
  } else {
    readTransfer(root, report);
  }
  const auto& result = root.at("result");
  for (const auto& [category, count] : result.at("issues").items())
    report.issues.push_back({QString::fromStdString(category), count.get<std::int64_t>(), {}});
  for (const auto& example : root.at("examples")) {
    const auto category = text(example, "category");
    const auto group = std::find_if(report.issues.begin(), report.issues.end(),
                                    [&](const auto& each) { return each.category == category; });
    if (group != report.issues.end())
      group->examples.push_back({text(example, "where"), text(example, "what")});
  }
  return report;
}

}  // namespace

qint64 JobReport::issueCount() const {
  qint64 count = 0;
  for (const auto& group : issues) count += group.count;
  return count;
}

JobReport readJobReport(const std::filesystem::path& file) {
  try {
    return parse(json::parse(read_text_file(file)));
  } catch (const json::exception& error) {
    std::string message = file.string();
    message.append(" cannot be read as the report of a job (").append(error.what());
    message.append("). What was done is in the job's log.");
    throw Error(ErrorKind::Corrupt, message);
  }
}

}  // namespace cloc::ui
