// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a row of the jobs list: icon, title, state chip, thin bar, figures, and one button (start or pause).
// Used by JobsPanel over a JobsModel.
#pragma once

#include <QStyledItemDelegate>

#include "ui/jobs/jobs_model.h"

namespace cloc::ui {

// The state as a rounded chip of the height of `rect`, right-aligned in it; returns its width.
int drawChip(QPainter& painter, const QRect& rect, const QString& text, Tone tone);

class JobDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  explicit JobDelegate(const JobsModel& model, QObject* parent = nullptr);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  // Where the button of a row is, in the frame of `row`.
  static QRect buttonRect(const QRect& row);

 signals:
  // Start or pause, by the job's state.
  void toggled(qint64 id);

 protected:
  bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;
  bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                 const QModelIndex& index) override;

 private:
  const JobsModel& model_;
};

// What the button of a row does for a job: nothing for one that has ended.
enum class JobToggle { None, Start, Pause };
JobToggle jobToggle(const store::Job& job, JobStanding standing);

}  // namespace cloc::ui
