// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_service.h"

#include <QPointer>
#include <utility>

#include "ui/project/project_worker.h"

namespace cloc::ui {

ProjectService::ProjectService(QObject* parent)
    : QObject(parent),
      worker_(new ProjectWorker(this)),
      wantedImage_(std::make_shared<std::atomic<store::ImageId>>(0)),
      wantedGeneration_(std::make_shared<std::atomic<std::uint64_t>>(0)) {
  thread_.setObjectName(QStringLiteral("store"));
  worker_->moveToThread(&thread_);
  thread_.start();
}

ProjectService::~ProjectService() {
  creating_.cancel();
  *wantedGeneration_ = generation_ + 1;
  // Behind everything that was posted before: edits are written before the window goes.
  postToWorker([worker = worker_, generation = generation_ + 1] {
    worker->close(generation);
    QThread::currentThread()->quit();
  });
  thread_.wait();
  delete worker_;
}

void ProjectService::postToWorker(std::function<void()> work) {
  QMetaObject::invokeMethod(worker_, std::move(work), Qt::QueuedConnection);
}

void ProjectService::open(const std::filesystem::path& project) {
  close();
  postToWorker([worker = worker_, project] { worker->open(project); });
}

void ProjectService::create(const std::filesystem::path& project, const std::filesystem::path& data) {
  close();
  creating_ = CancelToken();
  postToWorker([worker = worker_, project, data, cancel = creating_] {
    worker->create(project, data, std::nullopt, cancel);
  });
}

void ProjectService::createShared(const std::filesystem::path& project, const store::ServerAddress& server,
                                  const std::filesystem::path& data) {
  close();
  creating_ = CancelToken();
  postToWorker([worker = worker_, project, server, data, cancel = creating_] {
    worker->create(project, data, server, cancel);
  });
}

void ProjectService::cancelCreating() {
  creating_.cancel();
}

void ProjectService::close() {
  creating_.cancel();
  // Also when nothing is open yet: what is being opened is wanted no more.
  *wantedGeneration_ = ++generation_;
  postToWorker([worker = worker_, generation = generation_] { worker->close(generation); });
  if (!summary_) return;
  summary_.reset();
  labels_.clear();
  emit closed();
}

void ProjectService::loadRegions(store::ImageId image) {
  *wantedImage_ = image;
  postToWorker([worker = worker_, image, wanted = wantedImage_] {
    if (*wanted == image) worker->readRegions(image);
  });
}

void ProjectService::findRegions(const std::vector<store::RegionId>& ids, QObject* receiver,
                                 std::function<void(const std::vector<store::Region>&)> done) {
  auto found = std::make_shared<std::vector<store::Region>>();
  post([found, ids,
        worker = worker_](store::Project& project) { *found = worker->regionsByIds(project, ids); },
       receiver, [found, done = std::move(done)] { done(*found); });
}

void ProjectService::readHistory(store::RegionId key, QObject* receiver,
                                 std::function<void(const std::vector<store::RegionEvent>&)> done) {
  auto events = std::make_shared<std::vector<store::RegionEvent>>();
  post([events, key, worker = worker_](store::Project& project) { *events = worker->history(project, key); },
       receiver, [events, done = std::move(done)] { done(*events); });
}

void ProjectService::postEdit(std::function<void()> work) {
  emit pendingChanged(++pending_);
  postToWorker(std::move(work));
}

void ProjectService::apply(const EditStep& step) {
  if (step.edits.empty() || refuse()) return;
  postEdit([worker = worker_, step] { worker->apply(step); });
}

void ProjectService::applyMade(const QString& text, std::function<store::Changes(store::Project&)> make,
                               QObject* receiver, std::function<void()> done) {
  if (refuse()) return;
  postEdit([worker = worker_, text, make = std::move(make)] { worker->applyMade(text, make); });
  post([](store::Project&) {}, receiver, std::move(done));
}

void ProjectService::undo(std::int64_t step, bool answer) {
  postTurn(step, true, answer);
}

void ProjectService::redo(std::int64_t step, bool answer) {
  postTurn(step, false, answer);
}

void ProjectService::postTurn(std::int64_t step, bool undo, bool answer) {
  if (!refuse()) {
    postEdit([worker = worker_, step, undo, answer] { worker->turn(step, undo, answer); });
  } else if (answer) {
    QMetaObject::invokeMethod(
        this, [this] { emit stepTurned({}); }, Qt::QueuedConnection);
  }
}

bool ProjectService::refuse() {
  if (!isOpen() || !summary_->read_only) return false;
  if (std::exchange(refusing_, true)) return true;
  // Not at once: the undo stack is at work with the edit, and who hears of it clears the stack.
  QMetaObject::invokeMethod(
      this,
      [this] {
        refusing_ = false;
        emit editFailed(
            tr("The project is open to read only: the change is not kept. To edit, make its folder writable "
               "and open it again."));
        emit pendingChanged(pending_);  // behind it: nothing is unsaved that could be saved
      },
      Qt::QueuedConnection);
  return true;
}

void ProjectService::loadSteps() {
  postToWorker([worker = worker_] { worker->readSteps(); });
}

void ProjectService::setLocked(const std::vector<store::RegionId>& keys, bool locked) {
  if (!isOpen() || summary_->read_only) return;
  postEdit([worker = worker_, keys, locked] { worker->setFlag(&store::Project::set_locked, keys, locked); });
}

void ProjectService::setHidden(const std::vector<store::RegionId>& keys, bool hidden) {
  if (!isOpen() || summary_->read_only) return;
  postEdit([worker = worker_, keys, hidden] { worker->setFlag(&store::Project::set_hidden, keys, hidden); });
}

void ProjectService::reload() {
  postToWorker([worker = worker_] { worker->reload(); });
}

void ProjectService::addLabel(const QString& name) {
  postToWorker([worker = worker_, name] { worker->addLabel(name); });
}

void ProjectService::post(std::function<void(store::Project&)> work, QObject* receiver,
                          std::function<void()> done) {
  const bool wanted = receiver != nullptr;
  postToWorker([this, worker = worker_, work = std::move(work), guard = QPointer<QObject>(receiver), wanted,
                done = std::move(done)] {
    worker->run(work, [guard, wanted, done] {
      if (done && (!wanted || guard)) done();
    });
  });
}

void ProjectService::setOpened(const ProjectSummary& summary, const std::vector<store::Label>& labels) {
  summary_ = summary;
  labels_ = labels;
  emit opened(summary);
  emit labelsChanged(labels);
}

void ProjectService::setRegions(const store::Image& image, const std::vector<store::Region>& regions) {
  if (*wantedImage_ != image.id) return;
  emit verifiedLoaded(image.id, image.verified);
  emit regionsLoaded(image.id, regions);
}

void ProjectService::setSteps(const StepList& steps) {
  emit stepsLoaded(steps);
}

void ProjectService::setLabels(const std::vector<store::Label>& labels) {
  labels_ = labels;
  emit labelsChanged(labels);
}

void ProjectService::setCounts(const store::Counts& counts) {
  summary_->counts = counts;
  emit countsChanged(counts);
}

void ProjectService::editDone(std::uint64_t generation, const std::vector<store::ImageId>& images,
                              const QString& failure, const std::optional<EditConflict>& conflict) {
  emit pendingChanged(--pending_);
  if (generation != generation_) {
    // The images are not this project's, and there is nothing to be read again; but the user must know.
    if (!failure.isEmpty()) emit failed(tr("In the project that was open before: %1").arg(failure));
    return;
  }
  if (conflict) {
    emit conflicted(*conflict);
  } else if (!failure.isEmpty()) {
    emit editFailed(failure);
  }
  if (!images.empty()) emit regionsChanged(images);
}

void ProjectService::setNews(const store::News& news) {
  if (!news.images.empty()) emit regionsChanged(news.images);
  if (news.many) emit manyRegionsChanged();
  if (news.splits) emit splitsChanged();
  emit othersChanged(news);
}

}  // namespace cloc::ui
