// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the index's figures with what they come from: the engine tells what the index is, IndexChecks what
// has changed and how much it finds, the jobs how far an update is. Shows them in a dialog that stays beside
// the window, and tells the status line.
#pragma once

#include <QObject>
#include <QString>
#include <vector>

#include "core/engine/index_report.h"
#include "ui/engine/engine_service.h"
#include "ui/index/index_checks.h"
#include "ui/jobs/jobs_service.h"
#include "ui/theme/theme.h"

class QDialog;
class QTimer;

namespace cloc::ui {

class IndexPanel;
class JobsController;
class ProjectService;

class IndexController : public QObject {
  Q_OBJECT

 public:
  struct Parts {
    ProjectService& project;
    EngineService& engine;
    JobsService& jobs;
    JobsController& starter;
  };
  // Everything outlives this. `window`: what the dialog belongs to.
  IndexController(const Parts& parts, IndexChecks::Factory checker, QWidget* window);

  void showDialog();
  // No project is open: the dialog has nothing to show.
  void closeProject();
  // Says again what the status line shows: its colours are those of the theme.
  void tellStatus();
  IndexPanel& panel() { return *panel_; }

  // Where the user wants the index to be searched; kept.
  static engine::DeviceChoice storedDevice();

 signals:
  // Of the status line: empty without a project.
  void statusChanged(const QString& text, cloc::ui::Tone tone, const QString& toolTip);
  void jobsRequested();
  void warned(const QString& text);

 private:
  void modelChanged(EngineService::State state, const QString& text);
  void indexChanged(const engine::IndexStatus& index);
  void showJob();
  void jobFinished(const store::Job& job);
  // When someone looks, and when there is an index.
  void countSoon();
  void count();
  void measure();
  void chooseDevice(engine::DeviceChoice choice);

  Parts parts_;
  IndexChecks checks_;
  QDialog* dialog_;
  IndexPanel* panel_;
  QTimer* soon_;  // edits come in bursts
  std::vector<store::Job> jobs_;
  JobQueue queue_;
  std::string deviceProblem_;  // that was said
};

}  // namespace cloc::ui
