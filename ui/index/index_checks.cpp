// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/index/index_checks.h"

#include <exception>
#include <utility>

#include "core/base/error.h"

namespace cloc::ui {

IndexChecks::IndexChecks(Factory factory, QObject* parent) : QObject(parent), factory_(std::move(factory)) {
  pool_.setMaxThreadCount(2);  // a count does not wait for a measurement
}

IndexChecks::~IndexChecks() {
  cancel();
  pool_.waitForDone();  // workers post to this
}

void IndexChecks::drop(Question& question) {
  question.cancel.cancel();
  question.cancel = CancelToken();
  ++question.number;
}

template <class Ask, class OnProgress, class Tell, class Fail>
void IndexChecks::start(Question& question, Ask ask, OnProgress progress, Tell tell, Fail fail) {
  drop(question);
  const auto post = [this, &question, number = question.number](auto work) {
    QMetaObject::invokeMethod(
        this,
        [&question, number, work = std::move(work)] {
          if (question.number == number) work();
        },
        Qt::QueuedConnection);
  };
  const ProgressSink sink = [post, progress](const Progress& at) {
    post([progress, done = at.done, total = at.total] { progress(done, total); });
  };
  pool_.start([factory = factory_, ask, post, sink, tell, fail, cancel = question.cancel] {
    if (cancel.cancelled()) return;
    try {
      const auto checker = factory();
      post([tell, answer = ask(*checker, sink, cancel)] { tell(answer); });
    } catch (const std::exception& error) {
      if (cancel.cancelled()) return;
      post([fail, message = QString::fromStdString(error.what())] { fail(message); });
    }
  });
}

void IndexChecks::count(const std::filesystem::path& project) {
  start(
      count_,
      [project](const engine::IndexChecker& checker, const ProgressSink& sink, const CancelToken& cancel) {
        return checker.count_stale(project, sink, cancel);
      },
      [this](qint64 done, qint64 total) { emit countProgress(done, total); },
      [this](const engine::Staleness& stale) { emit counted(stale); },
      [this](const QString& message) { emit countFailed(message); });
}

void IndexChecks::measure(const std::filesystem::path& project, const engine::RecallOptions& options) {
  start(
      measure_,
      [project, options](const engine::IndexChecker& checker, const ProgressSink& sink,
                         const CancelToken& cancel) {
        return checker.measure_recall(project, options, sink, cancel);
      },
      [this](qint64 done, qint64 total) { emit measureProgress(done, total); },
      [this](const engine::Recall& recall) { emit measured(recall); },
      [this](const QString& message) { emit measureFailed(message); });
}

void IndexChecks::cancelMeasuring() {
  drop(measure_);
}

void IndexChecks::cancel() {
  drop(count_);
  drop(measure_);
}

}  // namespace cloc::ui
