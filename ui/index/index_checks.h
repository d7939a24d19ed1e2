// SPDX-License-Identifier: GPL-3.0-or-later
// Counts what has changed since the index was made, and measures how much it finds, for the window: both take
// from a moment to minutes and run on threads of their own, beside the engine, which goes on answering.
// Functions are called in the window's thread and return at once; answers are signals. Of each kind the
// newest question alone is answered.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/engine/index_report.h"

namespace cloc::ui {

class IndexChecks : public QObject {
  Q_OBJECT

 public:
  using Factory = std::function<std::unique_ptr<engine::IndexChecker>()>;
  // `factory` is called in a worker's thread; tests give their own.
  explicit IndexChecks(Factory factory = engine::load_index_checker_module, QObject* parent = nullptr);
  ~IndexChecks() override;  // stops both: waits for one image and one search

  // Answered by counted() or countFailed().
  void count(const std::filesystem::path& project);
  // Answered by measured() or measureFailed(); by nothing after cancelMeasuring().
  void measure(const std::filesystem::path& project, const engine::RecallOptions& options);
  void cancelMeasuring();
  // Both, without an answer: another project is opened.
  void cancel();

 signals:
  void countProgress(qint64 done, qint64 total);
  void counted(const cloc::engine::Staleness& stale);
  void countFailed(const QString& message);
  void measureProgress(qint64 done, qint64 total);
  void measured(const cloc::engine::Recall& recall);
  void measureFailed(const QString& message);

 private:
  // One kind of question; `number` is that of the newest.
  struct Question {
    quint64 number = 0;
    CancelToken cancel;
  };
  static void drop(Question& question);
  // Runs `ask` in a worker; what it tells of its progress, its answer and its failure come back as calls in
  // the window's thread, unless a newer question has been asked by then.
  template <class Ask, class OnProgress, class Tell, class Fail>
  void start(Question& question, Ask ask, OnProgress progress, Tell tell, Fail fail);

  Factory factory_;
  Question count_, measure_;
  QThreadPool pool_;
};

}  // namespace cloc::ui
