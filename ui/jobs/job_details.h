// SPDX-License-Identifier: GPL-3.0-or-later
// One job in full: its state and figures, what can be done with it, its message when it failed or was
// interrupted, and its log, which follows the end while it is scrolled there. The lower half of JobsPanel.
#pragma once

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QWidget>

#include "ui/jobs/jobs_model.h"

class QHBoxLayout;

namespace cloc::ui {

class JobDetails : public QWidget {
  Q_OBJECT

 public:
  explicit JobDetails(const JobsModel& model, QWidget* parent = nullptr);

  // 0: of none.
  void showJob(std::int64_t id);
  // The figures that move with the clock and with the model.
  void refresh();
  // Lines were added to the log, or it was told anew.
  void updateLog(bool fromStart, int newLines);

 signals:
  void startAsked(qint64 id);
  void pauseAsked(qint64 id);
  void cancelAsked(qint64 id);
  void removeAsked(qint64 id, bool withFiles);
  void openAsked(qint64 id);

 private:
  void buildButtons(QHBoxLayout* row);
  void appendLines(std::size_t from);

  const JobsModel& model_;
  std::int64_t id_ = 0;
  QLabel* title_;
  QLabel* figures_;
  QLabel* message_;
  QToolButton *start_, *pause_, *cancel_, *remove_, *open_;
  QPlainTextEdit* log_;
};

}  // namespace cloc::ui
