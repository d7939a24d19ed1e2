// SPDX-License-Identifier: GPL-3.0-or-later
// Looks for missing boxes in the images that the user asks for, also in those that have regions: one after
// the other the model proposes boxes, and the assistant judges them by the labelled regions. What else is
// asked of the model meanwhile comes in between. An image that cannot be read is counted and passed over.
#pragma once

#include <QObject>
#include <QString>
#include <filesystem>
#include <string>
#include <vector>

#include "ui/assist/assist_service.h"

namespace cloc::ui {

class MissingSearch : public QObject {
  Q_OBJECT

 public:
  // All of them outlive this.
  MissingSearch(ProjectService& project, EngineService& engine, AssistService& assist, QObject* parent);

  // In the order given; empty: all of the project. Images that are verified or gone are passed over. Ends
  // what is running.
  void start(const std::vector<store::ImageId>& images);
  void cancel();
  bool running() const { return running_; }

 signals:
  void progress(qint64 done, qint64 total);
  // Of one image.
  void found(const std::vector<cloc::assist::Mistake>& missing);
  // Of `looked` images; `problem`: what was wrong with the first of `unreadable`, or why it ended early.
  void finished(qint64 looked, qint64 unreadable, const QString& problem);

 private:
  struct Wanted {
    store::ImageId id;
    std::filesystem::path path;
  };
  void next();
  void end(const QString& problem);

  ProjectService& project_;
  EngineService& engine_;
  AssistService& assist_;
  std::vector<Wanted> images_;
  std::vector<std::string> names_;
  std::size_t done_ = 0;
  qint64 unreadable_ = 0;
  QString problem_;
  bool running_ = false;
  quint64 run_ = 0, proposing_ = 0, judging_ = 0;
};

}  // namespace cloc::ui
