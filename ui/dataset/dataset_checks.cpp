// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/dataset_checks.h"

#include <exception>
#include <utility>

#include "core/data/dataset_module.h"
#include "core/store/lookup.h"

namespace cloc::ui {

DatasetChecks::DatasetChecks(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(2);  // a path is looked at while a project is counted
}

DatasetChecks::~DatasetChecks() {
  for (auto* question : {&formats_, &recognise_, &names_, &count_}) drop(*question);
  pool_.waitForDone();  // workers post to this
}

void DatasetChecks::drop(Question& question) {
  question.cancel.cancel();
  question.cancel = CancelToken();
  ++question.number;
}

void DatasetChecks::start(Question& question, Ask ask, std::function<void(const QString&)> fail) {
  drop(question);
  const auto post = [this, &question, number = question.number](Tell tell) {
    QMetaObject::invokeMethod(
        this,
        [&question, number, tell = std::move(tell)] {
          if (question.number == number) tell();
        },
        Qt::QueuedConnection);
  };
  const ProgressSink sink = [this, post](const Progress& at) {
    post([this, done = at.done, total = at.total] { emit counting(done, total); });
  };
  pool_.start([ask = std::move(ask), post, sink, fail = std::move(fail), cancel = question.cancel] {
    if (cancel.cancelled()) return;
    try {
      post(ask(sink, cancel));
    } catch (const std::exception& error) {
      post([fail, message = QString::fromUtf8(error.what())] { fail(message); });
    }
  });
}

void DatasetChecks::listFormats() {
  start(
      formats_,
      [this](const ProgressSink&, const CancelToken&) -> Tell {
        std::vector<FormatInfo> list;
        for (const auto* format : data::load_dataset_opener().formats()) {
          list.push_back({QString::fromStdString(format->id), QString::fromStdString(format->name),
                          QString::fromStdString(format->description), format->holds,
                          format->write != nullptr});
        }
        return [this, list = std::move(list)] { emit formatsListed(list); };
      },
      [this](const QString& message) { emit failed(message); });
}

void DatasetChecks::recognise(const QString& path) {
  start(
      recognise_,
      [this, path](const ProgressSink&, const CancelToken&) -> Tell {
        const auto& format = data::load_dataset_opener().recognised(path.toStdString());
        return [this, path, id = QString::fromStdString(format.id)] { emit recognised(path, id); };
      },
      [this, path](const QString& message) { emit notRecognised(path, message); });
}

void DatasetChecks::listNames(const std::filesystem::path& project) {
  start(
      names_,
      [this, project](const ProgressSink&, const CancelToken&) -> Tell {
        const auto opened = store::Project::open(project, {.access = store::Access::ReadOnly});
        const store::Lookup lookup(opened);
        const auto counts = lookup.regions_by_label();
        std::vector<CountedName> labels, splits;
        for (const auto& label : opened.labels()) {
          const auto count = counts.find(label.id);
          labels.push_back(
              {QString::fromStdString(label.name), count == counts.end() ? 0 : qint64{count->second}});
        }
        for (const auto& [split, count] : lookup.images_by_split())
          splits.push_back({QString::fromStdString(split), count});
        return [this, labels = std::move(labels), splits = std::move(splits)] {
          emit namesListed(labels, splits);
        };
      },
      [this](const QString& message) { emit failed(message); });
}

void DatasetChecks::count(const std::filesystem::path& project, const store::ReadFilter& filter) {
  start(
      count_,
      [this, project, filter](const ProgressSink& progress, const CancelToken& cancel) -> Tell {
        const auto opened = store::Project::open(project, {.access = store::Access::ReadOnly});
        const auto reader = store::read_project(opened, filter);
        const auto contents = data::contents_of(*reader, progress, cancel);
        return [this, contents] { emit counted(contents); };
      },
      [this](const QString& message) { emit countFailed(message); });
}

void DatasetChecks::cancelCounting() {
  drop(count_);
}

}  // namespace cloc::ui
