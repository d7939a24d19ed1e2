// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_worker.h"

#include <QCoreApplication>
#include <QPointer>
#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/data/dataset_module.h"

namespace cloc::ui {
namespace {

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

}  // namespace

// Runs in the window's thread, unless the service has gone.
template <class Signal>
void ProjectWorker::toWindow(Signal&& signal) {
  QMetaObject::invokeMethod(service_, std::forward<Signal>(signal), Qt::QueuedConnection);
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
    } catch (const Error& error) {
      // A folder that cannot be written is opened to look at.
      if (error.kind() != ErrorKind::Io) throw;
      opened =
          std::make_unique<store::Project>(store::Project::open(folder, {.access = store::Access::ReadOnly}));
      readOnly = true;
    }
    project_ = std::move(opened);
    ids_.clear();
    keys_.clear();
    ProjectSummary summary{project_->folder(), QString::fromStdString(project_->name()), project_->counts(),
                           readOnly};
    toWindow(
        [service = service_, summary, labels = project_->labels()] { service->setOpened(summary, labels); });
    sendImages();
  } catch (const std::exception& error) {
    toWindow([service = service_, text = message(error)] { emit service->openFailed(text); });
  }
}

void ProjectWorker::sendImages() {
  constexpr std::int64_t kChunk = 20000;
  store::ImageId after = 0;
  for (bool last = false; !last;) {
    auto chunk = project_->images(after, kChunk);
    last = static_cast<std::int64_t>(chunk.size()) < kChunk;
    if (!chunk.empty()) after = chunk.back().id;
    toWindow([service = service_, folder = project_->folder(), images = std::move(chunk), last] {
      // Another project may have been opened meanwhile.
      if (service->isOpen() && service->summary()->folder == folder) emit service->imagesLoaded(images, last);
    });
  }
}

void ProjectWorker::create(const std::filesystem::path& folder, const std::filesystem::path& data,
                           const CancelToken& cancel) {
  bool made = false;
  try {
    const auto progress = [this](const Progress& now) {
      toWindow([service = service_, stage = QString::fromStdString(now.stage), done = now.done,
                total = now.total] { emit service->creating(stage, done, total); });
    };
    // Read before anything is made, so that bad data leaves nothing behind.
    IssueReport issues;
    const auto dataset = data::load_dataset_opener().open(data, issues, progress, cancel);
    QString report;
    {
      auto project = store::Project::create(folder, folder.stem().string());
      made = true;
      auto imported = project.import(dataset, data.filename().string(), progress, cancel);
      imported.issues.merge(issues);
      report = summary(imported);
    }
    toWindow([service = service_, report] { emit service->created(report); });
    open(folder);
  } catch (const std::exception& error) {
    std::error_code ignored;
    if (made) std::filesystem::remove_all(folder, ignored);
    toWindow([service = service_, text = message(error)] { emit service->openFailed(text); });
  }
}

void ProjectWorker::close() {
  project_.reset();
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
  std::vector<store::Region> regions;
  for (const auto id : ids) {
    try {
      auto region = project.region(id);
      region.id = keyOf(id);
      regions.push_back(std::move(region));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::NotFound) throw;
    }
  }
  return regions;
}

void ProjectWorker::readRegions(store::ImageId image) {
  try {
    auto regions = project().regions_of(image);
    for (auto& region : regions) region.id = keyOf(region.id);
    toWindow(
        [service = service_, image, regions = std::move(regions)] { service->setRegions(image, regions); });
  } catch (const std::exception& error) {
    toWindow([service = service_, text = message(error)] { emit service->failed(text); });
  }
}

void ProjectWorker::apply(const RegionEdits& edits) {
  std::set<store::ImageId> images;
  QString failure;
  try {
    auto& project = this->project();
    auto transaction = project.transaction();
    std::vector<std::pair<std::int64_t, store::RegionId>> added;
    // In this transaction, before the maps know it.
    const auto id = [&](std::int64_t key) {
      for (const auto& [newKey, newId] : added) {
        if (newKey == key) return newId;
      }
      return idOf(key);
    };
    for (const auto& edit : edits) {
      switch (edit.kind) {
        case RegionEdit::Kind::Insert:
          added.emplace_back(edit.after.id,
                             project.add_regions(edit.after.image_id, std::span(&edit.after, 1)).front());
          images.insert(edit.after.image_id);
          break;
        case RegionEdit::Kind::Update: {
          auto region = edit.after;
          region.id = id(edit.after.id);
          project.update_region(region);
          images.insert(region.image_id);
          break;
        }
        case RegionEdit::Kind::Remove:
          project.remove_region(id(edit.before.id));
          images.insert(edit.before.image_id);
          break;
      }
    }
    transaction.commit();
    for (const auto& [key, newId] : added) {
      ids_[key] = newId;
      keys_[newId] = key;
    }
  } catch (const std::exception& error) {
    failure = message(error);
    for (const auto& edit : edits)
      images.insert((edit.kind == RegionEdit::Kind::Remove ? edit.before : edit.after).image_id);
  }
  toWindow([service = service_, list = std::vector<store::ImageId>(images.begin(), images.end()), failure] {
    service->editDone(list, failure);
  });
}

void ProjectWorker::addLabel(const QString& name) {
  try {
    project().label(name.toStdString());
    toWindow([service = service_, labels = project().labels()] { service->setLabels(labels); });
  } catch (const std::exception& error) {
    toWindow([service = service_, text = message(error)] { emit service->failed(text); });
  }
}

void ProjectWorker::run(const std::function<void(store::Project&)>& work,
                        const std::function<void(const QString&)>& done) {
  QString failure;
  try {
    work(project());
  } catch (const std::exception& error) {
    failure = message(error);
  }
  toWindow([done, failure] { done(failure); });
}

}  // namespace cloc::ui
