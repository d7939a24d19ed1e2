// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobs_service.h"

#include <algorithm>
#include <utility>

#include "ui/jobs/jobs_worker.h"

namespace cloc::ui {

JobsService::JobsService(std::filesystem::path program, QObject* parent)
    : JobsService(std::move(program), Timing{}, parent) {}

JobsService::JobsService(std::filesystem::path program, const Timing& timing, QObject* parent)
    : QObject(parent), worker_(new JobsWorker(std::move(program), timing)) {
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  connect(worker_, &JobsWorker::jobsChanged, this, &JobsService::jobsChanged);
  connect(worker_, &JobsWorker::queueChanged, this, &JobsService::queueChanged);
  connect(worker_, &JobsWorker::added, this, &JobsService::added);
  connect(worker_, &JobsWorker::jobFinished, this, &JobsService::jobFinished);
  connect(worker_, &JobsWorker::jobInterrupted, this, &JobsService::jobInterrupted);
  connect(worker_, &JobsWorker::logEvents, this, &JobsService::logEvents);
  connect(worker_, &JobsWorker::allStopped, this, &JobsService::allStopped);
  connect(worker_, &JobsWorker::failed, this, &JobsService::failed);
  thread_.setObjectName(QStringLiteral("jobs"));
  thread_.start();
}

JobsService::~JobsService() {
  // Behind what was asked before; QThread::quit() from here would overtake it.
  post([thread = &thread_](JobsWorker&) { thread->quit(); });
  thread_.wait();
}

void JobsService::post(std::function<void(JobsWorker&)> work) {
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, work = std::move(work)] { work(*worker); }, Qt::QueuedConnection);
}

void JobsService::open(const std::filesystem::path& project) {
  post([project](JobsWorker& worker) { worker.open(project); });
}

void JobsService::close() {
  post([](JobsWorker& worker) { worker.close(); });
}

void JobsService::refresh() {
  post([](JobsWorker& worker) { worker.refresh(); });
}

void JobsService::add(const QString& kind, const QString& params, bool startNow) {
  post([=](JobsWorker& worker) { worker.add(kind.toStdString(), params.toStdString(), startNow); });
}

void JobsService::start(std::int64_t id) {
  post([id](JobsWorker& worker) { worker.start(id); });
}

void JobsService::pause(std::int64_t id) {
  post([id](JobsWorker& worker) { worker.pause(id); });
}

void JobsService::cancel(std::int64_t id) {
  post([id](JobsWorker& worker) { worker.cancel(id); });
}

void JobsService::remove(std::int64_t id, bool withFiles) {
  post([=](JobsWorker& worker) { worker.remove(id, withFiles); });
}

void JobsService::follow(std::int64_t id) {
  post([id](JobsWorker& worker) { worker.follow(id); });
}

void JobsService::setMostRunning(int count) {
  most_running_ = std::max(1, count);
  post([count = most_running_](JobsWorker& worker) { worker.setMostRunning(count); });
}

void JobsService::stopAll(bool leaveRunning) {
  post([leaveRunning](JobsWorker& worker) { worker.stopAll(leaveRunning); });
}

}  // namespace cloc::ui
