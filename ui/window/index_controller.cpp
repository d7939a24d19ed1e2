// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/index_controller.h"

#include <QDialog>
#include <QSettings>
#include <QStringList>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/index/index_panel.h"
#include "ui/index/index_text.h"
#include "ui/jobs/job_text.h"
#include "ui/project/project_service.h"
#include "ui/window/jobs_controller.h"

namespace cloc::ui {
namespace {

using engine::IndexState;

constexpr auto kDevice = "search/device";
constexpr auto kAlwaysCpu = "cpu";

// "Index · 640 / 2,000 images · 52 images/s · 40 s left"
QString progressText(const store::Job& job, JobStanding standing) {
  QStringList parts{jobTitle(job)};
  if (job.state != store::JobState::Running) parts << jobStateText(job, standing);
  const auto progress = jobProgress(job);
  for (const auto& part : {jobAmountText(job), jobRateText(job)}) {
    if (!part.isEmpty()) parts << part;
  }
  if (progress.seconds_left)
    parts << IndexController::tr("%1 left").arg(durationText(*progress.seconds_left));
  return parts.join(QStringLiteral(" · "));
}

}  // namespace

IndexController::IndexController(const Parts& parts, IndexChecks::Factory checker, QWidget* window)
    : QObject(window),
      parts_(parts),
      checks_(std::move(checker)),
      dialog_(new QDialog(window)),
      panel_(new IndexPanel(dialog_)),
      soon_(new QTimer(this)) {
  dialog_->setObjectName(QStringLiteral("indexDialog"));
  dialog_->setWindowTitle(tr("Index"));
  dialog_->resize(540, 720);
  auto* layout = new QVBoxLayout(dialog_);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(panel_);
  panel_->setDeviceChoice(storedDevice());
  soon_->setSingleShot(true);
  constexpr int kRest = 1000;  // ms
  soon_->setInterval(kRest);
  connect(soon_, &QTimer::timeout, this, &IndexController::count);

  connect(&parts_.engine, &EngineService::stateChanged, this, &IndexController::modelChanged);
  connect(&parts_.engine, &EngineService::indexChanged, this, &IndexController::indexChanged);
  connect(&parts_.project, &ProjectService::regionsChanged, this, &IndexController::countSoon);
  connect(&parts_.jobs, &JobsService::jobsChanged, this, [this](const std::vector<store::Job>& jobs) {
    jobs_ = jobs;
    showJob();
  });
  connect(&parts_.jobs, &JobsService::queueChanged, this, [this](const JobQueue& queue) {
    queue_ = queue;
    showJob();
  });
  connect(&parts_.jobs, &JobsService::jobFinished, this, &IndexController::jobFinished);

  connect(&checks_, &IndexChecks::countProgress, panel_, [this](qint64 done, qint64 total) {
    panel_->setCounting(total > 0 ? static_cast<double>(done) / static_cast<double>(total) : -1);
  });
  connect(&checks_, &IndexChecks::counted, this, [this](const engine::Staleness& stale) {
    panel_->setStaleness(stale);
    tellStatus();
  });
  connect(&checks_, &IndexChecks::countFailed, panel_, &IndexPanel::setCountFailed);
  connect(&checks_, &IndexChecks::measureProgress, panel_, &IndexPanel::setMeasuring);
  connect(&checks_, &IndexChecks::measured, panel_, &IndexPanel::setRecall);
  connect(&checks_, &IndexChecks::measureFailed, panel_, &IndexPanel::setNotMeasured);
  connect(panel_, &IndexPanel::updateRequested, &parts_.starter, &JobsController::buildIndex);
  connect(panel_, &IndexPanel::jobsRequested, this, &IndexController::jobsRequested);
  connect(panel_, &IndexPanel::countRequested, this, &IndexController::count);
  connect(panel_, &IndexPanel::measureRequested, this, &IndexController::measure);
  connect(panel_, &IndexPanel::measureCancelled, this, [this] {
    checks_.cancelMeasuring();
    panel_->setNotMeasured({});
  });
  connect(panel_, &IndexPanel::deviceChosen, this, &IndexController::chooseDevice);
}

engine::DeviceChoice IndexController::storedDevice() {
  return QSettings().value(QLatin1String(kDevice)).toString() == QLatin1String(kAlwaysCpu)
             ? engine::DeviceChoice::Cpu
             : engine::DeviceChoice::Auto;
}

void IndexController::chooseDevice(engine::DeviceChoice choice) {
  if (choice == storedDevice()) return;
  QSettings().setValue(QLatin1String(kDevice), choice == engine::DeviceChoice::Cpu ? QLatin1String(kAlwaysCpu)
                                                                                   : QLatin1String("auto"));
  if (parts_.project.isOpen() && parts_.engine.state() == EngineService::State::Ready) {
    parts_.engine.open({.project = parts_.project.summary()->folder,
                        .model = parts_.engine.model().folder,
                        .device = choice});
  }
}

void IndexController::showDialog() {
  if (!parts_.project.isOpen()) return;
  const bool hidden = !dialog_->isVisible();
  dialog_->show();
  dialog_->raise();
  dialog_->activateWindow();
  if (hidden) count();
}

void IndexController::closeProject() {
  checks_.cancel();
  soon_->stop();
  dialog_->hide();
  jobs_.clear();
  queue_ = {};
  panel_->setLoading();
  panel_->setJob({}, -1);
}

void IndexController::modelChanged(EngineService::State state, const QString& text) {
  switch (state) {
    case EngineService::State::Closed:
    case EngineService::State::Loading:
      checks_.cancel();
      panel_->setLoading();
      break;
    case EngineService::State::Failed:
      panel_->setFailed(text);
      break;
    case EngineService::State::Ready:
      break;  // indexChanged() follows
  }
  tellStatus();
}

void IndexController::indexChanged(const engine::IndexStatus& index) {
  panel_->setStatus(index);
  if (!index.device_problem.empty() && deviceProblem_ != index.device_problem)
    emit warned(QString::fromStdString(index.device_problem));
  deviceProblem_ = index.device_problem;
  tellStatus();
  count();
}

void IndexController::tellStatus() {
  if (parts_.engine.state() != EngineService::State::Ready) {
    if (parts_.engine.state() == EngineService::State::Closed) emit statusChanged({}, Tone::Muted, {});
    return;
  }
  const auto& index = parts_.engine.index();
  const QString more = tr("Click: what the index is, and whether it is up to date");
  if (index.state != IndexState::Ready) {
    const QString text = index.state == IndexState::None         ? tr("No index")
                         : index.state == IndexState::Unreadable ? tr("Index damaged")
                         : index.other_version                   ? tr("Index of another version")
                                                                 : tr("Index of another model");
    emit statusChanged(text, Tone::Warning, indexProblem(index) + QLatin1Char('\n') + more);
    return;
  }
  QString text = indexSummary(index);
  // Counted is better than told by their numbers.
  const auto& stale = panel_->staleness();
  bool current = true;
  if (stale && stale->to_update() > 0) {
    text += tr(" · %Ln image(s) differ", nullptr, static_cast<int>(stale->to_update()));
    current = false;
  } else if (index.new_images > 0) {
    text += tr(" · %Ln image(s) newer", nullptr, static_cast<int>(index.new_images));
    current = false;
  } else if (index.new_regions > 0) {
    text += tr(" · %Ln region(s) newer", nullptr, static_cast<int>(index.new_regions));
    current = false;
  }
  QStringList lines;
  if (!current) lines << tr("What is newer than the index is not found until it is updated");
  lines << (index.device_problem.empty()
                ? tr("Searched on: %1 (%2)").arg(deviceText(index.device), deviceReason(index.device))
                : QString::fromStdString(index.device_problem));
  lines << more;
  emit statusChanged(text, current ? Tone::Muted : Tone::Warning, lines.join(QLatin1Char('\n')));
}

void IndexController::showJob() {
  const auto is = [](const std::vector<std::int64_t>& ids, std::int64_t id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  for (const auto& job : jobs_) {
    if (job.kind != "index") continue;
    const auto standing = is(queue_.starting, job.id)   ? JobStanding::Starting
                          : is(queue_.stopping, job.id) ? JobStanding::Stopping
                          : is(queue_.waiting, job.id)  ? JobStanding::Waiting
                                                        : JobStanding::None;
    if (job.state != store::JobState::Running && standing == JobStanding::None) continue;
    panel_->setJobProblem({});
    panel_->setJob(progressText(job, standing), jobProgress(job).share().value_or(-1));
    return;
  }
  panel_->setJob({}, -1);
}

void IndexController::jobFinished(const store::Job& job) {
  if (job.kind != "index") return;
  if (job.state == store::JobState::Failed)
    panel_->setJobProblem(tr("The last update failed: %1").arg(QString::fromStdString(job.message)));
  countSoon();
}

void IndexController::countSoon() {
  if (dialog_->isVisible()) {
    soon_->start();
  } else {
    panel_->clearCount();
    tellStatus();
  }
}

void IndexController::count() {
  const auto state = parts_.engine.index().state;
  if (!dialog_->isVisible() || !parts_.project.isOpen() ||
      parts_.engine.state() != EngineService::State::Ready ||
      (state != IndexState::Ready && state != IndexState::OtherModel))
    return;
  panel_->setCounting(-1);
  checks_.count(parts_.project.summary()->folder);
}

void IndexController::measure() {
  if (!parts_.project.isOpen()) return;
  panel_->setMeasuring(0, 0);
  checks_.measure(parts_.project.summary()->folder, {.device = storedDevice()});
}

}  // namespace cloc::ui
