// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/transfer_report.h"

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

TransferReport parse(const json& root) {
  TransferReport report;
  const auto& result = root.at("result");
  const auto& params = root.at("params");
  const bool imports = root.at("kind").get<std::string>() == "import";
  report.kind = imports ? TransferReport::Kind::Import : TransferReport::Kind::Export;
  report.path = text(params, imports ? "data" : "out");
  report.formatName = text(root, "format_name");
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

qint64 TransferReport::issueCount() const {
  qint64 count = 0;
  for (const auto& group : issues) count += group.count;
  return count;
}

TransferReport readTransferReport(const std::filesystem::path& file) {
  try {
    return parse(json::parse(read_text_file(file)));
  } catch (const json::exception& error) {
    std::string message = file.string();
    message.append(" cannot be read as the report of an import or export (").append(error.what());
    message.append("). What was done is in the job's log.");
    throw Error(ErrorKind::Corrupt, message);
  }
}

}  // namespace cloc::ui
