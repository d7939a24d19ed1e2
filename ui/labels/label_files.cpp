// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_files.h"

#include <QStringList>
#include <memory>
#include <utility>

#include "core/data/dataset_module.h"
#include "ui/base/pool_work.h"

namespace cloc::ui {
namespace {

std::vector<store::Label> labelsAt(const std::filesystem::path& path, IssueReport& report) {
  if (path.extension() == ".clocproj")
    return store::Project::open(path, {.access = store::Access::ReadOnly}).labels();
  std::vector<store::Label> labels;
  for (auto& listed : data::load_dataset_opener().read_label_list(path, {report}))
    labels.push_back({0, std::move(listed.name), std::move(listed.details), std::move(listed.hotkey)});
  return labels;
}

QString textOf(const IssueReport& report) {
  QStringList lines;
  for (const auto& [category, count] : report.counts())
    lines << QStringLiteral("%1: %2").arg(QString::fromStdString(category)).arg(count);
  for (const auto& issue : report.examples())
    lines << QStringLiteral("%1: %2").arg(QString::fromStdString(issue.where),
                                          QString::fromStdString(issue.what));
  return lines.join(QLatin1Char('\n'));
}

}  // namespace

void readLabelFile(
    const QString& path, QObject* receiver,
    std::function<void(std::vector<store::Label>, const QString& report, const QString& problem)> done) {
  auto labels = std::make_shared<std::vector<store::Label>>();
  auto report = std::make_shared<QString>();
  runOnPool(
      receiver,
      [path, labels, report] {
        IssueReport issues;
        *labels = labelsAt(path.toStdString(), issues);
        *report = textOf(issues);
      },
      [labels, report, done = std::move(done)](const QString& problem) {
        done(std::move(*labels), *report, problem);
      });
}

void writeLabelFile(const QString& path, const std::vector<store::Label>& labels, QObject* receiver,
                    std::function<void(const QString& problem)> done) {
  std::vector<data::ListedLabel> listed;
  for (const auto& label : labels) listed.push_back({label.name, label.details, label.hotkey});
  runOnPool(
      receiver,
      [path, listed = std::move(listed)] {
        data::load_dataset_opener().write_label_list(path.toStdString(), listed);
      },
      std::move(done));
}

}  // namespace cloc::ui
