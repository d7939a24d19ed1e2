// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/dataset_controller.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QUrl>
#include <memory>

#include "ui/base/pool_work.h"
#include "ui/dataset/job_report.h"
#include "ui/dataset/report_dialog.h"
#include "ui/jobs/job_text.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
namespace {

QString text(const QJsonObject& object) {
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

// Where the last export of a project is kept: its job's parameters.
QString lastExportKey(const ProjectService& project) {
  const auto folder = QString::fromStdString(project.summary()->folder.string());
  return QStringLiteral("export/last/") + QString::fromLatin1(folder.toUtf8().toHex());
}

}  // namespace

DatasetController::DatasetController(ProjectService& project, JobsService& jobs, QWidget* window)
    : QObject(window),
      project_(project),
      jobs_(jobs),
      import_(new ImportDialog(checks_, window)),
      export_(new ExportDialog(checks_, window)),
      report_(new ReportDialog(window)) {
  connect(import_, &ImportDialog::importRequested, this, &DatasetController::startImport);
  connect(export_, &ExportDialog::exportRequested, this, &DatasetController::startExport);
  connect(&jobs_, &JobsService::jobFinished, this, &DatasetController::jobFinished);
  connect(report_, &ReportDialog::folderRequested, this, [this](const QString& folder) {
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
      emit told(tr("No program opens %1.").arg(folder));
  });
}

bool DatasetController::writable() {
  if (!project_.isOpen()) return false;
  if (!project_.summary()->read_only) return true;
  emit warned(
      tr("The project is open to read only: nothing can be imported into it, and no job can be started. "
         "Make its folder writable and open it again."));
  return false;
}

void DatasetController::showImport(const QString& path) {
  if (writable()) import_->showFor(path);
}

void DatasetController::showExport() {
  if (writable()) export_->showFor(project_.summary()->folder);
}

void DatasetController::exportAgain() {
  if (!writable()) return;
  const QString last = QSettings().value(lastExportKey(project_)).toString();
  if (last.isEmpty()) {
    showExport();
    return;
  }
  auto params = QJsonDocument::fromJson(last.toUtf8()).object();
  params["overwrite"] = true;
  start(QStringLiteral("export"), text(params));
  emit told(tr("Exported again: %1").arg(params["out"].toString()));
}

void DatasetController::startImport(const ImportRequest& request) {
  if (!project_.isOpen()) return;
  QJsonObject params{{"data", QFileInfo(request.path).absoluteFilePath()}, {"existing", request.existing}};
  if (!request.format.isEmpty()) params["format"] = request.format;
  if (!request.split.isEmpty()) params["split"] = request.split;
  if (!request.imagesIn.isEmpty()) params["images_in"] = request.imagesIn;
  start(QStringLiteral("import"), text(params));
  emit told(tr("The import has begun: Jobs shows how far it is."));
}

void DatasetController::startExport(const ExportRequest& request) {
  if (!project_.isOpen()) return;
  QJsonObject params{{"out", QFileInfo(request.path).absoluteFilePath()},
                     {"format", request.format},
                     {"images", request.images},
                     {"overwrite", request.overwrite}};
  if (!request.splits.isEmpty()) params["splits"] = QJsonArray::fromStringList(request.splits);
  if (!request.labels.isEmpty()) params["labels"] = QJsonArray::fromStringList(request.labels);
  if (request.verifiedOnly) params["verified"] = true;
  start(QStringLiteral("export"), text(params));
  QSettings().setValue(lastExportKey(project_), text(params));
  emit told(tr("The export has begun: Jobs shows how far it is."));
}

void DatasetController::start(const QString& kind, const QString& params) {
  started_.insert(params);
  jobs_.add(kind, params, true);
}

void DatasetController::jobFinished(const store::Job& job) {
  if (!project_.isOpen() || (job.kind != "import" && job.kind != "export")) return;
  const bool mine = started_.remove(QString::fromStdString(job.params));
  if (job.state != store::JobState::Finished) return;
  if (job.kind == "import") {
    project_.reload();
    emit imported();
  }
  if (mine) showReport(job);
}

void DatasetController::showReport(const store::Job& job) {
  if (!project_.isOpen()) return;
  const auto folder = project_.summary()->folder;
  const auto file = folder / "runs" / std::to_string(job.id) / "report.json";
  const auto report = std::make_shared<JobReport>();
  runOnPool(
      this, [report, file] { *report = readJobReport(file); },
      [this, report, folder](const QString& problem) {
        if (!project_.isOpen() || project_.summary()->folder != folder) return;
        if (problem.isEmpty()) {
          report_->showReport(*report);
        } else {
          emit warned(problem);
        }
      });
}

void DatasetController::closeProject() {
  started_.clear();
  for (QDialog* dialog : std::initializer_list<QDialog*>{import_, export_, report_}) dialog->hide();
}

}  // namespace cloc::ui
