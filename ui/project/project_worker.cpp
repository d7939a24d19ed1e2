// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_worker.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThread>
#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/data/dataset_module.h"
#include "core/store/lookup.h"
#include "ui/project/step_text.h"

namespace cloc::ui {
namespace {

// An import of another process holds the store for as long as it writes: edits wait for it, shown as pending,
// and are not lost.
constexpr auto kPatience = std::chrono::seconds(60);

// What others do is seen within a second. A server that is gone is asked less often: each time may take
// seconds.
constexpr auto kLookEvery = std::chrono::milliseconds(500), kRetryEvery = std::chrono::milliseconds(2000);

QString message(const std::exception& error) {
  return QString::fromStdString(error.what());
}

QString summary(const store::ImportReport& report) {
  if (report.issues.empty()) return {};
  QStringList lines;
  for (const auto& [category, count] : report.issues.counts()) {
    lines << QStringLiteral("%1: %2").arg(QString::fromStdString(category)).arg(count);
  }
  for (const auto& issue : report.issues.examples()) {
    lines << QStringLiteral("%1: %2").arg(QString::fromStdString(issue.where),
                                          QString::fromStdString(issue.what));
  }
  return lines.join(QLatin1Char('\n'));
}

std::vector<store::ImageId> imagesOf(const RegionEdits& edits) {
  std::set<store::ImageId> images;
  for (const auto& edit : edits) images.insert(edit.image());
  images.erase(0);  // the label set, and what names no images
  return {images.begin(), images.end()};
}

}  // namespace

// Runs in the window's thread, unless the service has gone or the window has left the project that it is
// about.
template <class Signal>
void ProjectWorker::toWindow(Signal&& signal) {
  QMetaObject::invokeMethod(
      service_,
      [service = service_, generation = generation_, signal = std::forward<Signal>(signal)] {
        if (service->generation_ == generation) signal();
      },
      Qt::QueuedConnection);
}

// Of what may have been to write: the user is told whichever project is open by now.
void ProjectWorker::tellFailed(const QString& text) {
  QMetaObject::invokeMethod(
      service_, [service = service_, text] { emit service->failed(text); }, Qt::QueuedConnection);
}

store::Project& ProjectWorker::project() {
  if (!project_) throw Error(ErrorKind::InvalidInput, "No project is open.");
  return *project_;
}

void ProjectWorker::open(const std::filesystem::path& folder) {
  try {
    std::unique_ptr<store::Project> opened;
    bool readOnly = false;
    try {
      opened = std::make_unique<store::Project>(store::Project::open(folder));
      opened->set_busy_timeout(kPatience);
    } catch (const Error& error) {
      // A folder that cannot be written is opened to look at.
      if (error.kind() != ErrorKind::Io || dynamic_cast<const store::LostConnection*>(&error) != nullptr)
        throw;
      opened =
          std::make_unique<store::Project>(store::Project::open(folder, {.access = store::Access::ReadOnly}));
      readOnly = true;
    }
    watch_.reset();
    project_ = std::move(opened);
    watch_.emplace(*project_);
    lost_ = false;
    ids_.clear();
    keys_.clear();
    steps_.clear();
    lastSent_ = 0;
    ProjectSummary summary{
        project_->folder(), QString::fromStdString(project_->name()), project_->counts(), readOnly,
        project_->server() ? QString::fromStdString(project_->server()->place()) : QString()};
    toWindow(
        [service = service_, summary, labels = project_->labels()] { service->setOpened(summary, labels); });
    if (!readOnly) readSteps();
    sendImages();
    if (looking_ == nullptr) {
      looking_ = new QTimer(this);
      connect(looking_, &QTimer::timeout, this, &ProjectWorker::look);
    }
    looking_->start(kLookEvery);
  } catch (const store::PasswordRefused& error) {
    toWindow(
        [service = service_, folder, text = message(error)] { emit service->passwordWanted(folder, text); });
  } catch (const std::exception& error) {
    toWindow([service = service_, text = message(error)] { emit service->openFailed(text); });
  }
}

void ProjectWorker::sendImages() {
  constexpr std::int64_t kChunk = 20000;
  for (bool last = false; !last;) {
    auto chunk = project_->images(lastSent_, kChunk);
    last = static_cast<std::int64_t>(chunk.size()) < kChunk;
    if (!chunk.empty()) lastSent_ = chunk.back().id;
    toWindow(
        [service = service_, images = std::move(chunk), last] { emit service->imagesLoaded(images, last); });
  }
}

void ProjectWorker::create(const std::filesystem::path& folder, const std::filesystem::path& data,
                           const std::optional<store::ServerAddress>& server, const CancelToken& cancel) {
  bool made = false;
  try {
    const auto progress = [this](const Progress& now) {
      toWindow([service = service_, stage = QString::fromStdString(now.stage), done = now.done,
                total = now.total] { emit service->creating(stage, done, total); });
    };
    // Read before anything is made, so that bad data leaves nothing behind.
    IssueReport issues;
    std::unique_ptr<data::DatasetReader> reader;
    if (!data.empty()) reader = data::load_dataset_opener().open(data, {issues, progress, cancel});
    QString report;
    {
      const auto name = folder.stem().string();
      auto project =
          server ? store::Project::create(folder, name, *server) : store::Project::create(folder, name);
      made = true;
      if (reader) {
        auto imported = project.import(*reader, {.source = data.filename().string()}, progress, cancel);
        imported.issues.merge(issues);
        report = summary(imported);
      }
    }
    toWindow([service = service_, report] { emit service->created(report); });
    open(folder);
  } catch (const std::exception& error) {
    std::error_code ignored;
    if (made) std::filesystem::remove_all(folder, ignored);
    toWindow([service = service_, text = message(error)] { emit service->openFailed(text); });
  }
}

void ProjectWorker::close(std::uint64_t generation) {
  if (looking_ != nullptr) looking_->stop();
  watch_.reset();
  project_.reset();
  lost_ = false;
  generation_ = generation;
}

std::int64_t ProjectWorker::idOf(std::int64_t key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() ? key : found->second;
}

std::int64_t ProjectWorker::keyOf(store::RegionId id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? id : found->second;
}

std::vector<store::Region> ProjectWorker::regionsByIds(const store::Project& project,
                                                       const std::vector<store::RegionId>& ids) const {
  auto regions = store::Lookup(project).regions(ids);
  for (auto& region : regions) region.id = keyOf(region.id);
  return regions;
}

std::vector<store::RegionEvent> ProjectWorker::history(store::Project& project, store::RegionId key) const {
  return store::Edits(project).history(idOf(key));
}

void ProjectWorker::readRegions(store::ImageId image) {
  try {
    auto regions = project().regions_of(image);
    for (auto& region : regions) region.id = keyOf(region.id);
    toWindow([service = service_, image = project().image(image), regions = std::move(regions)] {
      service->setRegions(image, regions);
    });
  } catch (const std::exception& error) {
    toWindow([service = service_, text = message(error)] { emit service->failed(text); });
  }
}

void ProjectWorker::edit(const Write& write, const EditStep* step) {
  std::vector<store::ImageId> images;
  QString failure;
  std::optional<EditConflict> conflict;
  try {
    images = patiently(write);
  } catch (const store::Conflict& found) {
    failure = message(found);
    if (step != nullptr) conflict = conflictOf(*step, found.regions());
  } catch (const std::exception& error) {
    failure = message(error);
  }
  // In any case: it has been counted.
  QMetaObject::invokeMethod(
      service_,
      [service = service_, generation = generation_, images = std::move(images), failure,
       conflict = std::move(conflict)] { service->editDone(generation, images, failure, conflict); },
      Qt::QueuedConnection);
}

std::vector<store::ImageId> ProjectWorker::patiently(const Write& write) {
  for (;;) {
    try {
      if (lost_ && !wanted()) {
        throw store::LostConnection(
            "The server of the shared project is gone, so the change could not be written.");
      }
      auto images = write();
      tellConnected();
      return images;
    } catch (const store::LostConnection& error) {
      tellLost(message(error));
      if (!wanted()) throw;
    }
    constexpr auto kStep = std::chrono::milliseconds(100);
    for (auto waited = kStep; waited < kRetryEvery && wanted(); waited += kStep)
      QThread::msleep(static_cast<unsigned long>(kStep.count()));
  }
}

void ProjectWorker::tellLost(const QString& text) {
  if (std::exchange(lost_, true)) return;
  if (looking_ != nullptr && looking_->isActive()) looking_->start(kRetryEvery);
  toWindow([service = service_, text] { emit service->connectionLost(text); });
}

void ProjectWorker::tellConnected() {
  if (!std::exchange(lost_, false)) return;
  if (looking_ != nullptr && looking_->isActive()) looking_->start(kLookEvery);
  toWindow([service = service_] { emit service->connectionBack(); });
}

EditConflict ProjectWorker::conflictOf(const EditStep& step,
                                       std::vector<store::RegionConflict> regions) const {
  EditConflict conflict{step, std::move(regions), {}};
  for (auto& region : conflict.regions) {
    const auto image = region.mine.image();
    try {
      conflict.images.emplace(image, QString::fromStdString(project_->image(image).path.filename().string()));
    } catch (const Error&) {
      conflict.images.emplace(image, QString::number(image));  // it has gone too
    }
    for (auto* one : {&region.mine.before, &region.mine.after}) one->id = keyOf(one->id);
    if (region.theirs) region.theirs->id = keyOf(region.theirs->id);
  }
  return conflict;
}

void ProjectWorker::look() {
  if (!watch_) return;
  try {
    const auto news = watch_->look();
    tellConnected();
    if (!news) return;
    if (news->rows) {
      reload();
    } else if (news->labels) {
      toWindow([service = service_, labels = project_->labels()] { service->setLabels(labels); });
    }
    toWindow([service = service_, news = *news] { service->setNews(news); });
  } catch (const store::LostConnection& error) {
    tellLost(message(error));
  } catch (const std::exception&) {
    // A file that is locked for a moment, or damaged: said where something is asked for.
  }
}

void ProjectWorker::apply(const EditStep& step) {
  edit(
      [this, &step] {
        auto changes = step.edits;
        for (auto& change : changes) {
          change.before.id = idOf(change.before.id);
          change.after.id = idOf(change.after.id);
        }
        std::optional<store::EditId> joined;
        if (step.joins) joined = stepOf(step.key);
        steps_[step.key] = store::Edits(project()).apply(step.text.toStdString(), changes, joined);
        for (std::size_t i = 0; i < changes.size(); ++i) {
          const auto key = step.edits[i].after.id, id = changes[i].after.id;
          if (changes[i].kind != RegionEdit::Kind::Insert || key == id) continue;
          ids_[key] = id;
          keys_[id] = key;
        }
        tellOfMany(changes);
        return imagesOf(changes);
      },
      &step);
}

void ProjectWorker::applyMade(const QString& text, const std::function<RegionEdits(store::Project&)>& make) {
  edit([this, &text, &make] {
    auto changes = make(project());
    if (changes.empty()) return std::vector<store::ImageId>();
    store::Edits(project()).apply(text.toStdString(), changes);
    tellOfMany(changes);
    return imagesOf(changes);
  });
}

void ProjectWorker::tellOfMany(const RegionEdits& changes) {
  using Kind = RegionEdit::Kind;
  const auto any = [&](auto&& holds) { return std::any_of(changes.begin(), changes.end(), holds); };
  if (any([](const RegionEdit& change) { return change.of_label_set(); })) {
    toWindow([service = service_, labels = project().labels()] { service->setLabels(labels); });
  }
  const bool regions = any([](const RegionEdit& change) { return change.kind == Kind::Relabel; });
  const bool splits = any([](const RegionEdit& change) { return change.kind == Kind::Resplit; });
  toWindow([service = service_, regions, splits] {
    if (regions) emit service->manyRegionsChanged();
    if (splits) emit service->splitsChanged();
  });
}

void ProjectWorker::turn(std::int64_t key, bool undo, bool answer) {
  const auto send = [this, answer](RegionEdits changes) {
    if (!answer) return;
    for (auto& change : changes) {
      for (auto* region : {&change.before, &change.after}) {
        if (!region->z) region->z = static_cast<double>(region->id);  // as the store orders them
        region->id = keyOf(region->id);
      }
      if (change.kind == RegionEdit::Kind::Relabel && !keys_.empty()) {
        auto move = *change.move;
        for (auto& id : move.ids) id = keyOf(id);
        std::sort(move.ids.begin(), move.ids.end());
        change.move = std::make_shared<const store::MoveChange>(std::move(move));
      }
    }
    toWindow([service = service_, edits = std::make_shared<const RegionEdits>(std::move(changes))] {
      emit service->stepTurned(*edits);
    });
  };
  edit([&] {
    try {
      store::Edits steps(project());
      const auto changes = undo ? steps.undo(stepOf(key)) : steps.redo(stepOf(key));
      tellOfMany(changes);
      send(changes);
      return imagesOf(changes);
    } catch (...) {
      send({});  // the window waits for it
      throw;
    }
  });
}

store::EditId ProjectWorker::stepOf(std::int64_t key) const {
  if (key > 0) return key;
  const auto found = steps_.find(key);
  if (found != steps_.end()) return found->second;
  throw Error(ErrorKind::NotFound,
              "The step could not be written to the project before, so there is nothing to take back or to "
              "do again. What you see is read again.");
}

void ProjectWorker::readSteps() {
  try {
    const store::Edits edits(project());
    constexpr auto kLimit = static_cast<std::size_t>(ProjectService::kStepsLoaded);
    auto done = edits.done(kLimit + 1), undone = edits.undone(kLimit + 1);
    StepList steps;
    steps.olderDone = done.size() > kLimit;
    if (steps.olderDone) done.erase(done.begin());
    steps.laterUndone = undone.size() > kLimit;
    if (steps.laterUndone) undone.pop_back();
    for (const auto& step : done) steps.done.push_back({step.id, stepText(step.text)});
    for (const auto& step : undone) steps.undone.push_back({step.id, stepText(step.text)});
    toWindow([service = service_, steps = std::move(steps)] { service->setSteps(steps); });
  } catch (const std::exception& error) {
    toWindow([service = service_, text = message(error)] {
      emit service->failed(text);
      emit service->stepsFailed();
    });
  }
}

void ProjectWorker::reload() {
  try {
    toWindow([service = service_, labels = project().labels(), counts = project().counts()] {
      service->setLabels(labels);
      service->setCounts(counts);
    });
    sendImages();
  } catch (const std::exception& error) {
    tellFailed(message(error));
  }
}

void ProjectWorker::setFlag(void (store::Project::*set)(std::span<const store::RegionId>, bool),
                            const std::vector<store::RegionId>& keys, bool value) {
  edit([this, set, &keys, value] {
    std::vector<store::RegionId> ids;
    ids.reserve(keys.size());
    for (const auto key : keys) ids.push_back(idOf(key));
    (project().*set)(ids, value);
    return std::vector<store::ImageId>();  // nothing that a gallery shows
  });
}

void ProjectWorker::addLabel(const QString& name) {
  try {
    project().label(name.toStdString());
    toWindow([service = service_, labels = project().labels()] { service->setLabels(labels); });
  } catch (const std::exception& error) {
    tellFailed(message(error));
  }
}

void ProjectWorker::run(const std::function<void(store::Project&)>& work, std::function<void()> done) {
  try {
    work(project());
    toWindow(std::move(done));
  } catch (const std::exception& error) {
    tellFailed(message(error));
  }
}

}  // namespace cloc::ui
