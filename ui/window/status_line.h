// SPDX-License-Identifier: GPL-3.0-or-later
// The window's last line: what just happened on the left; on the right whether everything is saved, the jobs,
// the index and the model.
#pragma once

#include <QStatusBar>

#include "ui/theme/theme.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace cloc::ui {

class StatusLine : public QStatusBar {
  Q_OBJECT

 public:
  explicit StatusLine(QWidget* parent = nullptr);

  // Without a project there is nothing to say of these.
  void clearProject();
  // How long the last search took; stays.
  void setLatency(const QString& text);
  void setPointer(const QString& text);
  // Goes after a while.
  void tell(const QString& text);
  // Stays until the next one, with a mark; for what the user has to know. An empty text takes it away.
  void warn(const QString& text);
  void setPending(int edits, bool readOnly);
  void setSaveFailed();
  // How far the labelling of the project is; nothing without images.
  void setProgress(qint64 verified, qint64 labelled, qint64 images);
  // note: what is to be said of it, e.g. how it answers boxes; may be empty.
  void setModel(const QString& text, Tone tone, bool busy, const QString& note = {});
  void setIndex(const QString& text, Tone tone, const QString& toolTip);
  void setJobs(const QString& text, double share);  // share below 0: not known; empty text: none runs

 signals:
  void jobsClicked();
  void modelClicked();
  void indexClicked();
  void progressClicked();

 private:
  QToolButton* part(const QString& name);

  QLabel* latency_;
  QLabel* pointer_;
  QLabel* saved_;
  QToolButton* progress_;
  QToolButton* jobs_;
  QProgressBar* jobBar_;
  QToolButton* index_;
  QToolButton* model_;
  QProgressBar* busy_;
};

}  // namespace cloc::ui
