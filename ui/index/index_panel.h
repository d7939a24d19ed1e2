// SPDX-License-Identifier: GPL-3.0-or-later
// What the project's index is, in plain words with units: what it holds and takes, how it is searched and on
// what, whether it is up to date, and how much it finds; with the buttons for it. It is told everything by
// its set functions and asks nobody anything: IndexController does, and answers the signals.
#pragma once

#include <QWidget>
#include <optional>

#include "core/engine/index_report.h"
#include "ui/theme/theme.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace cloc::ui {

class EmptyState;

class IndexPanel : public QWidget {
  Q_OBJECT

 public:
  explicit IndexPanel(QWidget* parent = nullptr);

  // The model and the index are being opened: there are no figures yet.
  void setLoading();
  // Why there will be none.
  void setFailed(const QString& message);
  // Forgets what was counted and measured when it is another index.
  void setStatus(const engine::IndexStatus& status);

  // Share: 0 to 1, or negative while it is not known.
  void setCounting(double share);
  void setStaleness(const engine::Staleness& stale);
  void setCountFailed(const QString& message);
  // What was counted is not so any more.
  void clearCount();

  void setMeasuring(qint64 done, qint64 total);
  void setRecall(const engine::Recall& recall);
  // It ended without an answer; empty when it was cancelled.
  void setNotMeasured(const QString& message);

  // An index job that runs or waits: what it is at, and its share as above. Without `text` there is none.
  void setJob(const QString& text, double share);
  // What became of the last one; empty when all is well.
  void setJobProblem(const QString& message);

  void setDeviceChoice(engine::DeviceChoice choice);
  // Of the command that does what the button for updating does; for its tool tip.
  void setUpdateKey(const QString& key);

  // The counts that the panel shows; absent while there are none.
  const std::optional<engine::Staleness>& staleness() const { return stale_; }

 signals:
  void updateRequested();
  void jobsRequested();
  void countRequested();
  void measureRequested();
  void measureCancelled();
  void deviceChosen(cloc::engine::DeviceChoice choice);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* buildTop();
  QWidget* buildFigures();
  void addHeading(QFormLayout* form, const QString& text);
  // A row whose value is told later; `help` is its tool tip.
  QLabel* addRow(QFormLayout* form, const QString& name, const QString& label, const QString& help = {});
  void showAll();
  void showHeadline();
  void showFigures();
  void showChanges();
  void showRecall();
  void setHeadline(const QString& title, Tone which, const QString& text);

  enum class Shown { Loading, Failed, Status } shown_ = Shown::Loading;
  engine::IndexStatus status_;
  std::optional<engine::Staleness> stale_;
  std::optional<engine::Recall> recall_;
  std::optional<double> counting_;  // share; negative while it is not known
  QString updateKey_, failure_, countFailure_, measureFailure_, job_, jobProblem_;
  bool measuring_ = false;

  QLabel *title_, *text_, *jobText_, *jobProblemText_;
  QProgressBar* jobBar_;
  QPushButton *update_, *jobs_;
  QStackedWidget* pages_;
  EmptyState* empty_;
  QFormLayout* form_ = nullptr;
  QLabel *images_ = nullptr, *regions_ = nullptr, *proposals_ = nullptr, *entries_ = nullptr;
  QLabel *kind_ = nullptr, *device_ = nullptr, *disk_ = nullptr, *memory_ = nullptr;
  QLabel *made_ = nullptr, *current_ = nullptr, *changes_ = nullptr;
  QLabel *found_ = nullptr, *speed_ = nullptr;
  QComboBox* deviceChoice_ = nullptr;
  QPushButton *count_ = nullptr, *measure_ = nullptr, *cancel_ = nullptr;
  QProgressBar* measureBar_ = nullptr;
};

}  // namespace cloc::ui
