// SPDX-License-Identifier: GPL-3.0-or-later
// Data sets into the open project and out of it: shows the dialogs, starts the jobs, and brings what an
// import has changed into the window when it has ended. The work is done by worker processes
// (app/cli/job_kinds.h).
#pragma once

#include <QObject>
#include <QSet>
#include <QString>
#include <filesystem>

#include "ui/dataset/dataset_checks.h"
#include "ui/dataset/export_dialog.h"
#include "ui/dataset/import_dialog.h"
#include "ui/jobs/jobs_service.h"

namespace cloc::ui {

class ProjectService;
class ReportDialog;

class DatasetController : public QObject {
  Q_OBJECT

 public:
  // Both outlive this. `window`: what the dialogs belong to.
  DatasetController(ProjectService& project, JobsService& jobs, QWidget* window);

  // Asks, for data at `path` when it is not empty. Nothing without an open project.
  void showImport(const QString& path = {});
  void showExport();
  // As the last export of this project, over what it wrote; asks when there was none.
  void exportAgain();
  // Of a job "import" or "export" that has finished.
  void showReport(const store::Job& job);
  // The dialogs are about the project that was open.
  void closeProject();

 signals:
  // A job has changed images, regions or labels: those that are new are on their way
  // (ProjectService::reload()).
  void imported();
  void told(const QString& text);
  void warned(const QString& text);

 private:
  void startImport(const ImportRequest& request);
  void startExport(const ExportRequest& request);
  void start(const QString& kind, const QString& params);
  void jobFinished(const store::Job& job);
  // False, and says so, when the project cannot be changed.
  bool writable();

  ProjectService& project_;
  JobsService& jobs_;
  DatasetChecks checks_;
  ImportDialog* import_;
  ExportDialog* export_;
  ReportDialog* report_;
  QSet<QString> started_;  // parameters of jobs that were started here: their reports are shown unasked
};

}  // namespace cloc::ui
