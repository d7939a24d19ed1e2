// SPDX-License-Identifier: GPL-3.0-or-later
// What an import, an export or labelling by machine has done, as its job wrote it into runs/<job>/report.json
// (app/cli/job_kinds.h). Read in a worker's thread, shown by ReportDialog.
#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <utility>
#include <vector>

namespace cloc::ui {

struct JobReport {
  enum class Kind { Import, Export, Label };
  struct Example {
    QString where, what;  // file and record; what is wrong and what was done about it
  };
  struct IssueGroup {
    QString category;
    qint64 count = 0;               // of all
    std::vector<Example> examples;  // the first of them
  };

  Kind kind = Kind::Import;
  QString path;  // what was read or written; of labelling the folder of shards, empty where there are none
  QString how;   // for people: the format; of labelling the pipeline
  // "images_added": 12, in the order in which they are shown. Of labelling those of what can go wrong only
  // where it did.
  std::vector<std::pair<QString, qint64>> figures;
  QStringList losses;  // of an export
  std::vector<IssueGroup> issues;

  qint64 issueCount() const;
};

// Throws Error{NotFound}, Error{Io}; Error{Corrupt} naming the file.
JobReport readJobReport(const std::filesystem::path& file);

}  // namespace cloc::ui
