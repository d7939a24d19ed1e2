// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/jobs_controller.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <memory>

#include "core/base/resources.h"
#include "ui/engine/engine_service.h"
#include "ui/jobs/job_text.h"
#include "ui/jobs/jobs_service.h"
#include "ui/machine_labels/labelling_dialog.h"
#include "ui/project/project_service.h"
#include "ui/training/run_charts.h"
#include "ui/window/conversion_dialog.h"

namespace cloc::ui {
namespace {

namespace fs = std::filesystem;

QString params(const QJsonObject& object) {
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

bool isModel(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "model.safetensors", ignored);
}

std::vector<fs::path> foldersIn(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    if (entry->is_directory(ignored)) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<ModelChoice> modelsOf(const store::Project& project) {
  std::vector<ModelChoice> models;
  models.push_back({JobsController::tr("Demo model (shipped)"), resource_path("models/demo")});
  for (const auto& run : foldersIn(project.folder() / "runs")) {
    for (const auto& checkpoint : foldersIn(run / "checkpoints")) {
      if (!isModel(checkpoint)) continue;
      models.push_back({JobsController::tr("Run %1, %2")
                            .arg(QString::fromStdString(run.filename().string()),
                                 QString::fromStdString(checkpoint.filename().string())),
                        checkpoint});
    }
  }
  for (const auto& run : foldersIn(project.folder() / "runs")) {
    for (const auto& folder : foldersIn(run / "converted")) {
      if (!isModel(folder)) continue;
      models.push_back(
          {JobsController::tr("%1 (converted)").arg(QString::fromStdString(folder.filename().string())),
           folder});
    }
  }
  for (const auto& folder : foldersIn(project.models_folder())) {
    if (!isModel(folder)) continue;
    models.push_back({JobsController::tr("Indexed with %1")
                          .arg(QString::fromStdString(folder.filename().string()).left(8)),
                      folder});
  }
  return models;
}

}  // namespace

JobsController::JobsController(ProjectService& project, EngineService& engine, JobsService& jobs,
                               RunCharts& charts, QObject* parent)
    : QObject(parent), project_(project), engine_(engine), service_(jobs), charts_(charts) {
  connect(&service_, &JobsService::jobsChanged, this, &JobsController::jobsChanged);
  connect(&service_, &JobsService::jobFinished, this, &JobsController::finished);
  connect(&service_, &JobsService::failed, this, &JobsController::warned);
  connect(&service_, &JobsService::jobInterrupted, this, [this](const store::Job& job) {
    emit warned(
        tr("%1 stopped without a word. It goes on from what it saved: Jobs, Resume.").arg(jobTitle(job)));
  });
  connect(&project_, &ProjectService::opened, this, &JobsController::readModels);
}

void JobsController::buildIndex() {
  QJsonObject object;
  if (!engine_.model().folder.empty())
    object["model"] = QString::fromStdString(engine_.model().folder.string());
  service_.add(QStringLiteral("index"), params(object), true);
}

void JobsController::train(const QString& recipe) {
  service_.add(QStringLiteral("train"), params({{"recipe", recipe}}), true);
}

void JobsController::evaluate(const QString& data) {
  QJsonObject object{{"data", data}};
  if (!engine_.model().folder.empty())
    object["model"] = QString::fromStdString(engine_.model().folder.string());
  service_.add(QStringLiteral("eval"), params(object), true);
}

void JobsController::convert(const ConversionRequest& request) {
  QJsonObject object{{"weights", request.weights}, {"regions", request.regions}};
  if (!request.tokenizer.isEmpty()) object["tokenizer"] = request.tokenizer;
  if (!request.activation.isEmpty()) object["activation"] = request.activation;
  if (request.imageSize > 0) object["image_size"] = request.imageSize;
  service_.add(QStringLiteral("convert"), params(object), true);
}

void JobsController::label(const LabellingRequest& request) {
  const auto model = QString::fromStdString(engine_.model().folder.string());
  service_.add(QStringLiteral("label"), request.params(model), true);
}

void JobsController::jobsChanged(const std::vector<store::Job>& jobs) {
  list_ = jobs;
  if (!project_.isOpen()) return;  // it was closed while this was on its way
  int running = 0;
  const store::Job* first = nullptr;
  for (const auto& job : jobs) {
    if (job.state != store::JobState::Running) continue;
    ++running;
    first = &job;
    if (job.kind == "train" && !charts_.hasRun(job.id)) {
      charts_.addRun(job.id, tr("Run %1").arg(job.id),
                     project_.summary()->folder / "runs" / std::to_string(job.id) / "metrics.jsonl");
    }
  }
  if (first == nullptr) {
    emit runningChanged({}, -1);
    return;
  }
  const auto progress = jobProgress(*first);
  QString text = jobTitle(*first);
  if (progress.seconds_left) text += tr(" · %1 left").arg(durationText(*progress.seconds_left));
  if (running > 1) text += tr(" · and %n more", nullptr, running - 1);
  emit runningChanged(text, progress.share().value_or(-1));
}

void JobsController::finished(const store::Job& job) {
  if (!project_.isOpen()) return;
  if (job.state == store::JobState::Failed) {
    emit warned(tr("%1 failed: %2").arg(jobTitle(job), QString::fromStdString(job.message)));
    return;
  }
  if (job.state != store::JobState::Finished) return;
  emit told(tr("%1 is done.").arg(jobTitle(job)));
  if (job.kind == "index") engine_.reloadIndex();
  if (job.kind == "convert") {
    for (const auto& folder :
         foldersIn(project_.summary()->folder / "runs" / std::to_string(job.id) / "converted"))
      if (isModel(folder)) emit modelMade(folder);
  }
  if (job.kind == "eval") {
    emit reportReady(tr("Evaluation %1").arg(job.id),
                     project_.summary()->folder / "runs" / std::to_string(job.id) / "report.json");
  }
  readModels();
}

void JobsController::readModels() {
  auto models = std::make_shared<std::vector<ModelChoice>>();
  project_.post([models](store::Project& project) { *models = modelsOf(project); }, this,
                [this, models] {
                  models_ = *models;
                  emit modelsChanged(models_);
                });
}

}  // namespace cloc::ui
