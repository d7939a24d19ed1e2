// SPDX-License-Identifier: GPL-3.0-or-later
// How a job is put into words: title, state, rate, time left. Pure functions for the panel, the status bar
// and notifications; no widgets in here.
#pragma once

#include <QString>
#include <optional>

#include "core/store/jobs.h"
#include "ui/theme/theme.h"

namespace cloc::ui {

// Job::progress as numbers.
struct JobProgress {
  QString stage;
  qint64 done = 0, total = 0;  // units of the stage; total is 0 when not known
  double per_second = 0;
  std::optional<double> seconds_left;
  // 0 to 1; absent when not known.
  std::optional<double> share() const;
};

// What of the queue concerns one job.
enum class JobStanding { None, Waiting, Starting, Stopping };

JobProgress jobProgress(const store::Job& job);
// "Train: demo recipe", "Index", "Evaluate: coco_val.json".
QString jobTitle(const store::Job& job);
// Of resources/icons.
QString jobIconName(const store::Job& job);
QString jobStateText(const store::Job& job, JobStanding standing);
Tone jobStateTone(const store::Job& job, JobStanding standing);
// "52 images/s"; a training job's steps are turned into images by its batch size. Empty when not known.
QString jobRateText(const store::Job& job);
// Same, with the unit of the stage: "640 / 2,000 images". Empty when there is nothing yet.
QString jobAmountText(const store::Job& job);
// What there is to open of a job.
enum class JobOutcome { None, Run, Report };
JobOutcome jobOutcome(const store::Job& job);
// "8 s", "12 min", "3 h 05 min", "2 d 4 h".
QString durationText(double seconds);

}  // namespace cloc::ui
