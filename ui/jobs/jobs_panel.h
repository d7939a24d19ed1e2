// SPDX-License-Identifier: GPL-3.0-or-later
// The panel of long work: a list of the project's jobs over the one that is selected, and what can be started
// while there is none. Shows what JobsService tells and asks it for what the user wants; it opens no run
// itself (runOpened).
//
// Keys in the list: Space starts or pauses, Delete removes from the list (files stay), Enter opens the run.
#pragma once

#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QStackedWidget>
#include <QTimer>
#include <QWidget>

#include "ui/jobs/job_details.h"
#include "ui/jobs/jobs_model.h"
#include "ui/jobs/jobs_service.h"

namespace cloc::ui {

class JobsPanel : public QWidget {
  Q_OBJECT

 public:
  // `service` may die first.
  explicit JobsPanel(JobsService* service, QWidget* parent = nullptr);

  const JobsModel& model() const { return *model_; }
  // 0 when none is.
  std::int64_t selected() const { return selected_; }
  void select(std::int64_t id);
  // A line on top until the user closes it or the next one comes.
  void showMessage(const QString& text, Tone tone);

 signals:
  // The user wants to see a run: of a training, or the report of another job that is finished.
  void runOpened(const cloc::store::Job& job);
  // From the empty panel and the add button: "index", "train", "eval".
  void newJobAsked(const QString& kind);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* buildHeader();
  QWidget* buildEmpty();
  QWidget* buildNotice();
  void connectService();
  void toggle(std::int64_t id);
  void open(std::int64_t id);
  void update(const std::vector<store::Job>& jobs);
  void updateSummary();
  void currentChanged();
  void tintNotice();

  QPointer<JobsService> service_;
  JobsModel* model_;
  QListView* list_;
  JobDetails* details_;
  QStackedWidget* pages_;
  QLabel* summary_;
  QWidget* notice_;
  QLabel* notice_text_;
  Tone notice_tone_ = Tone::Bad;
  QTimer clock_;  // the elapsed time of what runs
  std::int64_t selected_ = 0;
};

}  // namespace cloc::ui
